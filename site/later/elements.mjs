// Makes elements: a name, its properties (`aria-…`, `data-…` and `for` as attributes), its content.

export function make(name, properties = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (/^(aria-|data-|role$|for$)/.test(key)) element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...content);
  return element;
}

export const button = (text, onclick, properties = {}) =>
  make("button", { type: "button", onclick, ...properties }, text);
