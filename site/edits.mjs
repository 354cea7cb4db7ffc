// Undo and redo: two buttons that say what they would do, and the keys that everybody knows.

const EDITS = ["undo", "redo"];
const KEYS = { undo: "Ctrl+Z", redo: "Ctrl+Shift+Z" };
const TYPED =
  "textarea, select, input:not([type=range], [type=checkbox], [type=radio], [type=file], [type=button])";

const button = (edit) => document.getElementById(edit);

// `names` maps each edit to what it would undo or redo; null when there is nothing.
export function showEdits(names) {
  for (const edit of EDITS) {
    const name = names[edit];
    const word = button(edit).textContent;
    button(edit).disabled = !name;
    button(edit).title = name ? `${word}: ${name} (${KEYS[edit]})` : `Nothing to ${edit}`;
  }
}

function wanted(event) {
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

// Calls `tell("undo" | "redo")`. In a text field the keys undo what is typed there.
export function onEdit(tell) {
  for (const edit of EDITS) button(edit).onclick = () => tell(edit);
  addEventListener("keydown", (event) => {
    const edit = wanted(event);
    if (!edit || event.composedPath()[0].matches?.(TYPED)) return;
    event.preventDefault();
    if (!button(edit).disabled && !button(edit).closest("[inert]")) tell(edit);
  });
}
