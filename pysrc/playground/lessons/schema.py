"""What a lesson is: steps of text, each with something to do or a question to answer.

A lesson file (`site/lessons/NN-some-name.toml`) becomes a `Lesson` in `reader`, and JSON for the
page in `compile`. The README says how one is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.lessons.goals import Call, Goal

# The cards of the page to which a step may point.
LOOKS = ("run", "data", "network", "inside", "picture", "curve", "workbench", "words")


class LessonError(ValueError):
    """A lesson file that cannot be used; the message is one sentence with its name and line."""


@dataclass(frozen=True)
class Question:
    """Something to answer: with a number, right within `within`, or with one of the choices.

    `fact` is what a test compares the answer with, in the state of the step.
    """

    ask: str
    answer: float | str
    within: float | None
    choices: tuple[str, ...]
    fact: Call | None
    why: str


@dataclass(frozen=True)
class Step:
    """One step. It has a task with its goal and its solution, or else a question.

    `link` is the experiment from which it starts, with the lesson and the step in it; None goes on
    from where the step before ended. `facts` are the live values in the text.
    """

    title: str
    text: str
    look: str | None
    link: str | None
    facts: tuple[Call, ...]
    task: str
    done: Goal | None
    hint: str
    solution: tuple[str, ...]
    question: Question | None

    @property
    def marked(self) -> tuple[str, ...]:
        """All that is set as Markdown with formulas."""
        question = (self.question.ask, self.question.why) if self.question else ()
        return (self.text, self.task, self.hint, *question)


@dataclass(frozen=True)
class Lesson:
    """A whole lesson. `minutes` is about how long it takes."""

    id: str
    title: str
    summary: str
    minutes: int
    steps: tuple[Step, ...]
