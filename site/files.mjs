// Files in and out: what the reader chooses or drops goes to Python as text, what Python makes
// is saved by the browser. Nothing leaves the page.

const LARGEST = 32_000_000; // bytes; Python says what is too large, and need not be sent it

// Calls `use({name, text})` for each file; `text` is null when the file is too large to be read.
export function onFile(use) {
  const open = async (file) => {
    if (!file) return;
    use({ name: file.name, text: file.size > LARGEST ? null : await file.text() });
  };
  const chooser = document.getElementById("file");
  chooser.onchange = async () => {
    await open(chooser.files[0]);
    chooser.value = ""; // the same file may be chosen again
  };
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    document.body.classList.add("receives");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("receives");
  });
  addEventListener("drop", (event) => {
    document.body.classList.remove("receives");
    if (!carries(event)) return;
    event.preventDefault();
    open(event.dataTransfer.files[0]);
  });
}

// Saves a file on the reader's computer.
export function save({ name, mime, text }) {
  saveBlob(name, new Blob([text], { type: mime }));
}

export function saveBlob(name, blob) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
