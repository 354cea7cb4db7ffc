"""Writes one archive of byte-compiled Python, inside the Pyodide that will import it.

A `.pyc` holds the magic number of the interpreter that made it, so CPython on the build machine
cannot do this. The zip is written here too: this zlib is the same on every machine, and the same
input gives the same bytes.

The `.pyc` files are "unchecked hash" ones (PEP 552): importing them neither looks for the source
nor compares times.
"""

import ast
import gzip
import importlib.util
import json
import marshal
import sys
import zipfile
from pathlib import Path
from typing import TypedDict

# PEP 552: the file is checked by its source's hash (1), and nobody checks (2 is not set).
UNCHECKED_HASH = (1).to_bytes(4, "little")
# The oldest time a zip can hold: the same in every build.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class Member(TypedDict):
    """One file of the archive: where it comes from and the name it gets."""

    source: str  # a directory or a zip file
    name: str  # its name in there
    target: str  # its name in the archive


class Plan(TypedDict):
    """What to write. Mirrors `sitebuild.archives`."""

    members: list[Member]
    prefix: str  # where the archive will stand: what a traceback shows
    keep_source: list[str]  # where names begin so, the .py is shipped too, as for students
    strip: list[str]  # … documentation is left out: docstrings, help="…" and doc="…"
    pack: bool  # compress the archive as a whole, which small files that are alike gain from
    patches: list[tuple[str, str, str]]  # (file, text that occurs once, its replacement)


def _read(member: Member, zips: dict[str, zipfile.ZipFile]) -> bytes:
    source = member["source"]
    if Path(source).is_dir():
        return (Path(source) / member["name"]).read_bytes()
    if source not in zips:
        zips[source] = zipfile.ZipFile(source)
    return zips[source].read(member["name"])


class _WithoutHelp(ast.NodeTransformer):
    """Drops the help texts that Bokeh's properties and Param's parameters are given."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        node.keywords = [word for word in node.keywords if not self._is_help(word)]
        return node

    @staticmethod
    def _is_help(word: ast.keyword) -> bool:
        text = isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
        return text and word.arg in ("help", "doc")


def _without_documentation(tree: ast.Module) -> ast.Module:
    """The module without help texts and with empty docstrings; NumPy insists on having some."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            node.body[0] = ast.copy_location(ast.Expr(ast.Constant("")), node.body[0])
    tree = _WithoutHelp().visit(tree)
    return ast.fix_missing_locations(tree)


def _compiled(data: bytes, path: str, strip: bool) -> bytes:
    tree = ast.parse(data, path)
    if strip:
        tree = _without_documentation(tree)
    code = compile(tree, path, "exec", dont_inherit=True)
    # marshal's output depends on how often an object is referred to: a round trip settles that.
    code = marshal.loads(marshal.dumps(code))
    header = importlib.util.MAGIC_NUMBER + UNCHECKED_HASH + importlib.util.source_hash(data)
    return header + marshal.dumps(code)


def _patched(name: str, data: bytes, plan: Plan) -> bytes:
    for file, old, new in plan["patches"]:
        if file == name:
            if data.count(old.encode()) != 1:
                raise ValueError(f"{name} has changed: {old!r} is to occur once; see patches.py")
            data = data.replace(old.encode(), new.encode())
    return data


def _files(member: Member, data: bytes, plan: Plan) -> list[tuple[str, bytes]]:
    target = member["target"]
    if not target.endswith(".py"):
        return [(target, data)]
    patched = _patched(target, data, plan)
    stripped = target.startswith(tuple(plan["strip"]))
    code = _compiled(patched, f"{plan['prefix']}/{target}", stripped)
    if not target.startswith(tuple(plan["keep_source"])):
        return [(target + "c", code)]
    folder, _, name = target.rpartition("/")
    cached = f"{folder}/__pycache__/{name[:-3]}.{sys.implementation.cache_tag}.pyc".lstrip("/")
    return [(target, data), (cached, code)]


def write_archive(plan_file: str, out: str) -> int:
    """Writes the archive `out` by the plan in `plan_file`; returns how many files it holds."""
    plan: Plan = json.loads(Path(plan_file).read_text(encoding="utf-8"))
    zips: dict[str, zipfile.ZipFile] = {}
    count = 0
    method = zipfile.ZIP_STORED if plan["pack"] else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as archive:
        for member in plan["members"]:
            for name, data in _files(member, _read(member, zips), plan):
                info = zipfile.ZipInfo(name, NO_TIME)
                info.compress_type = method
                info.external_attr = 0o644 << 16
                archive.writestr(info, data)
                count += 1
    if plan["pack"]:
        Path(out).write_bytes(gzip.compress(Path(out).read_bytes(), 9, mtime=0))
    return count
