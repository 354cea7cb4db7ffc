"""Whatever a file or a link holds: a sentence and nothing else, or a valid experiment."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from playground import url
from playground.repair import validate
from playground.session import Session
from playground.state import PlaygroundState

SMALL = PlaygroundState(n_samples=20)
TABLE = (
    "length,width,kind\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n"
    "4.9,3.0,setosa\n6.4,3.2,versicolor\n5.8,2.7,virginica\n"
)
CURVE = "x;y\n0;0,1\n1;0,9\n2;2,2\n3;2,9\n4;4,1\n"
PIECES = [
    *",;\t\n\"'.-+eE#",
    "\r\n",
    "",
    "nan",
    "inf",
    "1e999",
    "-1e308",
    "9" * 40,
    "\x00",
    "ä",
    "☃",
]
MODEL = Session(SMALL).export("model")
assert MODEL

CUTS = st.tuples(st.integers(0, 200), st.integers(0, 12), st.sampled_from(PIECES))


def mutated(text: str, cuts: list[tuple[int, int, str]]) -> str:
    """The text with some parts replaced by others: (start, length, what comes there)."""
    for start, length, piece in cuts:
        start %= len(text) + 1
        text = text[:start] + piece + text[start + length :]
    return text


def some(*texts: str) -> st.SearchStrategy[str]:
    return st.builds(mutated, st.sampled_from(texts), st.lists(CUTS, min_size=1, max_size=4))


# A byte order mark, zeros and broken UTF-8 come to Python as the page's decoder leaves them.
BYTES = st.binary(max_size=300).map(lambda content: content.decode("utf-8", "replace"))
CELLS = st.sampled_from([*PIECES, "1", "2.5", "a", "b", "x", "y", "class", "test"])
GARBAGE = st.one_of(st.text(max_size=200), BYTES, st.lists(CELLS, max_size=60).map("".join))
KEYS = st.sampled_from([*url.encode(PlaygroundState(dataset="xor", tool="race")).split("&"), "v=9"])


def check_works(session: Session) -> None:
    """The experiment is valid, and it can be shown, trained and linked to."""
    assert validate(session.state) == session.state
    session.run_epoch()
    session.snapshot()
    assert url.decode(url.encode(session.state))[0] == session.state


def check_file(name: str, text: str) -> None:
    session = Session(SMALL)
    before, weights = session.state, session.experiment.network.parameters.tobytes()
    session.open_file(name, text)
    notice = session.snapshot().notice
    if notice and notice.level == "warning":
        assert notice.text and len(notice.text) < 600
        assert session.state == before
        assert session.experiment.network.parameters.tobytes() == weights
    else:
        assert session.state != before or name.endswith(".json")
    check_works(session)


@given(GARBAGE | some(TABLE, CURVE))
@settings(deadline=None, max_examples=100)
def test_any_table_is_used_or_answered_with_a_sentence(text: str) -> None:
    check_file("x.csv", text)


@given(GARBAGE | some(MODEL.text))
@settings(deadline=None, max_examples=100)
def test_any_model_is_opened_or_answered_with_a_sentence(text: str) -> None:
    check_file("x.json", text)


@given(st.one_of(GARBAGE, some(url.encode(SMALL)), st.lists(KEYS | GARBAGE).map("&".join)))
@settings(deadline=None, max_examples=100)
def test_any_link_opens_a_valid_experiment(link: str) -> None:
    session = Session(SMALL)
    session.load(link)
    check_works(session)
