// The live values in the text of a lesson. A place keeps the width of the longest value it has
// shown, so that the lines do not jump while a number changes. A list is drawn as bars.

import { make } from "./elements.mjs";
import { short } from "./numbers.mjs";

function textOf(value, digits) {
  if (value === null) return "–";
  return typeof value === "number" ? short(value, digits) : String(value);
}

function write(place, value) {
  const text = textOf(value);
  if (place.textContent !== text) place.textContent = text;
  if (typeof value === "number") place.title = String(value); // every digit, for who wants them
  const width = Math.max(Number(place.dataset.width ?? 0), text.length);
  place.dataset.width = width;
  place.style.minWidth = `${width}ch`;
}

const SUPERSCRIPT = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) };
const power = (exponent) => `10${[...String(exponent)].map((sign) => SUPERSCRIPT[sign]).join("")}`;

// The axis holds every value so far, from a power of ten to a power of ten.
function axisOf(place, values) {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const low = Math.min(Number(place.dataset.low ?? -4), ...logs.map(Math.floor));
  const high = Math.max(Number(place.dataset.high ?? 0), ...logs.map(Math.ceil));
  place.dataset.low = low;
  place.dataset.high = high;
  return { low, high };
}

function row(name) {
  const track = make("span", { className: "track" }, make("span", { className: "filled" }));
  return make("span", { className: "bar" }, make("span", {}, name), track, make("span"));
}

function draw(place, values) {
  if (place.querySelectorAll(".bar").length !== values.length) {
    const rows = values.map((_, i) => row(`Layer ${i + 1}`));
    place.replaceChildren(...rows, make("span", { className: "axis" }, make("span"), make("span")));
    place.className = "bars";
  }
  const { low, high } = axisOf(place, values);
  for (const [i, bar] of [...place.querySelectorAll(".bar")].entries()) {
    const share = values[i] > 0 ? (Math.log10(values[i]) - low) / (high - low) : 0;
    bar.querySelector(".filled").style.width = `${(100 * share).toFixed(1)}%`;
    bar.lastChild.textContent = textOf(values[i], 3);
    bar.lastChild.title = String(values[i]);
  }
  const [from, to] = place.querySelectorAll(".axis span");
  from.textContent = power(low);
  to.textContent = power(high);
}

export function showFacts(element, facts) {
  for (const place of element.querySelectorAll("[data-fact]")) {
    const value = facts[place.dataset.fact];
    if (value === undefined) continue;
    if (Array.isArray(value)) draw(place, value);
    else write(place, value);
  }
}
