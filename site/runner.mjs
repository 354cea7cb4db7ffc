// Keeps one worker alive: starts it, hands it messages, and notices when it stops answering.

const ASK_EVERY = 1000; // ms
const PATIENCE = 8; // questions without an answer; the longest step the limits allow takes less

export class Runner {
  #options;
  #handlers;
  #worker;
  #timer;
  #unanswered = 0;
  #live = false;
  #waiting = [];

  // `options()` gives what a worker starts with; `handlers` maps the kind of a message to what
  // is done with it, plus `failed` when a worker cannot start and `died` when it is lost.
  constructor(url, options, handlers) {
    this.url = url;
    this.#options = options;
    this.#handlers = handlers;
  }

  start() {
    this.stop();
    this.#worker = new Worker(this.url, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#received(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      if (this.#live) this.#lost();
      else this.#handlers.failed({ payload: event.message || "The worker could not be loaded." });
    };
    this.#post("start", { options: this.#options() });
  }

  stop() {
    clearInterval(this.#timer);
    this.#live = false;
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  // Hands a gesture to Python. What is sent before Python took the page over waits, in order.
  send(kind, payload = "") {
    if (this.#live) this.#post(kind, { payload });
    else this.#waiting.push({ kind, payload });
  }

  // Tells the running worker that its last frame is on the screen.
  painted() {
    if (this.#live) this.#post("painted", { payload: "" });
  }

  // Lets the session run, from the epoch of the recording that the page shows.
  takeOver(epoch) {
    this.#live = true;
    this.send("take-over", String(epoch));
    for (const { kind, payload } of this.#waiting.splice(0)) this.send(kind, payload);
    this.#watch();
  }

  #post(kind, content) {
    this.#worker.postMessage({ kind, ...content });
  }

  #received(message) {
    this.#unanswered = 0;
    this.#handlers[message.kind]?.(message);
  }

  // A worker that was ended or hangs sends no event; only its silence tells. Questions are
  // counted and not seconds, which pass for a sleeping computer too.
  #watch() {
    this.#unanswered = 0;
    this.#timer = setInterval(() => {
      this.#unanswered += 1;
      if (this.#unanswered > PATIENCE) this.#lost();
      else this.send("ping");
    }, ASK_EVERY);
  }

  #lost() {
    this.stop();
    this.#handlers.died();
  }
}
