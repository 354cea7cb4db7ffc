"""The update ledger: every weight and bias of the next step in one table, or as a worksheet."""

from __future__ import annotations

from dataclasses import dataclass

from backprop import InvalidValueError
from backprop.explain import Row, Trace, Worksheet, ledger, worksheet
from backprop.explain.ledger import to_csv, to_latex
from playground.deeper.nothing import Nothing
from playground.explained.paper import Column, Heading, Math, Paper, Table, Text
from playground.explained.step import batch_in_words, cut_in_words, next_step, shown_rows
from playground.fields import ActionError
from playground.scene import Scene


@dataclass(frozen=True, eq=False)
class LedgerDetail:
    """The paper of the ledger, or of the worksheet that is asked for in its place."""

    paper: Paper


_COLUMNS = (
    Column("parameter", "math"),
    Column("value now", "number"),
    Column(r"\partial L/\partial w", "number", head_is_math=True),
    Column("penalty", "number"),
    Column("clipping, freeze", "number"),
    Column("g", "number", head_is_math=True),
    Column(r"\Delta w", "number", head_is_math=True),
    Column("new value", "number"),
)


def look_at_ledger(scene: Scene) -> LedgerDetail | Nothing:
    """The ledger of the next step, or its worksheet."""
    trace = next_step(scene)
    if isinstance(trace, Nothing):
        return trace
    sheet = scene.experiment.state.ledger_sheet
    if sheet == "ledger":
        return LedgerDetail(_ledger(trace, scene.experiment.state.asked_weight))
    try:
        return LedgerDetail(_worksheet(_sheet_of(trace), answers=sheet == "answers"))
    except ActionError as error:
        return Nothing(str(error))


def _ledger(trace: Trace, asked: int) -> Paper:
    shown = shown_rows(trace, asked)
    rows = ledger(trace, slice(shown.start, shown.stop))
    text = (
        f"{batch_in_words(trace)} For each parameter: g = ∂L/∂w + penalty + clipping, and the new "
        f"value is the old one plus Δw, which {trace.optimizer.label} makes of g. The number "
        "above w and b is the layer; below stand the neuron a weight comes from, and the one it "
        "leads to. "
        f"{cut_in_words(trace, shown)}"
    )
    table = Table(
        "The update of every parameter",
        _COLUMNS,
        tuple(_cells(row) for row in rows),
    )
    return (Heading("The ledger of the next update"), Text(text.strip()), table)


def _worksheet(sheet: Worksheet, *, answers: bool) -> Paper:
    """A sheet to be read here, and to be printed: printing the page prints it alone."""
    how = (
        "All results, to compare with."
        if answers
        else "One number for each line. Print the page: the sheet alone is printed."
    )
    paper: Paper = (
        Heading(sheet.title(answers=answers)),
        Text(how, "aside"),
        Heading("Given"),
        *(Math(formula) for formula in sheet.given),
    )
    for part in sheet.parts:
        paper += (Heading(part.task),)
        paper += tuple(Math(one.latex(answer=answers)) for one in part.exercises)
    return paper


def _sheet_of(trace: Trace) -> Worksheet:
    try:
        return worksheet(trace)
    except InvalidValueError as error:
        raise ActionError(str(error)) from None


def _cells(row: Row) -> tuple[str | float, ...]:
    return (
        row.symbol,
        row.before,
        row.gradient,
        row.penalty,
        row.adjustment,
        row.g,
        row.change,
        row.after,
    )


def ledger_as_csv(scene: Scene) -> str:
    """The whole ledger as CSV. Raises `ActionError` when there is no step to be made."""
    return to_csv(_rows(scene))


def ledger_as_latex(scene: Scene) -> str:
    """The whole ledger as a LaTeX array. Raises `ActionError` when there is none."""
    return to_latex(_rows(scene)) + "\n"


def worksheet_as_latex(scene: Scene, *, answers: bool) -> str:
    """The next step as a worksheet. Raises `ActionError` when it cannot be worked by hand."""
    trace = next_step(scene)
    if isinstance(trace, Nothing):
        raise ActionError(trace.message)
    return _sheet_of(trace).latex(answers=answers)


def _rows(scene: Scene) -> tuple[Row, ...]:
    trace = next_step(scene)
    if isinstance(trace, Nothing):
        raise ActionError(trace.message)
    return ledger(trace)
