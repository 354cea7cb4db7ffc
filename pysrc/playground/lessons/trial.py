"""Goes through a lesson as a reader would, and notes what is wrong with it.

The steps are done one after the other in one session: the state of a step is loaded where it has
one, its goal may not hold yet, its solution is carried out, and then the goal must hold. The answer
of a question is compared with the fact that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.lessons.facts import Sight
from playground.lessons.goals import Call, Value
from playground.lessons.schema import Lesson, Question, Step
from playground.lessons.solutions import SolutionError, carry_out
from playground.session import Session

WIDEST = 0.05  # the largest share of an answer that may be off and still be right
SMALLEST = 0.01  # for answers near 0, what may be off is a small number of its own


@dataclass(frozen=True)
class StepTrial:
    """What came of one step: its facts before and after the solution, and what is wrong."""

    title: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    problems: tuple[str, ...]


def try_lesson(lesson: Lesson) -> tuple[StepTrial, ...]:
    """Do all steps of a lesson."""
    session = Session()
    return tuple(_try_step(session, step) for step in lesson.steps)


def _try_step(session: Session, step: Step) -> StepTrial:
    problems: list[str] = []
    if step.link:
        session.load(step.link)
    calls = dict.fromkeys((*step.facts, *_asked(step)))
    before = _values(session, calls)
    if step.done and step.done.holds(_sight(session).value):
        problems.append("The task is done before the reader did anything.")
    try:
        for line in step.solution:
            carry_out(session, line)
    except SolutionError as error:
        problems.append(str(error))
    if step.done and not problems and not step.done.holds(_sight(session).value):
        problems.append("The solution does not do the task.")
    if step.question:
        problems += _try_question(step.question, before)
    after = _values(session, calls)
    for call in map(str, calls):
        if before[call] is None and after[call] is None:
            problems.append(f"There is no {call} in this step.")
    return StepTrial(step.title, before, after, tuple(problems))


def _asked(step: Step) -> tuple[Call, ...]:
    question = (step.question.fact,) if step.question and step.question.fact else ()
    return (*(step.done.facts if step.done else ()), *question)


def _try_question(question: Question, values: Mapping[str, Value]) -> list[str]:
    answer, within = question.answer, question.within
    problems = []
    if within is not None and within > max(WIDEST * abs(float(answer)), SMALLEST):
        problems.append(f"Within {within} of {answer} is too easy to guess.")
    if question.fact is None:
        return problems
    fact = values[str(question.fact)]
    right = fact == answer
    if isinstance(fact, int | float) and within is not None:
        right = abs(fact - float(answer)) <= within
    if not right:
        problems.append(f"The answer is {answer}, but {question.fact} is {fact}.")
    return problems


def _sight(session: Session) -> Sight:
    return Sight(session.snapshot(), session.scene)


def _values(session: Session, calls: Mapping[Call, None]) -> dict[str, Value]:
    sight = _sight(session)
    return {str(call): sight.value(call) for call in calls}
