"""Checks lesson files for who writes them: `python -m playground.lessons site/lessons/x.toml …`.

Prints for each step what its facts are before and after its solution, and what is wrong; or the
sentence about the file that cannot be read. Ends with 1 when anything is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from playground.lessons.facts import FACTS
from playground.lessons.goals import Value
from playground.lessons.reader import read_lesson
from playground.lessons.schema import LessonError
from playground.lessons.solutions import VERBS
from playground.lessons.trial import StepTrial, try_lesson

_USAGE = "python -m playground.lessons FILE …   (or --facts, --verbs: what there is)"


def main(arguments: Sequence[str]) -> int:
    """Check each file; 0 when all are in order."""
    match arguments:
        case ["--facts"]:
            for fact in FACTS.values():
                asked = f"{fact.id}({','.join(fact.arguments)})" if fact.arguments else fact.id
                print(f"{asked:32} {fact.label}")
            return 0
        case ["--verbs"]:
            print("\n".join(verb.usage for verb in VERBS.values()))
            return 0
        case []:
            print(_USAGE)
            return 2
    return int(any([_check(Path(name)) for name in arguments]))


def _check(path: Path) -> bool:
    """Whether anything is wrong with a file."""
    try:
        lesson = read_lesson(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, LessonError) as error:
        print(error)
        return True
    print(f"{path}: {lesson.title} ({len(lesson.steps)} steps)")
    trials = try_lesson(lesson)
    for number, (step, trial) in enumerate(zip(lesson.steps, trials, strict=True), start=1):
        print(f"\n{number}. {trial.title}" + ("" if step.link else "   (goes on)"))
        _print_facts(trial)
    return any(trial.problems for trial in trials)


def _print_facts(trial: StepTrial) -> None:
    for name, value in trial.before.items():
        print(f"   {name:24} {_shown(value):>16}   → {_shown(trial.after[name])}")
    for problem in trial.problems:
        print(f"   WRONG: {problem}")


def _shown(value: Value) -> str:
    match value:
        case None:
            return "–"
        case list():
            return ", ".join(_shown(part) for part in value)
        case float():
            return f"{value:.9g}"
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
