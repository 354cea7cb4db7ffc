// The runs that Python keeps, in the browser's storage: one entry a run, so that several tabs add
// and delete side by side and none overwrites what another one stored.

const PREFIX = `backprop-playground run ${location.pathname} `;

// All stored runs: {id: text}.
export function storedRuns() {
  const runs = {};
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) runs[key.slice(PREFIX.length)] = localStorage.getItem(key);
    }
  } catch {
    // no storage here: runs then last as long as the page
  }
  return runs;
}

// Stores what changed, {id: text}, null for a deleted run; `refused` is called once if the storage
// is full or closed.
export function storeRuns(changes, refused) {
  let failed = false;
  for (const [id, text] of Object.entries(changes)) {
    try {
      if (text === null) localStorage.removeItem(PREFIX + id);
      else localStorage.setItem(PREFIX + id, text);
    } catch {
      failed ||= text !== null;
    }
  }
  if (failed) refused();
}

// Tells of each run that another tab stored, or deleted (null).
export function onRunsElsewhere(tell) {
  addEventListener("storage", ({ key, newValue }) => {
    if (key?.startsWith(PREFIX)) tell({ [key.slice(PREFIX.length)]: newValue });
  });
}
