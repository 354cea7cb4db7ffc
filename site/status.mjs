// What the page says about itself: the readouts, the progress line, the message bar, and the
// data-* attributes of <html> that tests and embedding pages wait on.

const page = document.documentElement;
const byId = (id) => document.getElementById(id);

const STAGES = {
  download: "Downloading",
  unpack: "Unpacking Python",
  import: "Starting NumPy, Panel and Bokeh",
  build: "Building the playground",
};

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const shortNumber = (value) =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toPrecision(4);
const asLoss = (value) => (typeof value === "number" ? shortNumber(value) : (value ?? "–"));
const asShare = (value) => (value === null ? "–" : `${(100 * value).toFixed(1)} %`);
const asQuality = (accuracy, explained) =>
  typeof explained === "number" ? explained.toFixed(3).replace("-", "−") : asShare(accuracy);
const READ = {
  epoch: (value) => value.toLocaleString("en", { maximumFractionDigits: 2 }),
  train_loss: asLoss,
  test_loss: asLoss,
  train_accuracy: (value, status) => asQuality(value, status.train_r_squared),
  test_accuracy: (value, status) => asQuality(value, status.test_r_squared),
};

// A text that is set again, even to the same words, is laid out again.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function showProgress({ stage, loaded, total, share }) {
  const bytes = loaded === undefined ? "" : ` ${megabytes(loaded)} of ${megabytes(total)} MB`;
  byId("progress-text").textContent = `${STAGES[stage] ?? stage}${bytes}`;
  byId("progress-bar").value = share ?? 0.4 * Math.min(loaded / total, 1);
}

export function hideProgress() {
  byId("progress").dataset.done = "";
}

export function restartProgress() {
  delete byId("progress").dataset.done;
}

// `paper` is what has come with the status to be set below the tool, if anything has.
export function showStatus(status, paper) {
  if (status.status) setStatus(status.status);
  page.dataset.epoch = status.epoch;
  page.dataset.step = status.step ?? 0;
  page.dataset.trainLoss = status.train_loss ?? "";
  page.dataset.testLoss = status.test_loss ?? "";
  page.dataset.trainAccuracy = status.train_accuracy ?? "";
  page.dataset.testAccuracy = status.test_accuracy ?? "";
  if (status.caption) say(byId("caption"), status.caption);
  say(byId("attribution"), status.attribution ?? "");
  showTool(status.tool, paper?.length > 0);
  say(byId("quality"), status.task === "regression" ? "R²" : "Accuracy");
  if (status.stops) say(byId("stops"), status.stops);
  for (const field of document.querySelectorAll("[data-read]")) {
    say(field, READ[field.dataset.read](status[field.dataset.read], status));
  }
}

// A tool of the workbench that is opened comes into sight, one with a paper once this is set and if
// it does not begin in sight: unless the reader goes through its steps on the network picture.
let toolShown;
let paperComes = false; // the tool was opened, and its first paper is not set yet

function showTool(tool, hasPaper) {
  if (tool === toolShown) return;
  const opened = toolShown !== undefined && tool !== "none";
  toolShown = tool;
  const comes = opened && !document.activeElement.closest(".inside");
  paperComes = comes && hasPaper;
  if (comes && !hasPaper) bringWorkbench("nearest");
}

// The paper has been set.
export function bringPaper(paper) {
  if (!paperComes) return;
  paperComes = false;
  bringWorkbench("start", () => !beginsInSight(paper));
}

const BEGINNING = 200; // px of a paper that show what it is about

function beginsInSight(paper) {
  const { top, height } = paper.getBoundingClientRect();
  const sheet = Number.parseFloat(getComputedStyle(page).scrollPaddingBottom) || 0;
  return top >= 0 && top + Math.min(height, BEGINNING) <= innerHeight - sheet;
}

async function bringWorkbench(block, isNeeded = () => true) {
  const bench = document.querySelector(".workbench");
  const tool = toolShown;
  await settled(bench);
  if (tool !== toolShown || !isNeeded()) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  bench.scrollIntoView({ behavior, block });
}

const CALM = 3; // frames in which an element keeps its height
const MOST_FRAMES = 30;

// A picture has its height only some frames after it has come.
async function settled(element) {
  let height;
  for (let frame = 0, calm = 0; calm < CALM && frame < MOST_FRAMES; frame += 1) {
    await new Promise(requestAnimationFrame);
    calm = element.offsetHeight === height ? calm + 1 : 0;
    height = element.offsetHeight;
  }
}

export function setStatus(status) {
  page.dataset.status = status;
}

// `action` is {label, run} or nothing. A message that is in the way until it is answered is not
// `closable`.
export function showNotice(level, text, action, closable = true) {
  byId("notice").hidden = false;
  byId("notice").dataset.level = level;
  byId("notice-text").textContent = text;
  const button = byId("notice-action");
  button.hidden = !action;
  byId("notice-close").hidden = !closable;
  if (action) {
    button.textContent = action.label;
    button.onclick = action.run;
  }
}

// A part of the page that is loaded when first needed, or nothing, and then the reader is told. A
// browser may remember the failure until the page is loaded anew.
export async function needed(part, what) {
  try {
    return await part;
  } catch {
    const again = { label: "Reload the page", run: () => location.reload() };
    showNotice("error", `${what} could not be downloaded. A reload keeps your work.`, again);
    return undefined;
  }
}

export const noticeIsOpen = () => !byId("notice").hidden;

export function hideNotice() {
  byId("notice").hidden = true;
}

export function onNoticeClosed(tell) {
  byId("notice-close").onclick = () => {
    hideNotice();
    tell();
  };
}
