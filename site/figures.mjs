// The Bokeh document on this page: drawn once from the prerendered description, then kept in
// step with its twin in the worker by patches, one message a frame.

// Bokeh's number boxes drop a number that is out of range; a reader is better served by the
// nearest one that is allowed, which Bokeh's plainer box without arrows takes.
function clampNumbers() {
  const { NumericInput, Spinner } = Bokeh.Models;
  const view = (model) => model.prototype.default_view.prototype;
  view(Spinner).bound_value = view(NumericInput).bound_value;
}

// Bokeh writes the place of each part of a plot into a style sheet with every paint. A sheet that is
// written anew, even with the same words, makes the browser style the whole page again.
function keepStyles() {
  const { InlineStyleSheet } = Bokeh.require("core/dom");
  InlineStyleSheet.prototype._update = function update(css) {
    if (this.el.textContent !== css) this.el.textContent = css;
  };
}

// A widget whose words change draws itself anew, and the focus would be lost with its old parts.
function keepFocus(change) {
  let old = document.activeElement ?? document.body;
  while (old.shadowRoot?.activeElement) old = old.shadowRoot.activeElement;
  const inside = old.getRootNode();
  change();
  requestAnimationFrame(() => {
    const lost = !old.isConnected && document.activeElement === document.body;
    if (lost) inside.querySelector(old.localName)?.focus();
  });
}

export class Figures {
  #document;
  #applying = false;

  static async draw(description) {
    Bokeh.set_log_level("error"); // it warns of each hidden plot that has nothing to measure
    clampNumbers();
    keepStyles();
    const figures = new Figures();
    const [docid] = Object.keys(description);
    const roots = {};
    for (const root of description[docid].roots) {
      roots[root.id] = document.getElementById(root.attributes.name);
    }
    await Bokeh.embed.embed_items(description, [
      { docid, roots, root_ids: Object.keys(roots), use_for_title: false },
    ]);
    figures.#document = Bokeh.documents.at(-1);
    return figures;
  }

  // Takes everything off the page, so that a new worker and the page begin alike again.
  remove() {
    this.#document.views_manager.clear();
    Bokeh.documents.splice(Bokeh.documents.indexOf(this.#document), 1);
  }

  // Calls `send` with the JSON text of each change the reader makes. The ranges that follow
  // the data change by themselves.
  onGesture(send) {
    this.#document.on_change((event) => {
      if (this.#applying || event.model instanceof Bokeh.Models.DataRange1d) return;
      send(JSON.stringify(this.#document.create_json_patch([event])));
    });
  }

  apply(patch, buffers) {
    const map = new Map(Object.entries(buffers ?? {}).map(([id, view]) => [id, view.buffer]));
    keepFocus(() => this.#quietly(() => this.#document.apply_json_patch(patch, map)));
  }

  // Python knows the models that came with a patch. BokehJS takes them for its own, and would send
  // them back whole with the first gesture; making a patch is what ends that.
  acknowledge() {
    this.#document.create_json_patch([]);
  }

  model(name) {
    return this.#document.get_model_by_name(name);
  }

  // Changes models on this page only, such as colours or the frames of the recording.
  quietly(change) {
    this.#quietly(() => change(this.#document));
  }

  #quietly(change) {
    this.#applying = true;
    try {
      change();
    } finally {
      this.#applying = false;
    }
  }
}
