// KaTeX, which sets formulas: loaded once, when something first needs it.

import { make } from "./elements.mjs";

let loading;

function load(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => {
      element.remove();
      const name = (element.src ?? element.href).split("/").at(-1);
      reject(new Error(`${name} could not be downloaded`));
    };
    document.head.append(element);
  });
}

export const loadStyle = (url) => load(make("link", { rel: "stylesheet", href: url }));

export function loadFormulas(runtime) {
  loading ??= Promise.all([
    load(make("script", { src: `${runtime}katex/katex.min.js` })),
    loadStyle(`${runtime}katex/katex.min.css`),
  ]).catch((error) => {
    loading = undefined; // the next one may have more luck
    throw error;
  });
  return loading;
}

// A table names the same parameters with each edition, and setting a name costs KaTeX a millisecond.
const NAMES_KEPT = 1000;
const names = new Map();

function nameOf(latex) {
  let name = names.get(latex);
  if (!name) {
    if (names.size >= NAMES_KEPT) names.clear();
    name = make("span");
    window.katex.render(latex, name, { throwOnError: false });
    names.set(latex, name);
  }
  return name.cloneNode(true).childNodes;
}

export function setFormula(element, latex, displayed) {
  if (displayed) window.katex.render(latex, element, { displayMode: true, throwOnError: false });
  else element.replaceChildren(...nameOf(latex));
}

export const formulaText = (latex, displayed) =>
  window.katex.renderToString(latex, { displayMode: displayed, throwOnError: false });
