// Keeps one worker alive: starts it, watches it, and starts another one from the last saved
// work when it stops answering.

const ANSWER_WITHIN = 8000; // ms; the longest step the limits allow takes far less
const ASK_EVERY = 1000;

export class Runner {
  #options;
  #handlers;
  #worker;
  #asked = 0;
  #running = false;
  #timer;

  // `options(saved)` gives what a worker starts with; `handlers` maps the kind of a message to
  // what is done with it, plus `died(reason)`.
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
      this.#handlers.failed({ payload: event.message || "The worker could not be loaded." });
    };
    this.#worker.postMessage({ kind: "start", options: this.#options() });
  }

  stop() {
    clearInterval(this.#timer);
    this.#running = false;
    this.#worker?.terminate();
  }

  send(kind, payload = "") {
    this.#worker?.postMessage({ kind, payload });
  }

  #received(message) {
    this.#asked = 0;
    if (message.kind === "ready") this.#watch();
    this.#handlers[message.kind]?.(message);
  }

  // A worker that was ended or hangs sends no event; only its silence tells.
  #watch() {
    this.#running = true;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (this.#asked && now - this.#asked > ANSWER_WITHIN && this.#running) {
        this.stop();
        this.#handlers.died();
      } else if (!this.#asked) {
        this.#asked = now;
        this.send("ping");
      }
    }, ASK_EVERY);
  }
}
