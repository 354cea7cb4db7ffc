"""The page as a reader uses it: labels are clicked and typed into, states are waited for.

What the page is doing is read from the data-* attributes of <html>, which it publishes for
this; what Bokeh draws is read from Bokeh's own models. The address is written after the frame
that shows its experiment, so whoever waits for an address sees its effect as well.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

BOOT = 60_000  # ms; a limit for a hung boot, not a measure of a good one
TRAINING = 60_000

_MODEL = "(name) => Bokeh.documents[0].get_model_by_name(name)"
DESKTOP = {"width": 1280, "height": 800}

# Forgets what the browser stores. Python is told of each run as if another tab had deleted it.
_FORGET = """() => {
  for (const key of Object.keys(localStorage)) {
    localStorage.removeItem(key);
    dispatchEvent(new StorageEvent("storage", { key, newValue: null }));
  }
  sessionStorage.clear();
  for (const part of document.querySelectorAll("details")) part.open = false;
  document.activeElement.blur();
  scrollTo(0, 0);
}"""
_ADDRESS_HAS = "(part) => location.hash.slice(1).split('&').includes(part)"


class PlaygroundPage:
    """Drives one open playground."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # Waiting

    def wait_ready(self) -> PlaygroundPage:
        """Wait until Python is there and the session has drawn its first frame."""
        self.wait("['ready', 'paused'].includes(d.status)", BOOT)
        return self

    def wait(self, condition: str, timeout: int = TRAINING) -> None:
        """Wait until a JavaScript condition on `d`, the data-* of <html>, is true."""
        self.page.wait_for_function(
            f"() => {{ const d = document.documentElement.dataset; return {condition}; }}",
            timeout=timeout,
        )

    def wait_address(self, part: str) -> None:
        """Wait until the address has a part, such as `noise=5`, and the page shows it."""
        self.page.wait_for_function(_ADDRESS_HAS, arg=part)

    def wait_points(self, count: int) -> None:
        self.page.wait_for_function(
            f"(n) => ({_MODEL})('points').data.x.length === n", arg=count, timeout=TRAINING
        )

    def open(self, link: str) -> None:
        """Type another address over this one: its experiment starts from its beginning.

        The page writes the version of the link in front, which tells that it was taken.
        """
        self.page.evaluate("(link) => { location.hash = link; }", f"typed&{link}")
        wanted = f"#v=1&{link}" if link else ""
        self.page.wait_for_function("(wanted) => location.hash === wanted", arg=wanted)
        self.wait("d.status === 'ready' && d.epoch === '0'")

    def start_over(self) -> None:
        """Leave nothing of what was done: the standard experiment in a page as it opens.

        Only undo remembers; its buttons are disabled in a playground that was just booted.
        """
        if self.page.viewport_size != DESKTOP:
            self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="light")
        for form in ("Close the form", "Close", "Close the lessons"):
            if self.button(form).is_visible():
                self.button(form).click()
        self.open("")
        self.page.evaluate(_FORGET)
        if self.notice().is_visible():
            self.button("Close this message").click()
            self.notice().wait_for(state="detached")

    # Reading

    def read(self, name: str) -> str:
        """One data-* value of <html>, in its JavaScript spelling, e.g. `trainLoss`."""
        value: str = self.page.evaluate(f"document.documentElement.dataset.{name}")
        return value

    def number(self, name: str) -> float:
        return float(self.read(name))

    def address(self) -> str:
        fragment: str = self.page.evaluate("location.hash")
        return fragment

    def model(self, name: str, path: str) -> Any:
        """A value of a named Bokeh model, e.g. `model("boundary", "x_range.end")`."""
        return self.page.evaluate(f"(name) => ({_MODEL})(name).{path}", name)

    def grid(self) -> list[float]:
        """The values of the boundary picture, row by row from the lowest y."""
        values: list[float] = self.page.evaluate(
            f"Array.from(({_MODEL})('boundary-image').data.image[0])"
        )
        return values

    def grid_at(self, x: float, y: float) -> float:
        """What the picture shows at a point of the usual plane, from -6 to 6."""
        column, row = (min(int((v + 6) / 12 * 100), 99) for v in (x, y))
        return self.grid()[100 * row + column]

    def column(self, source: str, name: str) -> list[Any]:
        """One column of a named Bokeh data source."""
        values: list[Any] = self.page.evaluate(
            f"([source, name]) => Array.from(({_MODEL})(source).data[name])", [source, name]
        )
        return values

    def n_points(self) -> int:
        return len(self.column("points", "x"))

    def points(self) -> list[tuple[float, float, str, str]]:
        """The points on the picture: x, y, label, and `training` or `test`."""
        columns = (self.column("points", name) for name in ("x", "y", "label", "split"))
        return list(zip(*columns, strict=True))

    def words(self) -> str:
        """The text that stands for the pictures."""
        return self.page.locator("#words").text_content() or ""

    def notice(self) -> Locator:
        return self.page.locator("#notice:not([hidden]) #notice-text")

    # Acting

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        boxes = self.page.locator("input, select, textarea")
        return self.page.get_by_label(label, exact=True).and_(boxes)

    def slider(self, label: str) -> Locator:
        return self.page.get_by_role("slider", name=label, exact=True)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def type(self, label: str, value: str) -> None:
        box = self.field(label)
        box.fill(value)
        box.press("Enter")
        box.blur()

    def train_to(self, epoch: int) -> None:
        """Play until an epoch is reached, then pause."""
        self.button("Play").click()
        self.wait(f"+d.epoch >= {epoch}")
        self.button("Pause").click()
        self.wait("d.status === 'paused'")

    def step_epochs(self, count: int) -> None:
        """Press "One epoch" so many times, and wait until all of them are made."""
        target = int(self.number("epoch")) + count
        for _ in range(count):
            self.button("One epoch").click()
        self.wait(f"+d.epoch === {target}")

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

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag with the mouse from one point of the plane to another."""
        self.page.locator("#boundary").scroll_into_view_if_needed()
        mouse = self.page.mouse
        mouse.move(*self.spot(*start))
        mouse.down()
        mouse.move(*self.spot(*end), steps=5)
        mouse.up()

    def paste(self, text: str) -> None:
        """Paste a text into the box for points, in place of what is there, and use it."""
        page = self.page
        if not self.button("Use these points").is_visible():
            page.get_by_text("Add points by number, or paste them").click()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        box = self.field("One point a line: x, y, class (A to J) or value")
        box.evaluate("(box) => { box.value = ''; box.dispatchEvent(new Event('change')); }")
        box.press("Control+V")
        self.button("Use these points").click()
