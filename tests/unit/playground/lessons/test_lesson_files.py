"""Every lesson that is shipped: its steps can be done, and its answers are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import url
from playground.lessons.compile import compiled, read_folder
from playground.lessons.reader import read_lesson
from playground.lessons.trial import try_lesson

FOLDER = Path(__file__).parents[4] / "site" / "lessons"
FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_lesson_can_be_done_as_it_says(path: Path) -> None:
    lesson = read_lesson(f"site/lessons/{path.name}", path.read_text(encoding="utf-8"))
    trials = try_lesson(lesson)
    assert len(trials) == len(lesson.steps) > 0
    wrong = [f"{trial.title}: {problem}" for trial in trials for problem in trial.problems]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_link_of_a_step_opens_without_a_word_and_says_where_it_belongs(path: Path) -> None:
    lesson = read_lesson(path.name, path.read_text(encoding="utf-8"))
    for page, step in enumerate(lesson.steps, start=1):
        if step.link is not None:
            state, notices = url.decode(step.link)
            assert notices == ()
            assert (state.lesson, state.lesson_step) == (lesson.id, page)


def test_all_lessons_are_compiled_in_their_order() -> None:
    files = compiled(read_folder(FOLDER))
    index = files["index.json"]
    assert [path.stem.partition("-")[2] for path in FILES] == [entry["id"] for entry in index]
    assert set(files) == {"index.json", *(f"{entry['id']}.json" for entry in index)}
    for entry in index:
        assert len(files[f"{entry['id']}.json"]["steps"]) == entry["n_steps"]


def test_the_lesson_in_the_readme_is_one() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    text = readme.partition("```toml\n")[2].partition("```")[0]
    lesson = read_lesson("site/lessons/01-why-a-bias.toml", text)
    assert [trial.problems for trial in try_lesson(lesson)] == [(), ()]
