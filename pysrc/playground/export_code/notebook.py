"""The trained network as a Jupyter notebook: the NumPy program in cells, with explanations."""

from __future__ import annotations

import json
from typing import Any

from playground.export_code.arrays import plain
from playground.export_code.parts import parts
from playground.export_code.trained import Trained

_TRAIN_ON = """
train(10)
print("epoch", epoch, "loss", loss(predict(X), target))
""".strip()


def notebook(given: Trained) -> str:
    """A notebook in the format nbformat 4.5, as JSON text."""
    cells = [
        _markdown(
            f"# {plain(given.title)}\n\nMade by Backprop Playground. Run all cells: the last but"
            " one checks that the outputs are those of the playground, the last one trains on."
        ),
        _code("import numpy as np"),
    ]
    for part in parts(given):
        cells += [_markdown(f"## {plain(part.title)}\n\n{part.text}"), _code(part.code)]
    if len(given.X):
        cells += [_markdown("## Train on"), _code(_TRAIN_ON)]
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": {
                    "name": "python3",
                    "display_name": "Python 3",
                    "language": "python",
                },
                "language_info": {"name": "python"},
            },
            "cells": cells,
        },
        ensure_ascii=False,
        indent=1,
    )


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }
