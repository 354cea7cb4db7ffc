// One step of a lesson: its text with the live values, and what the reader is asked to do.

import { button, make } from "./elements.mjs";
import { showFacts } from "./facts.mjs";
import { pagesDone } from "./finished.mjs";
import { bringIn } from "./look.mjs";
import { setLine, setText } from "./markdown.mjs";
import { questionForm } from "./question.mjs";

// One dot a step, which leads there.
function dotsOf(lesson, page, open) {
  const done = pagesDone(lesson.id);
  const dots = lesson.steps.map(({ title }, i) => {
    const words = `Step ${i + 1}: ${title}${done.has(i + 1) ? " (done)" : ""}`;
    const dot = button("", () => open(i + 1), { title: words, "aria-label": words });
    dot.dataset.done = done.has(i + 1);
    if (i + 1 === page) dot.setAttribute("aria-current", "step");
    return make("li", {}, dot);
  });
  return make("ol", { className: "dots" }, ...dots);
}

function hintOf(hint) {
  const text = setLine(make("p", { className: "hint", id: "lesson-hint", hidden: true }), hint);
  const opener = button(
    "Show a hint",
    () => {
      text.hidden = !text.hidden;
      opener.setAttribute("aria-expanded", String(!text.hidden));
      opener.textContent = text.hidden ? "Show a hint" : "Hide the hint";
      if (!text.hidden) bringIn(text);
    },
    { className: "plain", "aria-expanded": "false", "aria-controls": "lesson-hint" },
  );
  return [opener, text];
}

const tick = () => make("span", { className: "tick", "aria-hidden": "true" });

function turnOf(step, solved, setUp) {
  const state = make("span", { className: "state" });
  const title = make("h3", {}, tick(), make("span", {}, step.question ? "Question" : "Your turn"));
  title.append(state);
  const turn = make("section", { className: "turn" }, title);
  turn.setAttribute("aria-label", step.question ? "Question" : "Your turn");
  const actions = make("div", { className: "actions" });
  if (step.question) turn.append(questionForm(step.question, solved));
  else turn.append(setLine(make("p", { className: "task" }), step.task));
  if (step.hint) {
    const [opener, text] = hintOf(step.hint);
    actions.append(opener);
    turn.append(text);
  }
  if (setUp) actions.append(button("Set it up again", setUp, { className: "plain" }));
  turn.append(actions);
  return { turn, state };
}

// What the panel says in one line when it is folded.
const inShort = (step) =>
  setLine(make("span", { className: "short" }), step.question?.ask ?? step.task);

const STATES = { now: "Done", before: "Done before" };

// `open(page)` leads to another step, `setUp` is missing where nothing sets the step up.
export function stepPage(lesson, page, { open, setUp, solved, forward }) {
  const step = lesson.steps[page - 1];
  const heading = make("h2", { tabIndex: -1 }, step.title);
  const count = `Step ${page} of ${lesson.steps.length}`;
  const place = make("p", { className: "place" }, make("span", {}, lesson.title), count);
  const text = setText(make("div", { className: "text" }), step.text);
  const { turn, state } = turnOf(step, solved, setUp);
  const back = button("Back", () => open(page - 1), { className: "second", disabled: page === 1 });
  const next = button(forward.label, forward.go, { className: "next" });
  const element = make(
    "div",
    { className: "step" },
    make("div", { className: "head" }, dotsOf(lesson, page, open), place, heading),
    text,
    make("div", { className: "doing" }, turn, make("div", { className: "ways" }, back, next)),
  );
  const line = make("div", { className: "line" }, tick(), inShort(step));
  const mark = (when) => {
    element.dataset.done = line.dataset.done = when;
    state.textContent = STATES[when];
    const dot = element.querySelector(".dots [aria-current]");
    dot.dataset.done = true;
    dot.setAttribute("aria-label", `Step ${page}: ${step.title} (done)`);
  };
  if (pagesDone(lesson.id).has(page)) mark("before");
  return {
    element,
    heading,
    line,
    mark,
    isMarked: () => element.dataset.done === "now",
    showFacts: (facts) => showFacts(element, facts),
  };
}
