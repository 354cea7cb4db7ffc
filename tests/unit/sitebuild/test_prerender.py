"""The step that runs the playground at build time: a wrong lesson stops it with one sentence."""

from typing import ClassVar

import pytest

from sitebuild import prerender
from sitebuild.cache import Cache
from sitebuild.errors import BuildError
from sitebuild.node import Node


class FakePyodide:
    """Answers for the interpreter: what it was asked is noted, and a file is written."""

    wrong = None
    calls: ClassVar[list] = []

    def __init__(self, node, runtime, archives, mounts):
        self.mounts = mounts

    def call(self, function, *args, failure):
        self.calls.append((function, args, sorted(self.mounts)))
        (self.mounts["/out"] / "later").mkdir()
        (self.mounts["/out"] / "later" / "index.json").write_text("[]", encoding="utf-8")
        return self.wrong


@pytest.fixture
def asked(tmp_path, monkeypatch):
    monkeypatch.setattr(prerender, "Pyodide", FakePyodide)
    monkeypatch.setattr(FakePyodide, "calls", [])
    runtime, pack, lessons = tmp_path / "runtime", tmp_path / "app.pack", tmp_path / "lessons"
    pack.write_bytes(b"")
    lessons.mkdir()

    def ask():
        cache = Cache(tmp_path / "cache")
        return prerender.prerendered(cache, Node("node", "npm"), runtime, pack, lessons)

    return ask, lessons


def test_a_lesson_that_cannot_be_used_stops_the_build_with_its_sentence(asked, monkeypatch):
    ask, lessons = asked
    (lessons / "01-a.toml").write_text("x", encoding="utf-8")
    sentence = "site/lessons/01-a.toml, line 1: this is no TOML."
    monkeypatch.setattr(FakePyodide, "wrong", sentence)
    with pytest.raises(BuildError) as caught:
        ask()
    assert str(caught.value) == sentence
    monkeypatch.setattr(FakePyodide, "wrong", None)
    assert ask().keys() == {"later/index.json"}  # nothing wrong was kept


def test_it_is_done_again_only_when_a_lesson_changed(asked):
    ask, lessons = asked
    lesson = lessons / "01-a.toml"
    lesson.write_text("a", encoding="utf-8")
    assert ask() == ask()
    assert len(FakePyodide.calls) == 1
    assert FakePyodide.calls[0][2] == ["/lessons", "/out"]
    lesson.write_text("b", encoding="utf-8")
    ask()
    lesson.rename(lessons / "02-a.toml")
    ask()
    assert len(FakePyodide.calls) == 3


def test_a_site_without_lessons_can_be_built(asked):
    ask, lessons = asked
    lessons.rmdir()
    ask()
    assert FakePyodide.calls[0][2] == ["/out"]
