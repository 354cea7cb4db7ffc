// The list of lessons: what each is about, how long it takes, and how much of it is done.

import { button, make } from "./elements.mjs";
import { pagesDone } from "./finished.mjs";

const minutesOf = (minutes) => (minutes === 1 ? "1 minute" : `${minutes} minutes`);

function progressOf({ id, n_steps: count }) {
  const done = [...pagesDone(id)].filter((page) => page >= 1 && page <= count).length;
  if (done === count) return { share: 1, words: "✓ Finished" };
  return { share: done / count, words: done ? `${done} of ${count} steps done` : `${count} steps` };
}

function entryOf(lesson, place, remark, open) {
  const { share, words } = progressOf(lesson);
  const meter = make("span", { className: "meter" }, make("span"));
  meter.firstChild.style.width = `${100 * share}%`;
  const details = [minutesOf(lesson.minutes), words, remark].filter(Boolean).join(" · ");
  const choice = button("", () => open(lesson.id), { className: "entry" });
  choice.append(
    make("span", { className: "number" }, String(place + 1)),
    make(
      "span",
      { className: "about" },
      make("strong", {}, lesson.title),
      make("span", { className: "summary" }, lesson.summary),
      make("span", { className: "details" }, details),
      meter,
    ),
  );
  choice.dataset.finished = share === 1;
  choice.dataset.next = Boolean(remark);
  return make("li", {}, choice);
}

// The lesson that the reader is in, or else the first one that is not finished.
function remarksOn(lessons, here) {
  if (lessons.some(({ id }) => id === here)) return { [here]: "you are here" };
  const next = lessons.find((lesson) => progressOf(lesson).share < 1);
  return next ? { [next.id]: next === lessons[0] ? "begin here" : "go on here" } : {};
}

// `here` is the lesson that the experiment belongs to, `trouble` a sentence to begin with.
export function listPage(lessons, { here, trouble, open }) {
  const heading = make("h2", { tabIndex: -1 }, "Lessons");
  const lead = make(
    "p",
    { className: "leading" },
    "Each lesson drives the playground beside it: read a little, then try it. " +
      "What is on the page is set up for you, and Undo brings your own experiment back.",
  );
  const remarks = remarksOn(lessons, here);
  const entries = lessons.map((lesson, i) => entryOf(lesson, i, remarks[lesson.id], open));
  const page = make("div", { className: "list" }, heading);
  if (trouble) page.append(make("p", { className: "trouble", role: "alert" }, trouble));
  page.append(lead, make("ol", {}, ...entries));
  return { element: page, heading };
}
