"""The state of a step: from the keys of a lesson file to a link that opens without a word.

The keys are those of links, and what they mean is for `url.decode` to say. A link from a stranger
is repaired; a lesson that needs repair is a mistake, also where a link would pass over it in
silence, and so what comes out is compared with what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

from playground import layer_links, url
from playground.features import canonical
from playground.fields import FIELDS, FieldError
from playground.given_weights import read_weights
from playground.lessons.facts import did_you_mean
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState, Point

_OF_LESSON = ("lesson", "lesson_step")
_FIELD_OF = {field.key: field for name, field in FIELDS.items() if name not in _OF_LESSON}
# The other keys that a step may set, and what they are when a link does not name them.
_LISTS: Mapping[str, str] = {
    "layers": ",".join(str(layer.units) for layer in DEFAULTS.layers),
    "activation": "",
    "features": ",".join(DEFAULTS.features),
    "formula": "",
    "plane": "0,1",
    "neuron": "",
    "race": "",
    "weights": "",
    **dict.fromkeys(layer_links.KEYS, ""),
}
KEYS = (*_FIELD_OF, *_LISTS, "points")
_POINTS_NEEDED = (
    "points is a list of [x, y, label], or [x, y, label, true] for a test point, with numbers of "
    "at most three decimals"
)
_POINTS_ALLOWED = "a point lies within -6 and 6, and its label fits the task of the points"
_FILLED = {"dropout": str(HiddenLayer.dropout), "density": str(HiddenLayer.density)}


class StateError(ValueError):
    """A state that cannot be used: which key is wrong, and a sentence without its full stop."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def link_of(values: Mapping[str, object], lesson: str, page: int) -> str:
    """The link of a step that starts with these values. `StateError` for a wrong key or value."""
    texts = {key: _text(key, value) for key, value in values.items()}
    parts = [f"v={DEFAULTS.version}", f"lesson={lesson}", f"page={page}"]
    parts += [f"{key}={quote(text, safe='(),*/:;')}" for key, text in texts.items()]
    link = "&".join(parts)
    state, notices = url.decode(link)
    if notices:
        raise StateError(_guilty(texts, notices[0]), notices[0].rstrip("."))
    encoded = dict(part.partition("=")[::2] for part in url.encode(state).split("&"))
    for key, text in texts.items():
        if not _arrived(key, text, state, encoded):
            refused = f'{key} cannot be "{text}" in this state: it would be passed over'
            raise StateError(key, _POINTS_ALLOWED if key == "points" else refused)
    return link


def _text(key: str, value: object) -> str:
    """A TOML value as the text in a link."""
    if key not in KEYS:
        message = f'there is no state key "{key}"{did_you_mean(key, KEYS)}'
        raise StateError(key, message)
    if key == "points":
        return url.pack(_points(value))
    if isinstance(value, list):
        return (";" if key == "formula" else ",").join(_word(key, one) for one in value)
    return _word(key, value)


def _word(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    raise StateError(key, f"{key} needs numbers or words, or a list of them")


def _points(value: object) -> tuple[Point, ...]:
    if isinstance(value, list) and value:
        points = tuple(_point(row) for row in value)
        if all(points):
            return tuple(point for point in points if point)
    raise StateError("points", _POINTS_NEEDED)


def _point(row: object) -> Point | None:
    if not isinstance(row, list) or len(row) not in (3, 4):
        return None
    *numbers, test = row if len(row) == 4 else [*row, False]
    if not isinstance(test, bool):
        return None
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
        return None
    if any(abs(one) > 32 or one != round(one, 3) for one in numbers):  # what a link can pack
        return None
    x, y, label = map(float, numbers)
    return Point(x, y, label, test)


def _guilty(texts: Mapping[str, str], notice: str) -> str:
    """The key without which nobody would complain; weights, which have to fit the rest, first."""
    for key in sorted(texts, key=lambda key: key != "weights"):
        rest = "&".join(f"{k}={quote(text, safe='')}" for k, text in texts.items() if k != key)
        if notice not in url.decode(rest)[1]:
            return key
    return ""


def _arrived(key: str, text: str, state: PlaygroundState, encoded: Mapping[str, str]) -> bool:
    """Whether the state is what the key asked for."""
    if field := _FIELD_OF.get(key):
        try:
            return bool(field.parse(text)[0] == getattr(state, field.name))
        except FieldError:
            return False
    return _COMPARED.get(key, _same_words)(key, text, state, encoded)


_Compare = Callable[[str, str, PlaygroundState, Mapping[str, str]], bool]


def _same_words(key: str, text: str, state: PlaygroundState, encoded: Mapping[str, str]) -> bool:
    mark = ";" if key == "formula" else ","
    arrived = unquote(encoded.get(key, _LISTS[key]))
    given, found = (
        [word.strip() for word in one.split(mark) if word.strip()] for one in (text, arrived)
    )
    if key in _FILLED:
        given, found = (_trimmed(words, _FILLED[key]) for words in (given, found))
        return given == found
    if key == "formula":
        given = [canonical(word) for word in given]
    return sorted(given) == sorted(found)


def _same_activations(
    key: str, text: str, state: PlaygroundState, encoded: Mapping[str, str]
) -> bool:
    names = text.split(",")
    arrived = [layer.activation for layer in state.layers]
    return names == arrived or (len(names) == 1 and arrived == names * len(arrived))


def _same_layers(key: str, text: str, state: PlaygroundState, encoded: Mapping[str, str]) -> bool:
    return text.replace(" ", "") == ",".join(str(layer.units) for layer in state.layers)


def _same_points(key: str, text: str, state: PlaygroundState, encoded: Mapping[str, str]) -> bool:
    return text == encoded.get("points")


def _same_weights(key: str, text: str, state: PlaygroundState, encoded: Mapping[str, str]) -> bool:
    return read_weights(text) == state.weights


_COMPARED: Mapping[str, _Compare] = {
    "activation": _same_activations,
    "layers": _same_layers,
    "points": _same_points,
    "weights": _same_weights,
}


def _trimmed(words: list[str], default: str) -> list[str]:
    while words and words[-1] == default:
        words = words[:-1]
    return words
