// The panel of the lessons: a column beside the playground, or a sheet at its foot that can be
// folded to one line. What stands on it comes from elsewhere.

import { button, make } from "./elements.mjs";

export class Panel {
  #place = document.getElementById("lessons");
  #opener = document.getElementById("lessons-open");
  #pages = make("div", { className: "pages" });
  #said = make("p", { className: "unseen", role: "status" });
  #line = make("div", { className: "folded-line" });
  #all;
  #fold = button("", () => this.#setFolded(!this.#isFolded), { className: "fold" });
  #isFolded = false;

  // `toList` and `close` are what the two buttons of its bar do.
  constructor({ toList, close }) {
    this.#all = button("All lessons", toList, { className: "all" });
    const cross = { className: "quiet", title: "Close", "aria-label": "Close the lessons" };
    const bar = make("div", { className: "frame" });
    bar.append(this.#all, this.#line, this.#fold, button("×", close, cross));
    this.#place.append(bar, this.#pages, this.#said);
    this.#setFolded(false);
    new ResizeObserver(() => {
      const height = `${this.#place.offsetHeight}px`;
      document.documentElement.style.setProperty("--sheet", height);
    }).observe(this.#place);
  }

  get isOpen() {
    return !this.#place.hidden;
  }

  open() {
    this.#place.hidden = false;
    this.#opener.setAttribute("aria-expanded", "true");
  }

  close() {
    this.#place.hidden = true;
    this.#opener.setAttribute("aria-expanded", "false");
    this.#opener.focus();
  }

  // A step has a line to be folded to.
  put(element, line) {
    this.#pages.replaceChildren(element);
    this.#pages.scrollTop = 0;
    this.#line.replaceChildren(line ?? "Lessons");
    this.#all.hidden = !line;
    if (!line) this.#setFolded(false);
    this.say("");
  }

  // For who listens.
  say(text) {
    this.#said.textContent = text;
  }

  #setFolded(folded) {
    this.#isFolded = folded;
    this.#place.toggleAttribute("data-folded", folded);
    this.#fold.setAttribute("aria-expanded", String(!folded));
    this.#fold.setAttribute("aria-label", folded ? "Unfold the lesson" : "Fold the lesson");
    this.#fold.textContent = folded ? "▴" : "▾";
  }
}
