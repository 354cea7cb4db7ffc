// KaTeX, which sets formulas: loaded once, when something first needs it.

let loading;

function script(url) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = url;
    element.onload = resolve;
    element.onerror = () => reject(new Error("The formulas could not be downloaded."));
    document.head.append(element);
  });
}

export function loadStyle(url) {
  return new Promise((resolve) => {
    const element = document.createElement("link");
    element.rel = "stylesheet";
    element.href = url;
    element.onload = element.onerror = resolve;
    document.head.append(element);
  });
}

export function loadFormulas(runtime) {
  loading ??= Promise.all([
    script(`${runtime}katex/katex.min.js`),
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
    name = document.createElement("span");
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
