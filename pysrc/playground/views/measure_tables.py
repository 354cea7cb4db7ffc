"""The measures as tables: text for eyes and screen readers, with a tint behind the numbers.

The confusion matrix is a picture and a table at once: each cell says its count and its share of
the row, and its tint grows with the share, in one colour for right answers and in another for
wrong ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

from playground.measure_words import over_fewer
from playground.naming import abbreviated
from playground.palette import CLASS_SYMBOLS
from playground.quality import ClassQuality, PartQuality, Quality, ValueQuality

_TINT = 45  # percent of the colour behind a share of 1; the text stays readable on it
_LENGTH = 14


def confusion_table(part: str, quality: ClassQuality, names: tuple[str, ...]) -> str:
    """Rows: what a point is; columns: what the network answers."""
    heads = "".join(f'<th scope="col">{_class(names, index)}</th>' for index in range(len(names)))
    rows = []
    for index, counts in enumerate(quality.matrix):
        total = max(int(counts.sum()), 1)
        cells = (
            _cell(int(count), count / total, right=column == index)
            for column, count in enumerate(counts)
        )
        rows.append(f'<tr><th scope="row">{_class(names, index)}</th>{"".join(cells)}</tr>')
    caption = f"{part.capitalize()}: {percent(quality.accuracy)} right"
    return _table(
        "confusion",
        caption,
        f'<tr><td></td><th scope="colgroup" colspan="{len(names)}">answered</th></tr>'
        f"<tr><td>is</td>{heads}</tr>",
        rows,
    )


def report_table(quality: Quality) -> str:
    """Precision, recall and F1 of each class, and their means, on each set of points."""
    parts = [(name, part) for name, part in quality.parts if isinstance(part, ClassQuality)]
    top = "".join(f'<th scope="colgroup" colspan="4">{name}</th>' for name, _ in parts)
    measures = ("precision", "recall", "F1", "points")
    heads = "".join(f'<th scope="col">{measure}</th>' for measure in measures * len(parts))
    rows = []
    for index in range(len(quality.class_names)):
        cells = "".join(
            f"<td>{share(part.report.precision[index])}</td><td>{share(part.report.recall[index])}"
            f"</td><td>{share(part.report.f1[index])}</td><td>{part.report.support[index]}</td>"
            for _, part in parts
        )
        name = _class(quality.class_names, index)
        rows.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    means = "".join(
        "".join(f"<td>{share(value)}</td>" for value in part.report.macro)
        + f"<td>{part.report.support.sum()}</td>"
        for _, part in parts
    )
    rows.append(f'<tr><th scope="row">macro mean</th>{means}</tr>')
    caption = "Each class against the rest"
    head = f"<tr><td></td>{top}</tr><tr><td></td>{heads}</tr>"
    return _table("numbers", caption, head, rows) + _about_means(parts)


def _about_means(parts: list[tuple[str, ClassQuality]]) -> str:
    """A mean over fewer classes than there are is not to be compared with one over all."""
    told = [
        f"macro {measure} on the {name} points is the mean{over}"
        for name, part in parts
        for measure in ("precision", "recall", "F1")
        if (over := over_fewer(part, measure))
    ]
    if not told:
        return ""
    text = "; ".join(told)
    return f"<p>{text[0].upper()}{text[1:]}.</p>"


def value_table(quality: Quality) -> str:
    """R² and the errors on each set of points."""
    heads = "".join(f'<th scope="col">{name}</th>' for name, _ in quality.parts)
    rows = []
    for label, name in (
        ("R²", "r_squared"),
        ("mean absolute error", "mean_absolute"),
        ("root mean squared error", "root_mean_squared"),
        ("points", "count"),
    ):
        cells = "".join(f"<td>{_value(part, name)}</td>" for _, part in quality.parts)
        rows.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
    return _table("numbers", "How far the answers are off", f"<tr><td></td>{heads}</tr>", rows)


def calibration_words(quality: Quality) -> str:
    """What the reliability diagram comes down to."""
    errors = ", ".join(
        f"{name} {share(part.calibration.error)}"
        for name, part in quality.parts
        if isinstance(part, ClassQuality)
    )
    return (
        f"<p>Expected calibration error: {errors}. It is how far, on average, the share of right "
        "answers is from what the network claims. Larger marks stand for more points.</p>"
    )


def percent(value: float) -> str:
    """A share as a person reads it, such as "94.1 %"; a dash when it is not known."""
    return "–" if math.isnan(value) else f"{100 * value:.1f} %"


def share(value: float) -> str:
    """A number between 0 and 1 with three digits; a dash when it is not known."""
    return "–" if math.isnan(value) else f"{value:.3f}".replace("-", "−")


def _value(part: PartQuality, name: str) -> str:
    assert isinstance(part, ValueQuality)
    if name == "count":
        return str(len(part.truth))
    number = getattr(part, name)
    return "–" if math.isnan(number) else f"{number:.4g}".replace("-", "−")


def _cell(count: int, of_row: float, *, right: bool) -> str:
    tint = round(_TINT * of_row)
    kind = "right" if right else "wrong"
    return (
        f'<td class="{kind}" style="--tint:{tint}%">{count}<small>{100 * of_row:.0f} %</small></td>'
    )


def _class(names: tuple[str, ...], index: int) -> str:
    return f"{CLASS_SYMBOLS[index]} {escape(abbreviated(names[index], _LENGTH))}"


def _table(kind: str, caption: str, head: str, rows: Iterable[str]) -> str:
    """A table in a box of its own, which scrolls when it is too wide for the page."""
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{caption}"><table class="{kind}">'
        f"<caption>{caption}</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
        "</div>"
    )
