// Notices when a reader rests on a choice that the handbook explains, by pointer or by keyboard,
// and then loads what shows its page. The widgets are marked with a class "about-<kind>".
//
// Events that lead from one part of a shadow tree to another do not leave it, so what is entered
// or focused is read from events that always arrive: the pointer's moves and the key's release.

import { needed } from "./status.mjs";

const PAUSE = 350; // ms on the choice before its page opens
const LEAVE = 200; // ms to reach the page with the pointer

const isMarked = (part) => part.shadowRoot && /(^| )about-/.test(part.className);

const marked = (event) => event.composedPath().find(isMarked);

// The marked widget that has the focus.
function focused() {
  let element = document.activeElement;
  while (element && !isMarked(element)) element = element.shadowRoot?.activeElement;
  return element;
}

export function explainChoices(app, runtime) {
  const place = document.getElementById("handbook");
  let timer;
  let over; // what the pointer is on
  let shown;

  const load = async () => {
    const part = await import("./later/handbook.mjs");
    return { ...part, book: await part.loadBook(app, runtime) };
  };
  const open = async (host, byKeyboard) => {
    const part = await needed(load(), "The handbook");
    if (part && shown === host) part.showPage(place, host, part.book, byKeyboard);
  };
  const close = () => {
    clearTimeout(timer);
    shown = undefined;
    if (place.matches(":popover-open")) place.hidePopover();
  };
  const rest = (host, byKeyboard) => {
    clearTimeout(timer);
    if (!host) timer = setTimeout(close, LEAVE);
    else if (host !== shown) {
      timer = setTimeout(() => {
        shown = host;
        open(host, byKeyboard);
      }, PAUSE);
    }
  };

  addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const host = marked(event);
    const here = event.composedPath().includes(place) ? place : host;
    if (here === over) return;
    over = here;
    if (here === place) clearTimeout(timer);
    else rest(host, false);
  });
  addEventListener("keyup", ({ key }) => {
    if (key !== "Tab") return;
    const host = focused();
    if (host) rest(host, true);
    else close();
  });
  addEventListener("input", (event) => {
    const host = marked(event);
    if (host && host === shown) open(host, false);
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && close());
  addEventListener("pointerdown", (event) => {
    if (!event.composedPath().includes(place)) close();
  });
}
