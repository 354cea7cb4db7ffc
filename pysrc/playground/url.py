"""An experiment as a link.

`encode` writes what differs from the defaults as a readable hash fragment, for example
`v=1&dataset=xor&layers=8,8&activation=relu`. Own points are packed: three little-endian
16-bit integers each (x and y in thousandths, and the label in thousandths doubled, plus one
for a test point), in base64url. A table is `Table.packed` while that is short; of a larger one
only a checksum is written, which tells its links from others. Features are written by their ids,
and own formulas as they were typed, such as `features=x,x2&formula=sin(2*x);x*y`. `decode` reads
any text: it ignores unknown keys, clamps, caps sizes, evaluates nothing but the grammar of
formulas and never raises. A link of version 1 must open for ever.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from urllib.parse import quote, unquote

import numpy as np

from playground.entrants import read_entrants, write_entrants
from playground.features import is_own
from playground.fields import (
    ACTIVATION,
    FIELDS,
    MAX_LAYERS,
    MAX_POINTS,
    TABLE,
    UNITS,
    FieldError,
    of_layer,
    shorten,
)
from playground.given_weights import read_weights, write_weights
from playground.layer_links import decode_extras, encode_extras
from playground.repair import repair
from playground.state import (
    DEFAULTS,
    VERSION,
    HiddenLayer,
    PlaygroundState,
    Point,
    default_n_samples,
)
from playground.table import MAX_PACKED, Table, TableError, unpack

MAX_LINK = 40_000  # characters: 2000 points need 16,000
_MAX_PARTS = 100
_TOO_LARGE = "-"  # no packed table begins so
_SCALE = 1000
_PACKED = np.dtype([("x", "<i2"), ("y", "<i2"), ("label", "<i2")])


def encode(state: PlaygroundState) -> str:
    """The state as the hash fragment of a link, without the leading `#`."""
    parts = [f"v={VERSION}"]
    for name, field in FIELDS.items():
        value = getattr(state, name)
        default = getattr(DEFAULTS, name)
        if name == "n_samples":
            default = default_n_samples(state.dataset)
        if value != default:
            parts.append(f"{field.key}={value}")
    if state.plane != DEFAULTS.plane:
        parts.append(f"plane={state.plane[0]},{state.plane[1]}")
    parts.extend(_encode_features(state.features))
    if _shapes(state.layers) != _shapes(DEFAULTS.layers):
        parts.append("layers=" + ",".join(str(layer.units) for layer in state.layers))
        parts.extend(_encode_activations(state.layers))
    parts.extend(encode_extras(state))
    if state.weights:
        parts.append("weights=" + write_weights(state.weights))
    if state.racers != DEFAULTS.racers:
        parts.append("race=" + write_entrants(state.racers))
    if state.neuron:
        parts.append(f"neuron={state.neuron[0]},{state.neuron[1]}")
    if state.points:
        parts.append("points=" + pack(state.points))
    if state.table:
        parts.extend(_encode_table(state.table, shown=state.dataset == TABLE))
    return "&".join(parts)


def decode(text: object) -> tuple[PlaygroundState, tuple[str, ...]]:
    """Read a link. Returns a valid state and the sentences that say what was changed."""
    if isinstance(text, bytes | bytearray):
        text = bytes(text[: MAX_LINK + 1]).decode("latin-1")
    if not isinstance(text, str):
        return DEFAULTS, ("The link could not be read; this is the standard experiment.",)
    if len(text) > MAX_LINK:
        return DEFAULTS, ("The link is too long to be read; this is the standard experiment.",)
    notices: list[str] = []
    raw = _split(text)
    version = raw.get("v", "1")
    if version != str(VERSION):
        notices.append(f"The link has version {shorten(version)}; it was read as version 1.")
    values = _scalars(raw, notices)
    if "plane" in raw:
        values["plane"] = tuple(_small_ints(raw["plane"]))
    if "features" in raw or "formula" in raw:
        values["features"] = _decode_features(raw)
    if "race" in raw:
        values["racers"] = read_entrants(raw["race"], notices)
    if "neuron" in raw:
        values["neuron"] = tuple(_small_ints(raw["neuron"]))
    layers = list(DEFAULTS.layers)
    if "layers" in raw:
        layers = _decode_layers(raw["layers"], raw.get("activation", ""), notices)
    values |= decode_extras(raw, layers, notices)
    if "weights" in raw:
        values["weights"] = read_weights(raw["weights"])
    if "points" in raw:
        values["points"] = _unpack(raw["points"], notices)
    if "table" in raw:
        values["table"] = _decode_table(raw["table"], notices)
    state, repaired = repair(values)
    return state, (*notices, *repaired)


def _split(text: str) -> dict[str, str]:
    raw: dict[str, str] = {}
    for part in text.lstrip("#").split("&", _MAX_PARTS)[:_MAX_PARTS]:
        key, _, value = part.partition("=")
        raw.setdefault(unquote(key), unquote(value))
    return raw


def _scalars(raw: Mapping[str, str], notices: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, field in FIELDS.items():
        if field.key not in raw:
            continue
        try:
            values[name], notice = field.parse(raw[field.key])
        except FieldError as error:
            notices.append(str(error))
            continue
        if notice:
            notices.append(notice)
    return values


def _small_ints(text: str) -> list[int]:
    words = text[:100].split(",")
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 6]


def _encode_features(features: tuple[str, ...]) -> list[str]:
    """The named ones by their ids, unless they are x and y, and the own formulas."""
    named = tuple(name for name in features if not is_own(name))
    own = [quote(name, safe="()*,/") for name in features if is_own(name)]
    parts = [] if named == DEFAULTS.features else ["features=" + ",".join(named)]
    return [*parts, "formula=" + ";".join(own)] if own else parts


def _decode_features(raw: Mapping[str, str]) -> list[str]:
    named = raw.get("features", ",".join(DEFAULTS.features))
    own = raw.get("formula", "")
    return [word for text, mark in ((named, ","), (own, ";")) for word in text.split(mark) if word]


def _shapes(layers: tuple[HiddenLayer, ...]) -> list[tuple[int, str]]:
    return [(layer.units, layer.activation) for layer in layers]


def _encode_activations(layers: tuple[HiddenLayer, ...]) -> list[str]:
    names = [layer.activation for layer in layers]
    if all(name == HiddenLayer.activation for name in names):
        return []
    return ["activation=" + (names[0] if len(set(names)) == 1 else ",".join(names))]


def _decode_layers(sizes: str, activations: str, notices: list[str]) -> list[HiddenLayer]:
    """One size a layer; one activation for all of them, or one each."""
    words = sizes.split(",", MAX_LAYERS)[:MAX_LAYERS] if sizes else []
    if sizes.count(",") >= MAX_LAYERS:
        notices.append(f"Only the first {MAX_LAYERS} hidden layers were kept.")
    names = activations.split(",", MAX_LAYERS) if activations else [HiddenLayer.activation]
    layers = []
    for index, word in enumerate(words):
        name = names[index] if index < len(names) else names[-1]
        layers.append(HiddenLayer(_units(word, index + 1, notices), _activation(name, notices)))
    return layers


def _units(text: str, layer: int, notices: list[str]) -> int:
    try:
        value, notice = of_layer(UNITS, layer).parse(text)
    except FieldError as error:
        value, notice = HiddenLayer.units, str(error)
    if notice:
        notices.append(notice)
    return int(value)


def _activation(text: str, notices: list[str]) -> str:
    try:
        return str(ACTIVATION.parse(text)[0])
    except FieldError as error:
        notices.append(str(error))
        return HiddenLayer.activation


def _encode_table(table: Table, *, shown: bool) -> list[str]:
    """The table, when it is small; a mark in its place, when it is not and is missed."""
    if len(table.packed) <= MAX_PACKED:
        return ["table=" + table.packed]
    checksum = zlib.crc32(table.packed.encode("ascii"))
    return [f"table={_TOO_LARGE}{checksum:08x}"] if shown else []


def _decode_table(text: str, notices: list[str]) -> Table | None:
    if text.startswith(_TOO_LARGE):
        notices.append(
            "This link was made with a table that is too large for a link: open its file to go on."
        )
        return None
    try:
        return unpack(text)
    except TableError as error:
        notices.append(str(error))
        return None


def pack(points: tuple[Point, ...]) -> str:
    """Own points as in a link; see above."""
    packed = np.zeros(len(points), _PACKED)
    table = np.array([(p.x, p.y, p.label, p.test) for p in points])
    packed["x"], packed["y"] = np.rint(table[:, 0] * _SCALE), np.rint(table[:, 1] * _SCALE)
    packed["label"] = np.rint(table[:, 2] * _SCALE) * 2 + table[:, 3]
    return base64.urlsafe_b64encode(packed.tobytes()).decode("ascii").rstrip("=")


def _unpack(text: str, notices: list[str]) -> list[Point]:
    if len(text) % 4 == 1:  # no base64 text has this length: the link was cut off
        text = text[:-1]
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        notices.append("The points in the link are damaged; they were left out.")
        return []
    whole = len(data) // _PACKED.itemsize
    if whole * _PACKED.itemsize != len(data):
        notices.append("The points in the link are cut off; the complete ones were kept.")
    if whole > MAX_POINTS:
        notices.append(f"Only the first {MAX_POINTS} of {whole} points were kept.")
    packed = np.frombuffer(data, _PACKED, min(whole, MAX_POINTS))
    x, y = packed["x"] / _SCALE, packed["y"] / _SCALE
    label, test = (packed["label"] >> 1) / _SCALE, (packed["label"] & 1).astype(bool)
    return [
        Point(*row)
        for row in zip(x.tolist(), y.tolist(), label.tolist(), test.tolist(), strict=True)
    ]
