// Shows the reader what a step is about or has just said: a card of the page, a part of the panel.

const still = matchMedia("(prefers-reduced-motion: reduce)");

// Marks the card, and no other one; a card that `comes` is brought into sight.
export function lookAt(name, comes = false) {
  document.querySelector(".card.looked-at")?.classList.remove("looked-at");
  const card = name && document.querySelector(`.card.${name}`);
  if (!card) return;
  card.classList.add("looked-at");
  if (!comes) return;
  const fits = card.offsetHeight < innerHeight - 24;
  bring(card, fits ? "nearest" : "start");
}

// Brings what has just come on the panel into sight, with all of the reader's turn if there is room.
export function bringIn(part) {
  const pages = part.closest(".pages");
  const turn = part.closest(".turn");
  const { scrollPaddingTop: above, scrollPaddingBottom: below } = getComputedStyle(pages);
  const room = pages.clientHeight - Number.parseFloat(above) - Number.parseFloat(below);
  bring(turn.offsetHeight <= room ? turn : part, "nearest");
}

function bring(element, block) {
  element.scrollIntoView({ behavior: still.matches ? "instant" : "smooth", block });
}
