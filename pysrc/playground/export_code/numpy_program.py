"""The trained network as one Python file that needs NumPy and nothing else."""

from __future__ import annotations

import textwrap

from playground.export_code.arrays import plain
from playground.export_code.parts import Part, parts
from playground.export_code.trained import Trained

_ABOUT = """
It was made by Backprop Playground. Run it: it checks that it answers as the network in the
playground did. `predict(X)` answers for new inputs, and `train(10)` goes on training where
the playground stopped, for ten epochs. It needs NumPy and nothing else.
""".strip()


def numpy_program(given: Trained) -> str:
    """The source of the program. Raises `Untraceable` for an entry that cannot be written."""
    head = f'"""{plain(given.title)}.\n\n{_ABOUT}\n"""\n\nimport numpy as np'
    return "\n\n\n".join((head, *(_section(part) for part in parts(given)))) + "\n"


def _section(part: Part) -> str:
    text = textwrap.wrap(f"{plain(part.title)}. {part.text}", 96)
    return "\n".join((*(f"# {line}" for line in text), "", part.code))
