// The reader's work on this page: the experiment in the address, and what was learned in the
// tab's storage, so that a reload, a crash or a slip of the hand loses nothing.

const KEY = `backprop-playground ${location.pathname}`;

const KEPT = 8; // experiments; several frames on one page share the storage

let last = null;

// The saved works, newest first: [{address, work}].
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return []; // no storage here, or nothing readable in it
  }
}

export const experiment = () => location.hash.slice(1);

// What a worker should start from: the saved work where it belongs to the address.
export function savedWork() {
  last ??= stored().find(({ address }) => address === experiment());
  return last?.address === experiment() ? last.work : null;
}

// Keeps `work` (JSON text) for the experiment `address`, and writes that in the address bar.
export function keep(address, work) {
  if (address !== experiment()) {
    history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search);
  }
  last = { address, work };
}

// Storage is slow, so it is written when the page may go away and not with every frame.
function store() {
  if (!last) return;
  const others = stored().filter(({ address }) => address !== last.address);
  const works = [last, ...others].slice(0, KEPT);
  while (works.length > 0) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(works));
      return;
    } catch {
      works.pop(); // full: the oldest leaves; closed: the work lasts as long as the page
    }
  }
}

addEventListener("pagehide", store);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") store();
});
