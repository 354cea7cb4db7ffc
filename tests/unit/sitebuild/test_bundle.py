"""The output is the same for the same input, under any path, and holds what the manifest says."""

import json

from sitebuild.budgets import first_visit, read_manifest
from sitebuild.bundle import content_hash, fill_page, shell_files, write_dist
from sitebuild.manifest import INTERPRETER, RUNTIME_ARCHIVES, SCRIPTS, make_manifest

PAGE = (
    '<link rel="icon" href="{{app}}/icon.svg">'
    '<script type="application/json" id="manifest">{{manifest}}</script>'
)


def _site():
    names = (*INTERPRETER, *RUNTIME_ARCHIVES, *SCRIPTS)
    runtime = {name: name.encode() for name in names} | {"pyodide-lock.json": b"{}"}
    app = {"app.pack": b"our code", "icon.svg": b"<svg/>", "document.json": b"{}"}
    manifest = make_manifest("runtime-1", runtime, "app-2", app, ["document.json"])
    page = fill_page(PAGE, {"app": "app-2", "runtime": "runtime-1"}, manifest)
    return page, {"runtime-1": runtime, "app-2": app}, manifest


def test_the_hash_depends_on_names_and_bytes_only():
    files = {"a": b"1", "b": b"2"}
    assert content_hash(files) == content_hash(dict(reversed(files.items())))
    assert content_hash(files) != content_hash({"a": b"2", "b": b"1"})
    assert content_hash(files) != content_hash({"a": b"1", "c": b"2"})


def test_the_manifest_in_the_page_names_every_file_with_its_size(tmp_path):
    page, directories, manifest = _site()
    write_dist(tmp_path / "dist", page, directories)
    assert read_manifest(tmp_path / "dist") == json.loads(json.dumps(manifest))
    for group in ("interpreter", "archives", "scripts", "recorded"):
        for entry in manifest[group]:
            assert not entry["url"].startswith("/")
            assert (tmp_path / "dist" / entry["url"]).stat().st_size == entry["bytes"]


def test_text_in_the_manifest_cannot_end_the_element():
    page = fill_page(PAGE, {"app": "app"}, {"name": "</script><b>"})
    assert "</script><b>" not in page
    assert "{{" not in page


def test_a_first_visit_counts_each_file_once(tmp_path):
    page, directories, manifest = _site()
    write_dist(tmp_path / "dist", page, directories)
    names = first_visit(tmp_path / "dist", manifest)
    assert len(names) == len(set(names))
    assert {"index.html", "app-2/app.pack", "app-2/icon.svg", "runtime-1/numpy.zip"} <= set(names)


def test_the_output_is_replaced_and_nothing_old_stays(tmp_path):
    dist = tmp_path / "dist"
    write_dist(dist, "old", {"app-1": {"main.mjs": b"old"}})
    write_dist(dist, "new", {"app-2": {"main.mjs": b"new"}})
    assert sorted(p.relative_to(dist).as_posix() for p in dist.rglob("*") if p.is_file()) == [
        "app-2/main.mjs",
        "index.html",
    ]
    assert not list(tmp_path.glob(".*"))


def test_an_unchanged_output_is_not_written_again(tmp_path):
    dist = tmp_path / "dist"
    write_dist(dist, "page", {"app": {"main.mjs": b"1"}})
    before = (dist / "index.html").stat().st_mtime_ns
    write_dist(dist, "page", {"app": {"main.mjs": b"1"}})
    assert (dist / "index.html").stat().st_mtime_ns == before
    (dist / "app" / "main.mjs").write_bytes(b"damaged")
    write_dist(dist, "page", {"app": {"main.mjs": b"1"}})
    assert (dist / "app" / "main.mjs").read_bytes() == b"1"


def test_lessons_are_no_part_of_a_first_visit():
    app = {name: b"{}" for name in ("app.pack", "document.json", "later/lessons/index.json")}
    runtime = {name: b"" for name in (*INTERPRETER, *RUNTIME_ARCHIVES, *SCRIPTS)}
    recorded = ["document.json", "handbook.json", "later/lessons/index.json"]
    manifest = make_manifest("runtime-1", runtime, "app-2", app, recorded)
    assert [entry["name"] for entry in manifest["recorded"]] == ["document.json"]


def test_the_tools_and_the_sources_of_the_shell_are_not_published(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01-x.toml").write_bytes(b"")
    for name in ("index.html", "package.json", "package-lock.json", "biome.json", "main.mjs"):
        (tmp_path / name).write_bytes(b"{}")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.mjs").write_bytes(b"{}")
    assert shell_files(tmp_path).keys() == {"main.mjs"}
