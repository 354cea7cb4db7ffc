// A question of a lesson: a number, with a comma or a point, or one of several choices. An answer
// that is not right is told which way to go, and after two of them the right one can be seen. What
// was answered right once stays done, and a wrong answer after it is told so.

import { button, make } from "./elements.mjs";
import { bringIn } from "./look.mjs";
import { setLine } from "./markdown.mjs";
import { short } from "./numbers.mjs";

const TRIES = 2;
const STAYS = "You had it right before, so the question stays done.";
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

export function readNumber(text) {
  const plain = text.replace(/[−–]/g, "-").replace(/\s/g, "");
  return NUMBER.test(plain) ? Number(plain.replace(",", ".")) : null;
}

function judgeNumber({ answer, within }, text) {
  const value = readNumber(text);
  if (value === null) return { help: "Please write a number, such as 0.29 or 0,29." };
  const off = Math.abs(value - answer);
  if (off <= within * (1 + 1e-9)) return { right: true };
  if (answer !== 0 && Math.abs(value + answer) <= within) {
    return { help: "The size is right. Have another look at the sign." };
  }
  const way = answer > value ? "higher" : "lower";
  return off <= 10 * within
    ? { help: `Very close: it is a little ${way}. Keep one more digit on the way.` }
    : { help: `Not this number: it is ${way} than ${short(value)}.` };
}

function judgeChoice({ answer }, chosen) {
  if (!chosen) return { help: "Please choose one of the answers." };
  return chosen === answer
    ? { right: true }
    : { help: "Not this one. What speaks for one of the others?" };
}

function numberField() {
  const field = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  field.setAttribute("aria-labelledby", "lesson-ask");
  return {
    field,
    read: () => field.value.trim(),
    show: (answer) => Object.assign(field, { value: answer }),
  };
}

function choiceField({ choices }) {
  const field = make("div", { className: "choices", role: "radiogroup" });
  field.setAttribute("aria-labelledby", "lesson-ask");
  for (const choice of choices) {
    const circle = make("input", { type: "radio", name: "lesson-choice", value: choice });
    field.append(make("label", {}, circle, setLine(make("span"), choice)));
  }
  const of = (test) => [...field.querySelectorAll("input")].find(test);
  return {
    field,
    read: () => of((circle) => circle.checked)?.value,
    show: (answer) => of((circle) => circle.value === answer).click(),
  };
}

// `solved` is called once the reader has the right answer.
export function questionForm(question, solved) {
  const { field, read, show } = question.choices.length ? choiceField(question) : numberField();
  const judge = question.choices.length ? judgeChoice : judgeNumber;
  const reply = make("div", { className: "reply", role: "status" });
  const explain = (word) => {
    reply.dataset.right = "";
    reply.replaceChildren(make("strong", {}, word));
    if (question.why) reply.append(" ", setLine(make("span"), question.why));
  };
  const reveal = button(
    "Show the answer",
    () => {
      show(question.answer);
      explain("This is the answer.");
      reveal.hidden = true;
      bringIn(reply);
    },
    { className: "plain", hidden: true },
  );
  const check = make("button", { type: "submit" }, "Check");
  const form = make("form", { noValidate: true });
  let missed = 0;
  let isDone = false;
  const miss = (help) => {
    missed += 1;
    delete reply.dataset.right;
    reply.textContent = isDone ? `${help} ${STAYS}` : help;
    reveal.hidden = missed < TRIES;
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const { right, help } = judge(question, read());
    if (right) {
      explain("Right!");
      reveal.hidden = true;
      isDone = true;
      solved();
    } else miss(help);
    bringIn(reply);
  };
  form.append(
    setLine(make("div", { id: "lesson-ask", className: "ask" }), question.ask),
    make("div", { className: question.choices.length ? "answer" : "answer row" }, field, check),
    reply,
    reveal,
  );
  return form;
}
