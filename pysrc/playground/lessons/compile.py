"""All lesson files as the JSON that the page loads: a list of them, and one file each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.lessons.reader import read_lesson
from playground.lessons.schema import Lesson, LessonError, Question, Step

FOLDER = "site/lessons"  # where the files stand in the repository, for messages


def read_folder(folder: Path) -> tuple[Lesson, ...]:
    """The lessons of a folder by their numbers. `LessonError` for the first one that is wrong."""
    lessons: dict[int, Lesson] = {}
    for path in sorted(folder.glob("*.toml")):
        name = f"{FOLDER}/{path.name}"
        try:
            lesson = read_lesson(name, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise LessonError(f"{name}: this is no UTF-8 text.") from error
        number = int(path.name.partition("-")[0])
        if number in lessons:
            raise LessonError(f"{name}: the lesson {lessons[number].id} has the same number.")
        if any(lesson.id == other.id for other in lessons.values()):
            raise LessonError(f"{name}: there is another lesson with this name.")
        lessons[number] = lesson
    return tuple(lessons[number] for number in sorted(lessons))


def compiled(lessons: tuple[Lesson, ...]) -> Mapping[str, Any]:
    """What is written for the page, by file name."""
    index = [
        {
            "id": lesson.id,
            "title": lesson.title,
            "summary": lesson.summary,
            "minutes": lesson.minutes,
            "n_steps": len(lesson.steps),
        }
        for lesson in lessons
    ]
    return {"index.json": index} | {f"{lesson.id}.json": _lesson(lesson) for lesson in lessons}


def _lesson(lesson: Lesson) -> dict[str, Any]:
    steps = [_step(step) for step in lesson.steps]
    return {"id": lesson.id, "title": lesson.title, "minutes": lesson.minutes, "steps": steps}


def _step(step: Step) -> dict[str, Any]:
    return {
        "title": step.title,
        "look": step.look,
        "text": step.text,
        "task": step.task,
        "done": step.done.text if step.done else "",
        "hint": step.hint,
        "facts": [str(call) for call in step.facts],
        "link": step.link,
        "question": _question(step.question) if step.question else None,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "ask": question.ask,
        "answer": question.answer,
        "within": question.within,
        "choices": list(question.choices),
        "why": question.why,
    }
