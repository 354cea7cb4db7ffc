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

export function setFormula(element, latex, displayed) {
  window.katex.render(latex, element, { displayMode: displayed, throwOnError: false });
}

export const formulaText = (latex, displayed) =>
  window.katex.renderToString(latex, { displayMode: displayed, throwOnError: false });
