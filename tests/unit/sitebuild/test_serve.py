"""The server does what any static server does, and answers a taken port with a sentence."""

import socket
import urllib.error
import urllib.request

import pytest

from sitebuild.errors import BuildError
from sitebuild.serve import serve, serving


@pytest.fixture
def dist(tmp_path):
    (tmp_path / "index.html").write_text("<p>page", encoding="utf-8")
    for name in ("main.mjs", "pyodide.asm.wasm", "page.css"):
        (tmp_path / name).write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html"),
        ("main.mjs", "text/javascript"),
        ("pyodide.asm.wasm", "application/wasm"),
        ("page.css", "text/css"),
    ],
)
def test_files_have_the_types_that_browsers_insist_on(dist, name, kind):
    with (
        serving(dist, "/some/sub/path/") as address,
        urllib.request.urlopen(address + name) as answer,
    ):
        assert answer.status == 200
        assert answer.headers.get_content_type() == kind


@pytest.mark.parametrize("path", ["/", "/main.mjs", "/some/sub/path/none", "/some/sub/path/../x"])
def test_nothing_is_served_outside_the_path(dist, path):
    with serving(dist, "/some/sub/path/") as address:
        origin = address.removesuffix("/some/sub/path/")
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(origin + path)
        error.value.close()
        assert error.value.code == 404


def test_a_taken_port_is_answered_with_a_sentence(dist):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BuildError, match=f"Port {port} is already in use; choose another"):
            serve(dist, port, browser=False)
