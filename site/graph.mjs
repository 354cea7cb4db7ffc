// The network picture under the hand: zoomed and moved by wheel, mouse, fingers, buttons or keys,
// and read by the keyboard. The page's own scrolling comes first: the wheel zooms only with Ctrl,
// or after a press on the picture, and one finger scrolls.

const MOST = 8; // times larger
const STEP = 1.4;
const WHEEL = 0.0025; // a notch of a mouse's wheel is about 100

const byId = (id) => document.getElementById(id);

// A window on the drawing: where it begins and how much of it is seen, in shares of the whole.
function windowOf({ x_range, y_range }) {
  const [[, width], [, height]] = [x_range.bounds, y_range.bounds];
  return {
    x: x_range.start / width,
    y: y_range.start / height,
    size: (y_range.end - y_range.start) / height,
  };
}

function look({ x_range, y_range }, { x, y, size }) {
  for (const [range, start] of [
    [x_range, x],
    [y_range, y],
  ]) {
    const whole = range.bounds[1];
    const from = Math.min(Math.max(start, 0), 1 - size) * whole;
    range.setv({ start: from, end: from + size * whole });
  }
}

// `figure()` gives the Bokeh model of the picture that is on the page now.
export function followHand(figure) {
  const place = byId("network-picture");
  const cursor = byId("network-cursor");
  const source = (name) => figure().document.get_model_by_name(`network-${name}`).data;
  const view = () => Bokeh.index.find_one(figure());
  const canvas = () => view().canvas_view.el.getBoundingClientRect();
  let at = 0; // the neuron that the keyboard has reached

  // Where on the picture a point of the screen is: shares from the lower left corner.
  function share({ clientX, clientY }) {
    const box = canvas();
    return { x: (clientX - box.left) / box.width, y: (box.bottom - clientY) / box.height };
  }

  // Makes the picture `factor` times larger around a place of it.
  function zoom(factor, { x, y } = { x: 0.5, y: 0.5 }) {
    const now = windowOf(figure());
    const size = Math.min(Math.max(now.size / factor, 1 / MOST), 1);
    const gone = now.size - size;
    look(figure(), { x: now.x + x * gone, y: now.y + y * gone, size });
    cursor.hidden = true;
  }

  function move(dx, dy) {
    const now = windowOf(figure());
    look(figure(), { x: now.x + dx * now.size, y: now.y + dy * now.size, size: now.size });
    cursor.hidden = true;
  }

  const showAll = () => zoom(1 / MOST);
  const isZoomed = () => windowOf(figure()).size < 0.999;

  function wheel(event) {
    const wanted = event.ctrlKey || event.metaKey || place.matches(":focus-within");
    if (!wanted || (event.deltaY > 0 && !isZoomed())) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * WHEEL), share(event));
  }

  function drag(event) {
    if (event.pointerType !== "mouse" || event.button !== 0 || !isZoomed()) return;
    let last = share(event);
    const follow = (moved) => {
      const next = share(moved);
      move(last.x - next.x, last.y - next.y);
      last = next;
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", () => removeEventListener("pointermove", follow), { once: true });
  }

  const fingers = ({ touches: [a, b] }) => ({
    clientX: (a.clientX + b.clientX) / 2,
    clientY: (a.clientY + b.clientY) / 2,
    apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
  });
  let pinched = null;

  function pinch(event) {
    if (event.touches.length !== 2) {
      pinched = null;
      return;
    }
    event.preventDefault();
    const next = fingers(event);
    if (pinched) {
      const [before, now] = [share(pinched), share(next)];
      zoom(next.apart / pinched.apart, now);
      move(before.x - now.x, before.y - now.y);
    }
    pinched = next;
  }

  // The keyboard's way through the neurons: layer by layer, and up and down in a layer.

  function neighbour({ x, y }, dx, dy) {
    const near = (i) => Math.abs(x[i] - x[at]) + Math.abs(y[i] - y[at]);
    const ahead = Array.from(x, (_, i) => i).filter((i) =>
      dx ? Math.sign(x[i] - x[at]) === dx : x[i] === x[at] && Math.sign(y[i] - y[at]) === dy,
    );
    return ahead.sort((i, j) => near(i) - near(j))[0] ?? at;
  }

  // Frames the neuron that is reached, brings it into view, and says what it is.
  function point() {
    const neurons = source("neurons");
    at = Math.min(at, neurons.x.length - 1);
    const [x, y] = [neurons.x[at], neurons.y[at]];
    const { x_range, y_range } = figure();
    const now = windowOf(figure());
    const [across, up] = [x / x_range.bounds[1], y / y_range.bounds[1]];
    const seen = (share, start) => share > start && share < start + now.size;
    if (!seen(across, now.x) || !seen(up, now.y)) {
      look(figure(), { x: across - now.size / 2, y: up - now.size / 2, size: now.size });
    }
    const { x_scale, y_scale } = view().frame;
    const [box, card] = [canvas(), cursor.offsetParent ?? cursor.parentElement];
    const origin = card.getBoundingClientRect();
    cursor.hidden = false;
    cursor.style.left = `${box.left + x_scale.compute(x) - origin.left - card.clientLeft}px`;
    cursor.style.top = `${box.top + y_scale.compute(y) - origin.top - card.clientTop}px`;
    const range = [neurons.low[at], neurons.high[at]].map((value) => value.toFixed(2));
    byId("network-said").textContent =
      `${neurons.name[at]}, activation ${range.join(" to ").replaceAll("-", "−")}`;
  }

  // Presses on the picture, as the mouse does.
  function press(x, y) {
    const { Tap } = Bokeh.require("core/bokeh_events");
    const { x_scale, y_scale } = view().frame;
    figure().trigger_event(new Tap(x_scale.compute(x), y_scale.compute(y), x, y, {}));
  }

  // The biases are those of all neurons but the inputs, in the same order.
  function pressBias() {
    const [neurons, biases] = [source("neurons"), source("biases")];
    const index = at - (neurons.x.length - biases.x.length);
    if (index >= 0) press(biases.x[index], biases.y[index]);
  }

  function step(dx, dy) {
    if (!cursor.hidden) at = neighbour(source("neurons"), dx, dy);
    point();
  }

  const arrow = (dx, dy) => (event) => (event.shiftKey ? move(dx / 5, dy / 5) : step(dx, dy));
  const KEYS = {
    ArrowLeft: arrow(-1, 0),
    ArrowRight: arrow(1, 0),
    ArrowUp: arrow(0, 1),
    ArrowDown: arrow(0, -1),
    Enter: () => {
      point();
      press(source("neurons").x[at], source("neurons").y[at]);
    },
    e: () => {
      point();
      pressBias();
    },
    "+": () => zoom(STEP),
    "=": () => zoom(STEP),
    "-": () => zoom(1 / STEP),
    0: showAll,
  };

  place.addEventListener("wheel", wheel, { passive: false });
  place.addEventListener("pointerdown", drag);
  for (const kind of ["touchstart", "touchmove", "touchend"]) {
    place.addEventListener(kind, pinch, { passive: false });
  }
  place.addEventListener("keydown", (event) => {
    const act = !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
  place.addEventListener("blur", () => {
    cursor.hidden = true;
  });
  addEventListener("resize", () => {
    cursor.hidden = true;
  });
  byId("zoom-in").onclick = () => zoom(STEP);
  byId("zoom-out").onclick = () => zoom(1 / STEP);
  byId("zoom-all").onclick = showAll;
}
