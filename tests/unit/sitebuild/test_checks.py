"""What must never stand in a tracked file is found."""

import pytest

from sitebuild.checks import forbidden_lines


@pytest.mark.parametrize(
    "line",
    [
        '"resolved": "https://registry.npm' + 'js.org/x.tgz"',
        "https://files.python" + "hosted.org/x.whl",
        "/home/" + "somebody/project/file.py",
    ],
)
def test_addresses_of_registries_and_paths_of_machines_are_found(line):
    assert forbidden_lines("file", f"fine\n{line}\n") == [f"file:2: {line}"]


@pytest.mark.parametrize("line", ["/home/pyodide", "https://example.org/home/", "a/b/c"])
def test_other_paths_are_fine(line):
    assert forbidden_lines("file", line) == []
