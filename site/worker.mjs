// The worker: boots Python, then hands every message to one Python function.
//
// Messages in:  {kind, payload} with JSON text as payload. The first is "start".
// Messages out: {kind: "progress" | "failed", …} while booting, and after that whatever
//               `playground.bridge` posts: {kind, payload, buffers}.

const report = (stage, share) => postMessage({ kind: "progress", stage, share });

// Counts the bytes of everything this worker downloads, Pyodide's own files included, by
// standing between `fetch` and whoever reads the answer. The first download that fails is
// handed to `failed`: Pyodide would wait for ever for its own.
function countDownloads(total, failed) {
  const download = self.fetch.bind(self);
  let loaded = 0;
  self.fetch = async (...request) => {
    const address = request[0]?.url ?? String(request[0]);
    const fail = (why) => {
      const error = new Error(`${address.split("/").at(-1)} could not be downloaded (${why})`);
      failed(error);
      throw error;
    };
    const response = await download(...request).catch((error) => fail(error.message));
    if (!response.ok) fail(`the server answered ${response.status}`);
    if (!response.body) return response;
    const count = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        postMessage({ kind: "progress", stage: "download", loaded, total });
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(count), { headers: response.headers });
  };
}

// A pack is a zip whose files are not compressed one by one but all together, by gzip.
function contentOf(url, response) {
  if (!url.endsWith(".pack")) return response.arrayBuffer();
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function boot({ runtime, archives, bytes, env }) {
  const failure = new Promise((_, reject) => countDownloads(bytes, reject));
  const downloads = Promise.all(archives.map(async ({ url }) => contentOf(url, await fetch(url))));
  const interpreter = import(`${runtime}pyodide.mjs`).then(({ loadPyodide }) =>
    loadPyodide({ indexURL: runtime, stdLibURL: `${runtime}python_stdlib.zip`, env }),
  );
  const [pyodide, contents] = await Promise.race([Promise.all([interpreter, downloads]), failure]);
  report("unpack", 0.4);
  for (const [index, { into }] of archives.entries()) {
    pyodide.unpackArchive(contents[index], "zip", { extractDir: into });
  }
  report("import", 0.6);
  // Nothing that is made while starting is garbage: to look for some takes half a second.
  const collector = pyodide.pyimport("gc");
  collector.disable();
  return { bridge: pyodide.pyimport("playground.bridge"), collector };
}

let receive;

async function start(options) {
  try {
    const { bridge, collector } = await boot(options);
    const post = (kind, payload, buffers) => {
      const transfer = buffers ? Object.values(buffers).map((view) => view.buffer) : [];
      postMessage({ kind, payload, buffers }, transfer);
    };
    receive = bridge.receive;
    bridge.start(options.session, post);
    collector.freeze(); // what is there now stays, and is not looked at again
    collector.enable();
  } catch (error) {
    postMessage({ kind: "failed", payload: String(error?.message ?? error) });
  }
}

self.onmessage = ({ data }) => {
  if (data.kind === "start") start(data.options);
  else receive(data.kind, data.payload); // the page waits with these until it heard "ready"
};
