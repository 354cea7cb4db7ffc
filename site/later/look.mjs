// Shows the reader which card of the page a step is about.

const still = matchMedia("(prefers-reduced-motion: reduce)");

// Marks the card, and no other one; a card that `comes` is brought into sight.
export function lookAt(name, comes = false) {
  document.querySelector(".card.looked-at")?.classList.remove("looked-at");
  const card = name && document.querySelector(`.card.${name}`);
  if (!card) return;
  card.classList.add("looked-at");
  if (!comes) return;
  const fits = card.offsetHeight < innerHeight - 24;
  const behavior = still.matches ? "instant" : "smooth";
  card.scrollIntoView({ behavior, block: fits ? "nearest" : "start" });
}
