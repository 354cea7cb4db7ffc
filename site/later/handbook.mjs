// Shows one page of the handbook beside a choice: the formula, and the graph of the function and
// of its derivative. The pages and KaTeX, which sets the formulas, are loaded on first use.

import { loadFormulas, setFormula } from "./formulas.mjs";

const WIDTH = 240;
const HEIGHT = 130;
const EDGE = { left: 34, right: 6, top: 8, bottom: 18 };

let loading;

async function load(app, runtime) {
  const [book] = await Promise.all([
    fetch(`${app}handbook.json`).then((response) => {
      if (response.ok) return response.json();
      throw new Error(`handbook.json could not be downloaded (${response.status})`);
    }),
    loadFormulas(runtime),
  ]);
  return book;
}

const svg = (name, attributes, text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

const short = (value) => String(Number(value.toPrecision(2))).replace("-", "−");

// A small graph: the function drawn through, its slope dashed, with the ends of the axes named.
function graphOf({ x, y, slope, x_name, y_name, slope_name }) {
  const all = [...y, ...(slope ?? []), 0];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const [first, last] = [x[0], x.at(-1)];
  const across = (value) =>
    EDGE.left + ((value - first) / (last - first)) * (WIDTH - EDGE.left - EDGE.right);
  const up = (value) =>
    HEIGHT - EDGE.bottom - ((value - low) / (high - low || 1)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const line = (values, kind) =>
    svg("polyline", {
      class: kind,
      points: values
        .map((value, i) => `${across(x[i]).toFixed(1)},${up(value).toFixed(1)}`)
        .join(" "),
    });
  const label = (text, left, top, anchor) =>
    svg("text", { x: left, y: top, "text-anchor": anchor }, text);
  const words = slope
    ? `${y_name} and ${slope_name} against ${x_name}`
    : `${y_name} against ${x_name}`;
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": `Graph of ${words}`,
  });
  const axis = { class: "axis" };
  picture.append(
    svg("line", { ...axis, x1: EDGE.left, x2: WIDTH - EDGE.right, y1: up(0), y2: up(0) }),
    label(short(first), EDGE.left, HEIGHT - 4, "start"),
    label(x_name, (EDGE.left + WIDTH) / 2, HEIGHT - 4, "middle"),
    label(short(last), WIDTH - EDGE.right, HEIGHT - 4, "end"),
    label(short(high), EDGE.left - 4, up(high) + 4, "end"),
    label(short(low), EDGE.left - 4, up(low) + 4, "end"),
  );
  if (first < 0 && last > 0) {
    const middle = across(0);
    picture.append(svg("line", { ...axis, x1: middle, x2: middle, y1: up(low), y2: up(high) }));
  }
  if (slope) picture.append(line(slope, "slope"));
  picture.append(line(y, "value"));
  return picture;
}

function legendOf({ y_name, slope_name, slope }) {
  const legend = document.createElement("p");
  legend.className = "lines";
  const item = (kind, name) => {
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = name;
    return part;
  };
  legend.append(item("value", y_name));
  if (slope) legend.append(item("slope", slope_name));
  return legend;
}

// Beside the choice, on the side where there is room.
function put(place, host) {
  const box = host.getBoundingClientRect();
  const size = place.getBoundingClientRect();
  const room = innerWidth - box.right - 12;
  const left = room >= size.width ? box.right + 8 : Math.max(8, box.left - size.width - 8);
  const below = size.width > box.left - 8 && room < size.width;
  const top = below ? box.bottom + 6 : Math.min(box.top, innerHeight - size.height - 8);
  place.style.left = `${Math.min(left, innerWidth - size.width - 8)}px`;
  place.style.top = `${Math.max(8, top)}px`;
}

// The pages of the handbook, once KaTeX is there to set them.
export function loadBook(app, runtime) {
  loading ??= load(app, runtime).catch((error) => {
    loading = undefined; // the next one may have more luck
    throw error;
  });
  return loading;
}

// Fills `place` with the page of the `book` about what `host` shows. With the keyboard it is read
// aloud, too.
export function showPage(place, host, book, byKeyboard) {
  const kind = /(?:^| )about-(\w+)/.exec(host.className)[1];
  const chosen = host.shadowRoot.querySelector("select")?.selectedOptions[0]?.textContent;
  // "By the loss: Tanh" is about Tanh.
  const named = ({ label }) => label === chosen || chosen?.endsWith(`: ${label}`);
  const page = Object.values(book[kind] ?? {}).find(named);
  if (!page) return;
  const title = document.createElement("h3");
  title.textContent = page.label;
  const formulas = [page.formula, page.values].filter(Boolean).map((latex) => {
    const formula = document.createElement("div");
    formula.className = "formula";
    setFormula(formula, latex, true);
    return formula;
  });
  place.setAttribute("aria-live", byKeyboard ? "polite" : "off");
  place.replaceChildren(title, ...formulas);
  if (page.graph) place.append(graphOf(page.graph), legendOf(page.graph));
  if (!place.matches(":popover-open")) place.showPopover();
  put(place, host);
}
