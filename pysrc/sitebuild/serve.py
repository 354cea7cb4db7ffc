"""Serves `dist/` the way any static server does: the files, the right content types, no more."""

import errno
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sitebuild.errors import BuildError

USUAL_PORT = 8000


class Handler(SimpleHTTPRequestHandler):
    """Files of a directory, below a path such as `/some/sub/path/`."""

    # Some systems register other types for these, and browsers insist on the right ones.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".html": "text/html",
        ".js": "text/javascript",
        ".json": "application/json",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".pack": "application/octet-stream",
        ".zip": "application/zip",
    }
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, below: str = "/", **keywords: Any) -> None:
        self.below = below
        super().__init__(*args, **keywords)

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.below):
            return str(Path(self.directory) / "not-below-the-path-of-the-site")
        return super().translate_path("/" + path.removeprefix(self.below))

    def end_headers(self) -> None:
        # Whoever builds again wants to see the new page: the browser asks, and 304 is cheap.
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing: the terminal belongs to the address."""


def open_server(dist: Path, port: int, below: str = "/") -> ThreadingHTTPServer:
    """A server of `dist` on this machine only; raises `OSError` when the port is taken."""
    return ThreadingHTTPServer(
        ("127.0.0.1", port), partial(Handler, directory=str(dist), below=below)
    )


@contextmanager
def serving(dist: Path, below: str = "/") -> Iterator[str]:
    """Serves from a thread while the block runs; gives the address of the page."""
    with open_server(dist, 0, below) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{below}"
        finally:
            server.shutdown()
            thread.join()


def _on_port(dist: Path, port: int | None) -> ThreadingHTTPServer:
    try:
        return open_server(dist, USUAL_PORT if port is None else port)
    except OSError as error:
        if port is not None:
            why = "is already in use" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise BuildError(f"Port {port} {why}; choose another one with --port.") from error
        print(f"Port {USUAL_PORT} is in use, so another one was chosen.")
        return open_server(dist, 0)


def serve(dist: Path, port: int | None, *, browser: bool) -> None:
    """Serves until Ctrl-C. Without `port` it is 8000, or a free one when that is taken."""
    with _on_port(dist, port) as server:
        address = f"http://localhost:{server.server_port}/"
        print(f"Backprop Playground: {address}   (Ctrl-C ends it)", flush=True)
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
