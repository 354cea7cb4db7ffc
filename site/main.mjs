// The page: draws the prerendered playground at once, plays the recorded run, boots Python in
// a worker, and then lets the live session take the page over.

import { onEdit, showEdits } from "./edits.mjs";
import { Figures } from "./figures.mjs";
import { onFile, save } from "./files.mjs";
import { followHand } from "./graph.mjs";
import { explainChoices } from "./hints.mjs";
import { completeNames } from "./names.mjs";
import { loadRecording, play } from "./recording.mjs";
import { Runner } from "./runner.mjs";
import { onRunsElsewhere, storedRuns, storeRuns } from "./runs.mjs";
import {
  bringPaper,
  hideNotice,
  hideProgress,
  needed,
  noticeIsOpen,
  onNoticeClosed,
  restartProgress,
  setStatus,
  showNotice,
  showProgress,
  showStatus,
} from "./status.mjs";
import { followTheme, paint } from "./theme.mjs";
import { dragPointsByTouch, onPointKey } from "./touch.mjs";
import { showWords } from "./words.mjs";
import { experiment, keep, savedWork } from "./work.mjs";

const manifest = JSON.parse(document.getElementById("manifest").textContent);
const absolute = (path) => new URL(path, document.baseURI).href;
const app = absolute(`${manifest.app}/`);
const runtime = absolute(`${manifest.runtime}/`);

// What the worker downloads with `fetch`, for the progress line.
const counted = [
  ...manifest.interpreter.filter(({ name }) => /\.(wasm|zip)$/.test(name)),
  ...manifest.archives,
];
const bytes = counted.reduce((sum, file) => sum + file.bytes, 0);

async function download(name) {
  const response = await fetch(app + name).catch((error) => {
    throw new Error(`${name} could not be downloaded (${error.message})`);
  });
  if (response.ok) return response;
  throw new Error(`${name} could not be downloaded (the server answered ${response.status})`);
}

const MOST_DEATHS = 3;
const NEW_MODEL = '"type": "object"'; // how Python's JSON begins a model the page does not have

const script = ({ name, url }) =>
  new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = url;
    element.async = false; // they run in order, but load side by side
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${name} could not be downloaded`));
    document.head.append(element);
  });

let description;
let figures;
let madeFor;
let stopRecording = () => 0;
let restarted = false;
let noticeShown = "";
let deaths = 0; // of workers, since the last frame that one of them drew
let newestPaper;
let lessons; // a promise of their panel, once they were opened
let arrived = savedWork() ? "" : experiment(); // the link that the experiment came by

const runner = new Runner(
  `${app}worker.mjs`,
  () => ({
    runtime,
    archives: manifest.archives.map((archive) => ({ ...archive, url: absolute(archive.url) })),
    bytes,
    env: { PANEL_CDN_ROOT: absolute(manifest.panelRoot), HOME: "/home/pyodide" },
    session: JSON.stringify({ address: experiment(), work: savedWork() }),
  }),
  {
    progress: showProgress,
    failed: ({ payload }) => fail(payload),
    ready: ({ payload }) => takeOver(JSON.parse(payload)),
    frame: ({ payload, buffers }) => showFrame(payload, buffers),
    saved: ({ payload }) => {
      const { address, work, words } = JSON.parse(payload);
      keep(address, work);
      showWords(words);
      completeNames();
    },
    deliver: ({ payload }) => save(JSON.parse(payload)),
    runs: ({ payload }) => storeRuns(JSON.parse(payload), () => runner.send("runs-not-stored")),
    died: restart,
  },
);

function start() {
  setStatus("loading");
  restartProgress();
  if (typeof WebAssembly === "object") runner.start();
  else
    fail(
      "this browser has no WebAssembly, in which Python runs. Current versions of Firefox, " +
        "Chrome, Edge and Safari have it.",
    );
}

function tryAgain() {
  if (!figures) {
    location.reload(); // half of the scripts may have run, and they run only once
    return;
  }
  hideNotice();
  start();
}

function fail(reason, label = "Try again", run = tryAgain) {
  runner.stop();
  setStatus("error");
  showNotice("error", `The playground could not start: ${reason}`, { label, run }, false);
}

// The picture of the last state stays, but answers no gesture until Python is back. A state that
// ends Python again and again is left for the standard experiment.
function restart() {
  deaths += 1;
  if (deaths > MOST_DEATHS) {
    fail(
      "Python stops with this experiment each time it is started",
      "Start with another one",
      () => location.replace(location.pathname + location.search),
    );
    return;
  }
  restarted = true;
  noticeShown = "";
  document.querySelector("main").inert = true;
  showNotice("info", "Python stopped answering. It is being started again from your last state.");
  start();
}

// The session is there. It is told which epoch the reader sees, and goes on from it.
async function takeOver({ fingerprint }) {
  try {
    await drawn;
  } catch {
    return; // the page has said so already
  }
  if (fingerprint !== madeFor) {
    fail("its files belong to different versions; reload the page");
    return;
  }
  if (restarted) {
    restarted = false;
    figures.remove();
    await showPaper([]);
    await show();
    paint(figures);
    document.querySelector("main").inert = false;
    showNotice("info", "Python had stopped answering. It was started again from your last state.");
  }
  runner.takeOver(stopRecording());
  lessons?.then((panel) => panel?.tellAgain());
  tellRuns(storedRuns());
  hideProgress();
}

function showFrame(payload, buffers) {
  try {
    const { patch, status, paper, lesson } = JSON.parse(payload);
    figures.apply(patch, buffers);
    if (payload.includes(NEW_MODEL)) {
      figures.acknowledge();
      paint(figures); // tools bring their pictures when opened
    }
    showStatus(status, paper);
    showEdits(status);
    if (paper) showPaper(paper);
    followLesson(status, lesson);
    document.documentElement.removeAttribute("data-awaits");
    tell(status.notice);
    deaths = 0;
  } finally {
    requestAnimationFrame(() => runner.painted()); // or training would wait for ever
  }
}

async function loadPaper(blocks) {
  const part = await import("./later/paper.mjs");
  if (blocks.length) await part.loadFormulas(runtime);
  return part;
}

// Text and formulas below a tool of the workbench; what sets them is loaded when first needed.
// Papers may come faster than it: only the newest one is set.
async function showPaper(blocks) {
  newestPaper = blocks;
  const part = await needed(loadPaper(blocks), "The formulas below the tool");
  if (!part || newestPaper !== blocks) return;
  const place = document.getElementById("paper");
  part.setPaper(place, blocks);
  bringPaper(place);
}

function readLessons() {
  const tell = (message) => runner.send("lesson", JSON.stringify(message));
  lessons ??= needed(import("./later/lessons.mjs"), "The lessons").then(
    (part) => part && new part.Lessons(app, runtime, tell),
  );
  return lessons;
}

// The experiment says which step of which lesson it belongs to; `news` is what Python sees of it.
async function followLesson(status, news) {
  if (!lessons && status.lesson === "none") return;
  const panel = await readLessons();
  if (panel?.follow(status, news, arrived)) arrived = "";
}

// The ways back that a message may offer.
function wayOut({ offers_recovery, offers_undo }) {
  if (offers_recovery) {
    return { label: "Back to the last finite weights", run: () => runner.send("recover") };
  }
  return offers_undo && { label: "Undo", run: () => runner.send("undo") };
}

function tell(notice) {
  const text = notice?.text ?? "";
  if (text === noticeShown) return;
  noticeShown = text;
  if (!notice) hideNotice();
  else showNotice(notice.level, text, wayOut(notice), !notice.offers_recovery);
}

async function show() {
  figures = await Figures.draw(description);
  figures.onGesture((patch) => {
    if (!noticeIsOpen()) noticeShown = ""; // what was closed may be said again
    runner.send("patch", patch);
  });
  completeNames();
}

async function draw() {
  const [content] = await Promise.all([
    download("document.json").then((response) => response.json()),
    ...manifest.scripts.map(script),
  ]);
  description = content.document;
  madeFor = content.fingerprint;
  await show();
  dragPointsByTouch(() => figures);
  explainChoices(app, runtime);
  followHand(() => figures.model("network-picture"));
  followTheme(() => paint(figures));
}

async function begin() {
  const fresh = !experiment() && !savedWork();
  document.documentElement.toggleAttribute("data-awaits", !fresh);
  const recorded = fresh ? loadRecording(download).catch(() => null) : null; // it may be missing
  const [recording] = await Promise.all([recorded, draw()]);
  if (recording) stopRecording = play(recording, figures, showStatus);
}

const tellRuns = (runs) => {
  if (Object.keys(runs).length > 0) runner.send("runs", JSON.stringify(runs));
};

const opener = document.getElementById("lessons-open");
opener.onclick = async () => {
  if (!(await lessons)) lessons = undefined; // what failed may be there now
  (await readLessons())?.toggle();
};
// Who comes by a lesson's link reads while Python is loaded.
if (/(^|&)lesson=/.test(experiment())) readLessons().then((panel) => panel?.expect(experiment()));

// What makes pictures is loaded when the menu is first opened.
async function offerPictures({ target, newState }) {
  if (newState !== "open") return;
  const part = await needed(import("./later/pictures.mjs"), "The list of pictures");
  part?.listPictures(target, document.getElementById("save-picture"));
}

document.getElementById("pictures").addEventListener("toggle", offerPictures);
onRunsElsewhere(tellRuns);
onFile((file) => runner.send("file", JSON.stringify(file)));
onPointKey((key) => runner.send("key", JSON.stringify(key)));
onEdit((edit) => runner.send(edit));
onNoticeClosed(() => runner.send("dismiss"));

// The address is the experiment, so the skip link must not change it.
document.querySelector(".skip").onclick = (event) => {
  event.preventDefault();
  document.getElementById("boundary").focus();
};

// Not the address that stands there now: the running experiment may have been written over it.
addEventListener("hashchange", ({ newURL }) => {
  arrived = new URL(newURL).hash.slice(1);
  runner.send("load", arrived);
});
start();
const drawn = begin();
drawn.catch((error) => fail(error.message));
