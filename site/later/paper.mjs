// Sets a paper that Python wrote: headings, text, formulas and tables that can be sorted.

import { loadFormulas, setFormula } from "./formulas.mjs";
import { short } from "./numbers.mjs";

const make = (tag, text = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
};

// A formula as a name: "∂ L / ∂ w (1) 1,1". Not every screen reader takes one from MathML.
function inWords(latex) {
  return latex
    .replace(/\\[dt]?frac\{(.*)\}\{(.*)\}/, "$1 / $2")
    .replaceAll("\\partial", "∂")
    .replaceAll("\\Delta", "Δ")
    .replace(/[\\{}^_\s]+/g, " ")
    .trim();
}

// How many of ten digits a relative error leaves wrong: 0 for none, 1 for all of them.
const shareOfDigits = (error) => Math.min(Math.max(1 + Math.log10(error) / 10, 0), 1);

function fill(cell, value, holds) {
  if (value === null) return cell;
  if (holds === "math") setFormula(cell, value, false);
  else if (holds === "number" || holds === "error") {
    cell.textContent = short(value);
    cell.title = String(value); // every digit, for who wants them
    if (holds === "error") {
      cell.className = "error";
      cell.style.setProperty("--wrong", shareOfDigits(value));
    }
  } else cell.textContent = value;
  return cell;
}

const isNumeric = ({ holds }) => holds === "number" || holds === "error";

// Sums and names may stand in a column of numbers.
function kindOf(value, column) {
  if (typeof value === "number") return isNumeric(column) ? column.holds : "number";
  return isNumeric(column) ? "text" : column.holds;
}

function rowOf(columns, values, tone) {
  const row = document.createElement("tr");
  if (tone) row.dataset.tone = tone;
  row.append(...values.map((value, i) => fill(make("td"), value, kindOf(value, columns[i]))));
  return row;
}

// What a table is sorted by outlives its next edition.
const order = new Map();

function sortRows(table, columns, rows) {
  const { column, down } = order.get(table.caption.textContent) ?? {};
  for (const [i, head] of [...table.tHead.rows[0].cells].entries()) {
    if (i === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  const sorted = [...rows];
  if (column !== undefined) {
    const sign = down ? -1 : 1;
    const numeric = isNumeric(columns[column]);
    const compare = ({ values: a }, { values: b }) =>
      numeric ? a[column] - b[column] : String(a[column]).localeCompare(String(b[column]));
    sorted.sort((a, b) => sign * compare(a, b));
  }
  table.tBodies[0].replaceChildren(...sorted.map(({ element }) => element));
}

function tableOf({ caption, columns, rows, tones, total }) {
  const table = document.createElement("table");
  table.append(make("caption", caption));
  const head = table.createTHead().insertRow();
  table.append(document.createElement("tbody"));
  const lines = rows.map((values, i) => ({ values, element: rowOf(columns, values, tones[i]) }));
  for (const [i, { head: text, head_is_math: isMath }] of columns.entries()) {
    const cell = make("th");
    cell.scope = "col";
    const button = make("button");
    button.type = "button";
    if (isMath) {
      const formula = make("span");
      formula.setAttribute("aria-hidden", "true");
      setFormula(formula, text, false);
      const name = make("span", inWords(text));
      name.className = "unseen";
      button.append(formula, name);
    } else button.textContent = text;
    button.onclick = () => {
      const now = order.get(caption);
      order.set(caption, { column: i, down: now?.column === i && !now.down });
      sortRows(table, columns, lines);
    };
    cell.append(button);
    head.append(cell);
  }
  sortRows(table, columns, lines);
  if (total.length) table.createTFoot().append(rowOf(columns, total));
  const wide = make("div");
  wide.className = "wide";
  wide.tabIndex = 0; // so that the keyboard can scroll it
  wide.setAttribute("role", "group");
  wide.setAttribute("aria-label", caption);
  wide.append(table);
  return wide;
}

function elementOf(block) {
  if (block.kind === "table") return tableOf(block);
  if (block.kind === "math") {
    const element = make("div");
    element.className = "formula";
    element.tabIndex = 0;
    setFormula(element, block.latex, true);
    return element;
  }
  if (block.kind === "heading") {
    const element = make("h3", `${block.text} `);
    if (block.math) {
      const formula = make("span");
      setFormula(formula, block.math, false);
      element.append(formula);
    }
    return element;
  }
  const element = make("p", block.text);
  if (block.tone) element.dataset.tone = block.tone;
  return element;
}

let newest;

// Papers may come faster than KaTeX: only the newest one is set. The focus stays where it was.
export async function setPaper(place, blocks, runtime) {
  newest = blocks;
  if (blocks.length) await loadFormulas(runtime);
  if (newest !== blocks) return;
  const focusable = () => [...place.querySelectorAll("[tabindex], button")];
  const focused = focusable().indexOf(document.activeElement);
  place.replaceChildren(...blocks.map(elementOf));
  place.hidden = blocks.length === 0;
  focusable()[focused]?.focus({ preventScroll: true });
}
