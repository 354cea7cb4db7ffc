"""The cache fills an entry once, whole or not at all, and never while offline."""

from pathlib import Path

import pytest

from sitebuild.cache import PLACE_VARIABLE, Cache, default_place, digest
from sitebuild.errors import BuildError


def _write(place: Path) -> None:
    (place / "file").write_text("content", encoding="utf-8")


def test_an_entry_is_filled_once(tmp_path):
    cache, calls = Cache(tmp_path), []

    def fill(place: Path) -> None:
        calls.append(place)
        _write(place)

    first = cache.entry("kind", "key", fill, network=True)
    assert (first / "file").read_text(encoding="utf-8") == "content"
    assert cache.entry("kind", "key", fill, network=True) == first
    assert len(calls) == 1


def test_a_failed_fill_leaves_nothing_behind(tmp_path):
    def fill(place: Path) -> None:
        _write(place)
        raise BuildError("interrupted")

    cache = Cache(tmp_path)
    with pytest.raises(BuildError, match="interrupted"):
        cache.entry("kind", "key", fill, network=False)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (cache.entry("kind", "key", _write, network=False) / "file").is_file()


def test_an_entry_that_another_build_finished_meanwhile_is_used(tmp_path):
    cache = Cache(tmp_path)

    def fill(place: Path) -> None:
        cache.entry("kind", "key", _write, network=False)
        (place / "other").write_text("late", encoding="utf-8")

    assert [path.name for path in cache.entry("kind", "key", fill, network=False).iterdir()] == [
        "file"
    ]


def test_offline_answers_in_one_sentence_what_is_missing(tmp_path):
    cache = Cache(tmp_path, offline=True)
    with pytest.raises(BuildError, match=r"--offline: wheels .* is not in the cache") as error:
        cache.entry("wheels", "key", _write, network=True)
    assert "\n" not in str(error.value)


def test_offline_uses_what_is_there_and_computes_what_needs_no_network(tmp_path):
    Cache(tmp_path).entry("wheels", "key", _write, network=True)
    cache = Cache(tmp_path, offline=True)
    assert cache.entry("wheels", "key", _write, network=True).is_dir()
    assert cache.entry("compiled", "key", _write, network=False).is_dir()


def test_a_key_depends_on_content_and_order_not_on_the_path(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"lock")
    other.write_bytes(b"lock")
    assert digest(one) == digest(other) == digest("lock")
    assert digest("a", "b") != digest("b", "a") != digest("ab")
    other.write_bytes(b"lick")
    assert digest(one) != digest(other)


def test_the_place_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv(PLACE_VARIABLE, raising=False)
    assert default_place() == tmp_path / "xdg" / "backprop-playground"
    monkeypatch.setenv(PLACE_VARIABLE, str(tmp_path / "own"))
    assert default_place() == tmp_path / "own"
