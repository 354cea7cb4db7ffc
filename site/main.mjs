// The page: draws the prerendered playground at once, plays the recorded run, boots Python in
// a worker, and then lets the live session take the page over.

import { Figures } from "./figures.mjs";
import { completeNames } from "./names.mjs";
import { loadRecording, play } from "./recording.mjs";
import { Runner } from "./runner.mjs";
import {
  hideNotice,
  hideProgress,
  restartProgress,
  setStatus,
  showNotice,
  showProgress,
  showStatus,
} from "./status.mjs";
import { followTheme, paint } from "./theme.mjs";
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

const script = ({ name, url }) =>
  new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = url;
    element.async = false; // they run in order, but load side by side
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(element);
  });

let figures;
let madeFor;
let stopRecording = () => 0;
let noticeShown = "";

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
    died: () => {
      setStatus("loading");
      restartProgress();
      showNotice(
        "info",
        "Python stopped answering. It is being started again from your last state.",
      );
      runner.start();
    },
  },
);

function fail(reason) {
  runner.stop();
  setStatus("error");
  showNotice("error", `The playground could not start: ${reason}`, {
    label: "Try again",
    run: () => {
      hideNotice();
      setStatus("loading");
      restartProgress();
      runner.start();
    },
  });
}

// The session is there. It is told which epoch the reader sees, and goes on from it.
async function takeOver({ fingerprint }) {
  await drawn;
  if (fingerprint !== madeFor) {
    fail("its files belong to different versions; reload the page");
    return;
  }
  runner.send("take-over", String(stopRecording()));
  hideProgress();
}

function showFrame(payload, buffers) {
  const { patch, status } = JSON.parse(payload);
  figures.apply(patch, buffers);
  showStatus(status);
  tell(status.notice);
  requestAnimationFrame(() => runner.send("painted"));
}

function tell(notice) {
  const text = notice?.text ?? "";
  if (text === noticeShown) return;
  noticeShown = text;
  if (!notice) hideNotice();
  else
    showNotice(
      notice.level,
      text,
      notice.offers_recovery && {
        label: "Back to the last finite weights",
        run: () => runner.send("recover"),
      },
    );
}

async function draw() {
  const [{ document: description, fingerprint }] = await Promise.all([
    fetch(`${app}document.json`).then((response) => response.json()),
    ...manifest.scripts.map(script),
  ]);
  madeFor = fingerprint;
  figures = await Figures.draw(description);
  figures.onGesture((patch) => runner.send("patch", patch));
  followTheme(() => paint(figures));
  completeNames();
}

async function begin() {
  const fresh = !experiment() && !savedWork();
  const [, recording] = await Promise.all([draw(), fresh ? loadRecording(app) : null]);
  if (recording) stopRecording = play(recording, figures, showStatus);
}

addEventListener("hashchange", () => runner.send("load", experiment()));
const drawn = begin().catch((error) => fail(error.message));
runner.start();
await drawn;
