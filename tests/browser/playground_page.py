"""The page as a reader uses it: labels are clicked and typed into, states are waited for.

What the page is doing is read from the data-* attributes of <html>, which it publishes for
this; what Bokeh draws is read from Bokeh's own models.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

BOOT = 60_000  # ms; a limit for a hung boot, not a measure of a good one
TRAINING = 60_000

_MODEL = "(name) => Bokeh.documents[0].get_model_by_name(name)"


class PlaygroundPage:
    """Drives one open playground."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def wait_ready(self) -> PlaygroundPage:
        """Wait until Python is there and the session has drawn its first frame."""
        self.wait("d.status !== 'loading'", BOOT)
        return self

    def wait(self, condition: str, timeout: int = TRAINING) -> None:
        """Wait until a JavaScript condition on `d`, the data-* of <html>, is true."""
        self.page.wait_for_function(
            f"() => {{ const d = document.documentElement.dataset; return {condition}; }}",
            timeout=timeout,
        )

    def read(self, name: str) -> str:
        """One data-* value of <html>, in its JavaScript spelling, e.g. `trainLoss`."""
        value: str = self.page.evaluate(f"document.documentElement.dataset.{name}")
        return value

    def number(self, name: str) -> float:
        return float(self.read(name))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def type(self, label: str, value: str) -> None:
        box = self.field(label)
        box.fill(value)
        box.press("Enter")
        box.blur()

    def grid(self) -> list[float]:
        """The values of the boundary picture, row by row from the lowest y."""
        values: list[float] = self.page.evaluate(
            f"Array.from(({_MODEL})('boundary-image').data.image[0])"
        )
        return values

    def column(self, source: str, name: str) -> list[Any]:
        """One column of a named Bokeh data source."""
        values: list[Any] = self.page.evaluate(
            f"([source, name]) => Array.from(({_MODEL})(source).data[name])", [source, name]
        )
        return values

    def n_points(self) -> int:
        return len(self.column("points", "x"))

    def wait_points(self, count: int) -> None:
        self.page.wait_for_function(
            f"(n) => ({_MODEL})('points').data.x.length === n", arg=count, timeout=TRAINING
        )

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Where on the screen the point (x, y) of the plane is."""
        left, top = self.page.evaluate(
            """([x, y]) => {
              const view = Bokeh.index.find_one(
                Bokeh.documents[0].get_model_by_name("boundary"));
              const box = view.canvas_view.el.getBoundingClientRect();
              const frame = view.frame;
              return [box.left + frame.x_scale.compute(x), box.top + frame.y_scale.compute(y)];
            }""",
            [x, y],
        )
        return left, top

    def click_plane(self, x: float, y: float) -> None:
        self.page.locator("#boundary").scroll_into_view_if_needed()
        self.page.mouse.click(*self.spot(x, y))

    def address(self) -> str:
        fragment: str = self.page.evaluate("location.hash")
        return fragment
