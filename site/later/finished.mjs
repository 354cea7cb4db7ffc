// Which steps of which lessons are done, in the browser's storage: {lesson: [page, …]}. Without
// storage it lasts as long as the page; what cannot be read counts as nothing.

const KEY = "lessons-done";

let kept; // what the storage would not take

function finished() {
  if (kept) return kept;
  try {
    const found = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
    return Object.fromEntries(found.filter(([, pages]) => Array.isArray(pages)));
  } catch {
    return {};
  }
}

export const pagesDone = (lesson) => new Set(finished()[lesson]);

export function noteDone(lesson, page) {
  const done = finished();
  done[lesson] = [...new Set([...(done[lesson] ?? []), page])];
  try {
    localStorage.setItem(KEY, JSON.stringify(done));
  } catch {
    kept = done;
  }
}
