"""The loss curves of several runs on one plot, told apart by colour and by dash."""

from __future__ import annotations

from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, LegendItem

from playground.runs import Run
from playground.views.figures import legend_above, plain_figure

# Each line differs from its neighbours in both, so that no information rests on colour alone.
LINES = (
    ("#0072B2", "solid"),
    ("#E69F00", "dashed"),
    ("#009E73", "dotted"),
    ("#D55E00", "dashdot"),
    ("#8A63D2", "solid"),
    ("#56A0D3", "dashed"),
    ("#C2518D", "dotted"),
    ("#7A8B2A", "dashdot"),
)
MAX_CURVES = len(LINES)


class RunCurves:
    """A figure with room for eight curves."""

    def __init__(self) -> None:
        plot = plain_figure(name="runs", label="Loss curves of the runs that are chosen")
        plot.update(sizing_mode="stretch_width", height=260)
        plot.xaxis.axis_label, plot.yaxis.axis_label = "epoch", "loss"
        plot.x_range.start = plot.y_range.start = 0
        plot.xgrid.grid_line_color = None
        plot.ygrid.grid_line_alpha = 0.25
        self._sources = [ColumnDataSource(_no_curve()) for _ in LINES]
        lines: list[Any] = [
            plot.line("epoch", "loss", source=source, color=colour, line_dash=dash, line_width=2)
            for source, (colour, dash) in zip(self._sources, LINES, strict=True)
        ]
        self._items = [LegendItem(label="", renderers=[line], visible=False) for line in lines]
        legend_above(plot, self._items, ncols=2, spacing=16)
        tips = [("run", "@name"), ("epoch", "@epoch{0,0}"), ("loss", "@loss{0.000000}")]
        plot.add_tools(HoverTool(renderers=lines, tooltips=tips))
        self.figure = plot

    def show(self, runs: list[Run], column: int) -> None:
        """Draw these runs, at most eight: column 1 the training loss, 2 the test loss."""
        for index, (source, item) in enumerate(zip(self._sources, self._items, strict=True)):
            run = runs[index] if index < len(runs) else None
            source.data = _curve(run, column) if run else _no_curve()
            item.update(label={"value": run.name if run else ""}, visible=run is not None)


def _curve(run: Run, column: int) -> dict[str, Any]:
    epochs = run.history.arrays[0]
    return {
        "epoch": epochs.copy(),
        "loss": run.history.arrays[column].copy(),
        "name": [run.name] * len(epochs),
    }


def _no_curve() -> dict[str, Any]:
    return {"epoch": [], "loss": [], "name": []}
