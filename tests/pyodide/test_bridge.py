"""The messages between the page and Python that only Pyodide can carry."""

from sitebuild.pyodide import Pyodide

STEP = {
    "lesson": "gradient-descent",
    "page": 2,
    "link": "lesson=gradient-descent&page=2&dataset=xor",
    "done": "epoch >= 1 and dataset == 'xor'",
    "facts": ["epoch", "dataset"],
}


def test_a_step_of_a_lesson_is_set_up_watched_and_left(pyodide: Pyodide) -> None:
    left = {"lesson": "none"}
    begun, done, still, gone = pyodide.call("bridge_in_pyodide:read_a_lesson", STEP, left)
    seen = {"lesson": "gradient-descent", "page": 2}
    assert begun["lesson"] == seen | {"done": False, "facts": {"epoch": 0, "dataset": "xor"}}
    assert {key: begun["status"][key] for key in seen} == seen
    assert done["lesson"] == seen | {"done": True, "facts": {"epoch": 1, "dataset": "xor"}}
    assert "lesson" not in still
    assert "lesson" not in gone and gone["status"]["lesson"] == "none"


def test_a_message_that_cannot_be_carried_out_does_not_end_the_session(pyodide: Pyodide) -> None:
    bad, good = pyodide.call("bridge_in_pyodide:go_on_after_nonsense", '{"chapter": 1}', STEP)
    assert "chapter" in bad["status"]["notice"]["text"]
    assert good["lesson"]["facts"] == {"epoch": 0, "dataset": "xor"}
