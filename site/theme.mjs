// Light and dark. The page follows the system unless the reader chose otherwise. Widgets follow
// through CSS; what Bokeh paints on a canvas has to be told its colours.

const CHOICES = ["system", "light", "dark"];
const LABEL = { system: "as the system", light: "light", dark: "dark" };
const SYMBOL = { system: "◐", light: "☀", dark: "☾" };
const TEXT = ["axis_label_text_color", "major_label_text_color", "label_text_color", "text_color"];
const LINES = ["axis_line_color", "major_tick_line_color", "grid_line_color"];

const dark = matchMedia("(prefers-color-scheme: dark)");

function remembered() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage is closed to some embedded pages
  }
}

function remember(choice) {
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // the choice then lasts as long as the page
  }
}

let choice = CHOICES.includes(remembered()) ? remembered() : "system";

// What stands on a light box in light and in dark has the tag "keep" and stays as it is.
export function paint(figures) {
  const style = getComputedStyle(document.body);
  const ink = style.getPropertyValue("color");
  const soft = getComputedStyle(document.querySelector(".legend")).color;
  figures.quietly((doc) => {
    for (const model of new Set(doc.roots().flatMap((root) => [...root.references()]))) {
      if (model.tags.includes("keep")) continue;
      for (const name of TEXT) if (name in model.properties) model[name] = ink;
      for (const name of LINES) {
        if (name in model.properties && model[name] !== null) model[name] = soft;
      }
    }
  });
}

// Shows the chosen colours and keeps to them; `changed` is called after each change.
export function followTheme(changed) {
  const button = document.getElementById("theme");
  const show = () => {
    document.documentElement.dataset.theme = choice;
    button.textContent = SYMBOL[choice];
    button.setAttribute("aria-label", `Colours: ${LABEL[choice]}`);
    button.title = `Colours: ${LABEL[choice]}`;
    changed();
  };
  button.onclick = () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    remember(choice);
    show();
  };
  dark.addEventListener("change", show);
  show();
}
