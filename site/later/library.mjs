// The lessons as the build wrote them, each loaded once, when first asked for; and the links that
// set a step up.

import { loadStyle } from "./formulas.mjs";
import { loadMarkdown } from "./markdown.mjs";

export class Library {
  #app;
  #runtime;
  #read = new Map();

  constructor(app, runtime) {
    this.#app = app;
    this.#runtime = runtime;
  }

  // What shows them: styles, and what sets text and formulas.
  tools() {
    return this.#once("tools", () =>
      Promise.all([loadStyle(`${this.#app}later/lessons.css`), loadMarkdown(this.#runtime)]),
    );
  }

  list() {
    return this.#fetch("index");
  }

  // The lesson, its entry in the list, and the one after it; nothing if there is none of that id.
  async lesson(id) {
    const list = await this.list();
    const place = list.findIndex((entry) => entry.id === id);
    if (place < 0) return null;
    const { steps } = await this.#fetch(id);
    return { ...list[place], steps, number: place + 1, following: list[place + 1] };
  }

  #fetch(name) {
    return this.#once(name, async () => {
      const answer = await fetch(`${this.#app}later/lessons/${name}.json`);
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      return answer.json();
    });
  }

  // What failed may be asked for again.
  #once(name, load) {
    if (!this.#read.has(name)) {
      const read = load();
      this.#read.set(name, read);
      read.catch(() => this.#read.delete(name));
    }
    return this.#read.get(name);
  }
}

// The link that sets step `page` up: its own, or the one of the last step before it that has one.
export function linkOf({ steps }, page) {
  const link = steps.slice(0, page).findLast((step) => step.link)?.link;
  return link ? `${link.replace(/&page=\d+/, "")}&page=${page}` : null;
}

// Whether a link names a step and nothing else: then the step's own state is meant.
export function isBare(link) {
  const keys = [...new URLSearchParams(link).keys()];
  return keys.includes("lesson") && keys.every((key) => ["v", "lesson", "page"].includes(key));
}

export function stepNamedBy(link) {
  const keys = new URLSearchParams(link);
  return { id: keys.get("lesson"), page: Number.parseInt(keys.get("page") ?? "1", 10) || 1 };
}
