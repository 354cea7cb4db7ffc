// Plays the recorded run while Python loads, so that the page teaches from its first second.
//
// The recording is the very run the live session would make (same code, same seeds, same
// arithmetic), so the session can take over at whichever epoch is on the screen.

const FRAMES_A_SECOND = 15;

async function gunzip(response) {
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Int8Array(await new Response(stream).arrayBuffer());
}

export async function loadRecording(download) {
  const [header, frames] = await Promise.all([
    download("recording.json").then((response) => response.json()),
    download("recording.bin").then(gunzip),
  ]);
  return { ...header, frames };
}

const still = matchMedia("(prefers-reduced-motion: reduce)");

// Plays on `figures`, calling `show(status)` with each frame. Returns a function that stops the
// recording and says at which epoch it stands.
export function play(recording, figures, show) {
  const { side, tile, levels, steps, frames } = recording;
  const size = frames.length / steps.length;
  const values = new Float32Array(size);
  const sum = new Int16Array(size);
  let index = 0;
  let timer;

  // Each frame is the difference from the one before it, in whole steps of 1 / levels.
  function advance() {
    for (let i = 0; i < size; i += 1) {
      sum[i] += frames[index * size + i];
      values[i] = sum[i] / levels;
    }
    index += 1;
  }

  // The square picture of `width` cells a side that begins at `start`.
  function image(start, width) {
    const { ndarray } = Bokeh.require("core/util/ndarray");
    const cells = values.slice(start, start + width * width);
    return ndarray(cells, { shape: [width, width], dtype: "float32" });
  }

  function drawNetwork(doc, columns) {
    const source = (name) => doc.get_model_by_name(`network-${name}`);
    for (const [name, moving] of Object.entries(columns)) {
      source(name).data = { ...source(name).data, ...moving };
    }
    const tiles = [];
    for (let start = side * side; start < size; start += tile * tile) {
      tiles.push(image(start, tile));
    }
    const { data } = source("tiles"); // it begins with the inputs, which do not change
    const inputs = data.image.slice(0, data.image.length - tiles.length);
    source("tiles").data = { ...data, image: [...inputs, ...tiles] };
  }

  function draw() {
    const { network, ...step } = steps[index - 1];
    figures.quietly((doc) => {
      doc.get_model_by_name("boundary-image").data = { image: [image(0, side)] };
      drawNetwork(doc, network);
      const seen = steps.slice(0, index);
      doc.get_model_by_name("loss").data = {
        epoch: Float64Array.from(seen, (s) => s.epoch),
        train: Float64Array.from(seen, (s) => s.train_loss),
        test: Float64Array.from(seen, (s) => s.test_loss),
      };
    });
    show(step);
  }

  function next() {
    if (index >= steps.length) return;
    advance();
    draw();
    timer = setTimeout(next, 1000 / FRAMES_A_SECOND);
  }

  if (still.matches) {
    while (index < steps.length) advance();
    draw();
  } else {
    next();
  }
  return () => {
    clearTimeout(timer);
    return index ? steps[index - 1].epoch : 0;
  };
}
