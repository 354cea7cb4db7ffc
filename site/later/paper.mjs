// Sets a paper that Python wrote: headings, text, formulas and tables that can be sorted.

import { button, make } from "./elements.mjs";
import { loadFormulas, setFormula } from "./formulas.mjs";
import { short } from "./numbers.mjs";

export { loadFormulas };

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
  const row = make("tr");
  if (tone) row.dataset.tone = tone;
  row.append(...values.map((value, i) => fill(make("td"), value, kindOf(value, columns[i]))));
  return row;
}

// What a table is sorted by outlives its next edition, which may have other columns: the head's
// text says which one it was.
const order = new Map();

// The rows by the values of one column: numbers by size, and texts with the numbers in them by
// size. A value that is missing, or no number among numbers, comes last in both directions.
function sorted(rows, column, numeric, down) {
  const cellOf = ({ values }) => values[column];
  const has = (row) => (numeric ? typeof cellOf(row) === "number" : cellOf(row) !== null);
  const compare = numeric
    ? (a, b) => a - b
    : (a, b) => String(a).localeCompare(String(b), "en", { numeric: true });
  const sign = down ? -1 : 1;
  return [
    ...rows.filter(has).sort((a, b) => sign * compare(cellOf(a), cellOf(b))),
    ...rows.filter((row) => !has(row)),
  ];
}

function sortRows(table, columns, rows) {
  const { head, down } = order.get(table.caption.textContent) ?? {};
  const column = columns.findIndex((one) => one.head === head);
  for (const [i, cell] of [...table.tHead.rows[0].cells].entries()) {
    if (i === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  const inOrder = column < 0 ? rows : sorted(rows, column, isNumeric(columns[column]), down);
  table.tBodies[0].replaceChildren(...inOrder.map(({ element }) => element));
}

function formulaOf(latex, properties) {
  const element = make("span", properties);
  setFormula(element, latex, false);
  return element;
}

// The head of a column, whose button sorts by it; pressed again, the other way round.
function headOf({ head, head_is_math: isMath }, caption, sort) {
  const turn = () => {
    const now = order.get(caption);
    order.set(caption, { head, down: now?.head === head && !now.down });
    sort();
  };
  const element = button(isMath ? formulaOf(head, { "aria-hidden": "true" }) : head, turn);
  if (isMath) element.append(make("span", { className: "unseen" }, inWords(head)));
  return make("th", { scope: "col" }, element);
}

function tableOf({ caption, columns, rows, tones, total }) {
  const table = make("table", {}, make("caption", {}, caption));
  const head = table.createTHead().insertRow();
  table.createTBody();
  const lines = rows.map((values, i) => ({ values, element: rowOf(columns, values, tones[i]) }));
  const sort = () => sortRows(table, columns, lines);
  head.append(...columns.map((column) => headOf(column, caption, sort)));
  sort();
  if (total.length) table.createTFoot().append(rowOf(columns, total));
  // The focus is for the keyboard, which can scroll it then.
  const properties = { className: "wide", tabIndex: 0, role: "group", "aria-label": caption };
  return make("div", properties, table);
}

function elementOf(block) {
  if (block.kind === "table") return tableOf(block);
  if (block.kind === "math") {
    const element = make("div", { className: "formula", tabIndex: 0 });
    setFormula(element, block.latex, true);
    return element;
  }
  if (block.kind === "heading") {
    const element = make("h3", {}, `${block.text} `);
    if (block.math) element.append(formulaOf(block.math));
    return element;
  }
  const element = make("p", {}, block.text);
  if (block.tone) element.dataset.tone = block.tone;
  return element;
}

// The formulas must be loaded. The focus stays where it was.
export function setPaper(place, blocks) {
  const focusable = () => [...place.querySelectorAll("[tabindex], button")];
  const focused = focusable().indexOf(document.activeElement);
  place.replaceChildren(...blocks.map(elementOf));
  place.hidden = blocks.length === 0;
  focusable()[focused]?.focus({ preventScroll: true });
}
