// Sets Markdown with formulas ($…$ and $$…$$) and live values ({{train_loss}}). marked reads the
// Markdown and KaTeX sets the formulas; both are loaded on first use.

import { make } from "./elements.mjs";
import { formulaText, loadFormulas } from "./formulas.mjs";

// One extension of marked: what it begins with, what it is as a whole, and the HTML for it.
const extension = (name, level, begins, pattern, renderer) => ({
  name,
  level,
  start: (source) => source.match(begins)?.index,
  tokenizer(source) {
    const [raw, content] = source.match(pattern) ?? [];
    return raw && { type: name, raw, content: content.trim() };
  },
  renderer,
});

const displayed = ({ content }) => formulaText(content, true);
const inline = ({ content }) => formulaText(content, false);
const value = ({ content }) => `<output data-fact="${content}" aria-live="off">–</output>`;

const extensions = [
  extension("display", "block", /^ {0,3}\$\$/m, /^ {0,3}\$\$([^$]+)\$\$[ \t]*(?:\n|$)/, displayed),
  extension("displayed", "inline", /\$\$/, /^\$\$([^$]+)\$\$/, displayed),
  extension("formula", "inline", /\$/, /^\$((?:\\.|[^$\\])+)\$/, inline),
  extension("value", "inline", /\{\{/, /^\{\{([a-z_]+(?:\([\d,]*\))?)\}\}/, value),
];

let reader;

export async function loadMarkdown(runtime) {
  const [{ Marked }] = await Promise.all([
    import(`${runtime}marked/marked.esm.js`),
    loadFormulas(runtime),
  ]);
  reader ??= new Marked({ extensions });
}

// Links to sources leave the playground where it is.
function finish(element) {
  for (const link of element.querySelectorAll("a[href^=http]")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  for (const table of element.querySelectorAll("table")) {
    const wide = make("div", { className: "wide", role: "group", tabIndex: 0 });
    wide.setAttribute("aria-label", "Table");
    table.replaceWith(wide);
    wide.append(table);
  }
  return element;
}

export function setText(element, markdown) {
  element.innerHTML = reader.parse(markdown);
  return finish(element);
}

// Without a paragraph around it.
export function setLine(element, markdown) {
  element.innerHTML = reader.parseInline(markdown);
  return finish(element);
}
