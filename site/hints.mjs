// Notices when a reader rests on a choice that the handbook explains, by pointer or by keyboard,
// and then loads what shows its page. The widgets are marked with a class "about-<kind>".

const PAUSE = 350; // ms on the choice before its page opens
const LEAVE = 200; // ms to reach the page with the pointer

const marked = (event) =>
  event
    .composedPath()
    .find((part) => part.classList && /(^| )about-/.test(part.className) && part.shadowRoot);

export function explainChoices(app, runtime) {
  const place = document.getElementById("handbook");
  let timer;
  let shown;

  const open = async (host, byKeyboard) => {
    const { showPage } = await import("./later/handbook.mjs");
    if (shown === host) await showPage(place, host, { app, runtime, byKeyboard });
  };
  const rest = (host, byKeyboard) => {
    clearTimeout(timer);
    if (!host || host === shown) return;
    timer = setTimeout(() => {
      shown = host;
      open(host, byKeyboard);
    }, PAUSE);
  };
  const close = () => {
    clearTimeout(timer);
    shown = undefined;
    if (place.matches(":popover-open")) place.hidePopover();
  };
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(close, LEAVE);
  };

  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const host = marked(event);
    if (host === shown && host) clearTimeout(timer);
    else if (event.composedPath().includes(place)) clearTimeout(timer);
    else if (host) rest(host, false);
    else leave();
  });
  addEventListener("focusin", (event) => {
    const host = marked(event);
    if (!host) close();
    else if (event.composedPath()[0].matches(":focus-visible")) rest(host, true);
  });
  addEventListener("change", (event) => {
    const host = marked(event);
    if (host && host === shown) open(host, false);
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && close());
  addEventListener("pointerdown", (event) => {
    if (!event.composedPath().includes(place)) close();
  });
}
