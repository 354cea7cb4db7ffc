// Boots Pyodide under Node with the archives the page uses, calls one Python function and
// writes its result as JSON. The job comes as JSON on standard input:
//
//   pyodide   directory with pyodide.mjs, pyodide.asm.js and pyodide.asm.wasm
//   stdlib    path of the standard library zip (default: the one in that directory)
//   archives  [{path, into}]: archives to unpack, in order: .zip, or .pack, a zip in gzip
//   mounts    {"/inside": "/outside"}: directories of this machine to show to Python
//   paths     what to put in front of sys.path
//   env       environment variables, set before the interpreter starts
//   call      "package.module:function", awaited when it is a coroutine
//   args      its arguments, plain JSON
//
// What Python prints goes to standard error; standard output is {"result": …, "seconds": …} alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

// Panel's pyodide module looks for this class when it is imported; Node has none.
globalThis.XMLHttpRequest ??= class {};

async function main(job) {
  const started = performance.now();
  const note = (line) => process.stderr.write(`${line}\n`);
  const { loadPyodide } = await import(pathToFileURL(join(job.pyodide, "pyodide.mjs")));
  const pyodide = await loadPyodide({
    indexURL: job.pyodide,
    stdLibURL: job.stdlib ?? join(job.pyodide, "python_stdlib.zip"),
    env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0", ...job.env },
    stdout: note,
    stderr: note,
  });
  for (const { path, into } of job.archives ?? []) {
    const content = path.endsWith(".pack") ? gunzipSync(readFileSync(path)) : readFileSync(path);
    pyodide.unpackArchive(new Uint8Array(content), "zip", { extractDir: into });
  }
  for (const [inside, outside] of Object.entries(job.mounts ?? {})) {
    pyodide.FS.mkdirTree(inside);
    pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: outside }, inside);
  }
  const sys = pyodide.pyimport("sys");
  for (const path of (job.paths ?? []).toReversed()) sys.path.insert(0, path);

  const booted = performance.now();
  const [moduleName, functionName] = job.call.split(":");
  const target = pyodide.pyimport(moduleName)[functionName];
  const result = await target(...(job.args ?? []).map((arg) => pyodide.toPy(arg)));
  const seconds = { boot: (booted - started) / 1000, call: (performance.now() - booted) / 1000 };
  const text = pyodide.pyimport("json").dumps(result ?? null);
  process.stdout.write(`{"result": ${text}, "seconds": ${JSON.stringify(seconds)}}\n`);
}

try {
  await main(JSON.parse(readFileSync(0, "utf8")));
} catch (error) {
  // The message is the Python traceback; the rest would be minified JavaScript.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
