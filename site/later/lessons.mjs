// The lessons beside the playground: the list, or one step of one lesson, and what Python is told
// to set up and to watch for. The experiment says which step it belongs to (`status.lesson`,
// `status.page`), so undo, links and a reload lead the panel.

import { button, make } from "./elements.mjs";
import { noteDone, pagesDone } from "./finished.mjs";
import { listPage } from "./lesson_list.mjs";
import { stepPage } from "./lesson_step.mjs";
import { isBare, Library, linkOf, stepNamedBy } from "./library.mjs";
import { lookAt } from "./look.mjs";
import { Panel } from "./panel.mjs";

const NONE = "none";
const keyOf = (lesson, page) => (lesson === NONE ? NONE : `${lesson}/${page}`);

export class Lessons {
  #library;
  #send;
  #panel;
  #shown; // the step on the panel: {key, lesson, page, view, comes}
  #visits = 0; // the newest visit wins over one that is still being loaded
  #told = NONE; // the step that Python knows of
  #asked; // the step that Python was asked for and has not shown yet
  #message; // what asked for it
  #news = {}; // what Python saw last, and of which step

  constructor(app, runtime, send) {
    this.#library = new Library(app, runtime);
    this.#send = send;
    this.#panel = new Panel({
      toList: () => this.#showList({ focus: true }),
      close: () => this.#close(),
    });
  }

  toggle() {
    if (this.#panel.isOpen) this.#close();
    else this.#showList({ focus: true });
  }

  // The reader came by the link of a step: it can be read before Python is there.
  expect(link) {
    const { id, page } = stepNamedBy(link);
    this.#enter(id, page, { how: "read" });
  }

  // A frame has come. `news` is what the watcher saw, when it changed, and `link` how the
  // experiment came. Says whether the experiment led to another step.
  follow({ lesson, page }, news, link) {
    const key = keyOf(lesson, page);
    if (news) this.#news = news;
    if (this.#asked && key !== this.#asked) return false;
    if (this.#asked) this.#arrive();
    const isMeant = isBare(link) && stepNamedBy(link).id === lesson;
    const leads = isMeant || key !== this.#told;
    if (leads) this.#goWith(lesson, page, isMeant);
    else this.#showNews();
    return leads;
  }

  #goWith(lesson, page, isMeant) {
    this.#told = keyOf(lesson, page);
    if (lesson !== NONE) this.#enter(lesson, page, { how: isMeant ? "set up" : "watch" });
    else if (this.#shown) this.#showList();
  }

  // A new worker knows of no step.
  tellAgain() {
    if (this.#asked) this.#send(this.#message);
    else this.#told = null;
  }

  #arrive() {
    this.#asked = undefined;
    if (!this.#shown) return;
    const { lesson, page, comes } = this.#shown;
    this.#shown.comes = false;
    requestAnimationFrame(() => lookAt(lesson.steps[page - 1].look, comes));
  }

  #showNews() {
    const { lesson, page, done, facts } = this.#news;
    if (this.#asked || !this.#shown || keyOf(lesson, page) !== this.#shown.key) return;
    this.#shown.view.showFacts(facts);
    if (done && !this.#shown.view.isMarked()) this.#finish();
  }

  #finish() {
    const { lesson, page, view } = this.#shown;
    noteDone(lesson.id, page);
    view.mark("now");
    const isLast = page === lesson.steps.length;
    this.#panel.say(isLast ? "Done. That was the last step." : "Done. You can go on.");
  }

  // Shows a step. `how`: "set up" makes its state the experiment, "watch" takes the experiment as
  // it is, "read" tells Python nothing.
  async #enter(id, page, { how, focus = false }) {
    const lesson = await this.#load(() => this.#library.lesson(id));
    if (!lesson) {
      if (lesson === null) this.#showList({ trouble: `There is no lesson called “${id}”.` });
      return;
    }
    const place = Math.min(Math.max(Math.trunc(page), 1), lesson.steps.length);
    const key = keyOf(id, place);
    if (this.#shown?.key !== key) this.#render(lesson, place, key);
    if (focus) this.#shown.view.heading.focus({ preventScroll: true });
    else if (how === "watch") this.#panel.say(lesson.steps[place - 1].title);
    this.#shown.comes = focus || how === "set up";
    if (how === "read") this.#showNews();
    else this.#ask(how === "set up" ? linkOf(lesson, place) : null);
  }

  #render(lesson, page, key) {
    const view = stepPage(lesson, page, {
      open: (other) => this.#go(lesson, page, other),
      setUp: linkOf(lesson, page) && (() => this.#ask(linkOf(lesson, page))),
      solved: () => this.#finish(),
      forward: this.#forward(lesson, page),
    });
    this.#shown = { key, lesson, page, view };
    this.#panel.put(view.element, view.line);
  }

  #forward(lesson, page) {
    if (page < lesson.steps.length) {
      return { label: "Next", go: () => this.#go(lesson, page, page + 1) };
    }
    if (!lesson.following) {
      return { label: "All lessons", go: () => this.#showList({ focus: true }) };
    }
    const { id } = lesson.following;
    return { label: "Next lesson", go: () => this.#start(id) };
  }

  // From one step of a lesson to another. The experiment stays where the steps go on from it.
  #go(lesson, from, to) {
    const crossed = lesson.steps.slice(Math.min(from, to), Math.max(from, to));
    const goesOn = crossed.length === 1 && !crossed[0].link;
    this.#enter(lesson.id, to, { how: goesOn ? "watch" : "set up", focus: true });
  }

  // A lesson begins at the first step that is not done, or goes on where the experiment is.
  async #start(id) {
    const [here, page] = this.#told?.split("/") ?? [];
    if (here === id) {
      this.#enter(id, page, { how: "read", focus: true });
      return;
    }
    const lesson = await this.#load(() => this.#library.lesson(id));
    if (!lesson) return;
    const done = pagesDone(id);
    const first = lesson.steps.findIndex((_, i) => !done.has(i + 1));
    this.#enter(id, Math.max(first, 0) + 1, { how: "set up", focus: true });
  }

  #ask(link) {
    const { lesson, page, key } = this.#shown;
    const { done, facts } = lesson.steps[page - 1];
    this.#tell(key, { link, lesson: lesson.id, page, done, facts });
  }

  #tell(key, message) {
    this.#told = key;
    this.#asked = key;
    this.#news = {};
    this.#message = message;
    this.#send(message);
  }

  async #showList({ focus = false, trouble } = {}) {
    const lessons = await this.#load(() => this.#library.list());
    if (!lessons) return;
    const here = this.#told?.split("/")[0];
    const open = (id) => this.#start(id);
    const { element, heading } = listPage(lessons, { here, trouble, open });
    this.#leave();
    this.#panel.put(element);
    if (focus) heading.focus({ preventScroll: true });
  }

  #leave() {
    this.#shown = undefined;
    lookAt("");
  }

  #close() {
    this.#visits += 1;
    this.#leave();
    this.#panel.close();
    if (this.#told !== NONE) this.#tell(NONE, { lesson: NONE });
  }

  // Opens the panel with what `get` brings; undefined if the reader has gone elsewhere meanwhile.
  async #load(get) {
    this.#visits += 1;
    const visit = this.#visits;
    try {
      const [found] = await Promise.all([get(), this.#library.tools()]);
      if (visit !== this.#visits) return undefined;
      this.#panel.open();
      return found;
    } catch (error) {
      const text = `The lessons could not be loaded (${error.message}).`;
      const trouble = make("p", { className: "trouble", role: "alert" }, text);
      const again = button("Try again", () => this.#showList({ focus: true }));
      this.#leave();
      this.#panel.put(make("div", { className: "list" }, trouble, again));
      this.#panel.open();
      return undefined;
    }
  }
}
