"""What the tool "Your data" shows: the text to begin with, and how a text would be read."""

from __future__ import annotations

from dataclasses import dataclass

from playground.fields import ActionError
from playground.scene import Scene
from playground.table import Table
from playground.tabulate import Choices, Reading, read_table

PREVIEW = 5  # rows


@dataclass(frozen=True)
class OwnData:
    """The text of the file that was opened last."""

    draft: str


@dataclass(frozen=True)
class Preview:
    """How a text would be read: the columns with their parts, the first rows with
    whether they are used, and a summary.

    `error` is the sentence that says why it cannot be read; then there are no rows.
    """

    reading: Reading | None
    names: tuple[str, ...]
    roles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    used: tuple[bool, ...]
    summary: str
    error: str


def look(scene: Scene) -> OwnData:
    """The part of the scene that this tool needs."""
    return OwnData(scene.draft)


def preview(text: str, choices: Choices) -> Preview:
    """Read a text and say what came of it. Never raises."""
    if not text.strip():
        return Preview(None, (), (), (), (), "", "")
    try:
        reading = read_table(text, choices)
    except ActionError as error:
        return Preview(None, (), (), (), (), "", str(error))
    sheet, chosen = reading.sheet, reading.choices
    roles = tuple(
        "target" if index == chosen.target else "input" if index in chosen.inputs else "not used"
        for index in range(len(sheet.names))
    )
    if reading.flags is not None:
        roles = (*roles[: reading.flags], "test rows", *roles[reading.flags + 1 :])
    first = sheet.rows[:PREVIEW]
    rows = tuple(row.cells for row in first)
    used = tuple(row.number not in reading.left_out for row in first)
    return Preview(reading, sheet.names, roles, rows, used, _summary(reading), "")


def _summary(reading: Reading) -> str:
    data = reading.data
    rows = len(data.rows) if isinstance(data, Table) else len(data)
    inputs = len(reading.choices.inputs)
    parts = [f"{rows} row{'s' * (rows != 1)}", f"{inputs} input{'s' * (inputs != 1)}"]
    target = reading.sheet.names[reading.choices.target or 0]
    if isinstance(data, Table) and data.class_names:
        parts.append(f"{len(data.class_names)} classes ({', '.join(data.class_names)})")
    elif isinstance(data, Table):
        low, high = min(data.labels), max(data.labels)
        parts.append(f"{target} from {low:g} to {high:g} to learn, scaled to −1 … 1")
    elif reading.choices.task == "classification":
        classes = sorted({int(point.label) for point in data})
        parts.append("classes " + ", ".join("ABCDEFGHIJ"[k] for k in classes))
    else:
        parts.append(f"{target} to learn")
    kind = "points that you can edit" if not isinstance(data, Table) else "a table"
    if isinstance(data, Table):
        kind += ", standardised" if data.standardise else ", in its own units"
    return f"{', '.join(parts)}: {kind}. {' '.join(reading.skipped)}".strip()
