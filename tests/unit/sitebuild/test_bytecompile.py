"""The archives: byte-compiled, reproducible, and stopped by a patch that no longer fits."""

import gzip
import importlib.util
import io
import json
import sys
import zipfile

import pytest

from sitebuild.in_pyodide.bytecompile import write_archive

SOURCE = '''
"""A module."""
def speed(x):
    """Doubles."""
    return Property(x, help="never shown", doc="never shown", default="shown")
def Property(x, default, help=None, doc=None):
    return (x * 2, default, help, doc)
'''


def _archive(tmp_path, name="out.zip", **settings):
    package = tmp_path / "pkg"
    package.mkdir(exist_ok=True)
    (package / "module.py").write_text(SOURCE, encoding="utf-8")
    (package / "data.csv").write_text("1,2", encoding="utf-8")
    members = [
        {"source": str(tmp_path), "name": f"pkg/{file}", "target": f"pkg/{file}"}
        for file in ("data.csv", "module.py")
    ]
    plan = {"members": members, "prefix": "/lib", "keep_source": [], "strip": []}
    plan |= {"patches": [], "pack": False} | settings
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    write_archive(str(tmp_path / "plan.json"), str(tmp_path / name))
    return tmp_path / name


def _load(archive, name, tmp_path):
    target = tmp_path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(zipfile.ZipFile(archive).read(name))
    spec = importlib.util.spec_from_file_location("compiled_module", target)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_module_runs_from_its_bytecode_alone(tmp_path):
    archive = _archive(tmp_path)
    assert zipfile.ZipFile(archive).namelist() == ["pkg/data.csv", "pkg/module.pyc"]
    module = _load(archive, "pkg/module.pyc", tmp_path / "out")
    assert module.speed(2) == (4, "shown", "never shown", "never shown")
    assert module.speed.__code__.co_filename == "/lib/pkg/module.py"


def test_stripping_takes_documentation_and_nothing_else(tmp_path):
    module = _load(_archive(tmp_path, strip=[""]), "pkg/module.pyc", tmp_path / "out")
    assert module.speed(2) == (4, "shown", None, None)
    assert module.__doc__ == ""
    assert module.speed.__doc__ == ""


def test_our_own_sources_are_shipped_beside_their_bytecode(tmp_path):
    names = zipfile.ZipFile(_archive(tmp_path, keep_source=["pkg"])).namelist()
    assert "pkg/module.py" in names
    assert f"pkg/__pycache__/module.{sys.implementation.cache_tag}.pyc" in names


def test_what_is_asked_for_one_package_is_not_done_to_another(tmp_path):
    archive = _archive(tmp_path, keep_source=["other"], strip=["other"])
    assert zipfile.ZipFile(archive).namelist() == ["pkg/data.csv", "pkg/module.pyc"]
    assert _load(archive, "pkg/module.pyc", tmp_path / "out").speed.__doc__ == "Doubles."


def test_a_pack_is_a_zip_compressed_as_a_whole(tmp_path):
    pack = _archive(tmp_path, "out.pack", pack=True).read_bytes()
    with zipfile.ZipFile(io.BytesIO(gzip.decompress(pack))) as archive:
        assert archive.namelist() == ["pkg/data.csv", "pkg/module.pyc"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_same_input_gives_the_same_bytes(tmp_path):
    one, other = _archive(tmp_path, "one.zip"), _archive(tmp_path, "other.zip")
    assert one.read_bytes() == other.read_bytes()


def test_a_patch_replaces_its_text(tmp_path):
    patches = [["pkg/module.py", "x * 2", "x * 3"]]
    module = _load(_archive(tmp_path, patches=patches), "pkg/module.pyc", tmp_path / "out")
    assert module.speed(2)[0] == 6


@pytest.mark.parametrize("old", ["x * 5", "default"])
def test_a_patch_that_does_not_fit_exactly_once_stops_the_build(tmp_path, old):
    with pytest.raises(ValueError, match=r"pkg/module\.py has changed"):
        _archive(tmp_path, patches=[["pkg/module.py", old, "y"]])
