"""The programs as files for the reader."""

from __future__ import annotations

from collections.abc import Callable

from playground.export_code.keras_program import keras_program
from playground.export_code.notebook import notebook
from playground.export_code.numpy_program import numpy_program
from playground.export_code.symbols import Untraceable
from playground.export_code.torch_program import torch_program
from playground.export_code.trained import Trained, file_name, trained
from playground.exports import File
from playground.fields import ActionError
from playground.scene import Scene

_PYTHON = "text/x-python"

# Kind: who writes it, how the file's name ends, and its media type.
PROGRAMS: dict[str, tuple[Callable[[Trained], str], str, str]] = {
    "numpy": (numpy_program, "-numpy.py", _PYTHON),
    "torch": (torch_program, "-pytorch.py", _PYTHON),
    "keras": (keras_program, "-keras.py", _PYTHON),
    "notebook": (notebook, ".ipynb", "application/x-ipynb+json"),
}


def program_file(kind: str, scene: Scene) -> File:
    """The program of this kind. Raises `ActionError` when it cannot be written."""
    write, ending, mime = PROGRAMS[kind]
    if not scene.experiment.is_finite():
        raise ActionError(
            "The weights are no finite numbers: go back to finite weights before you export them."
        )
    try:
        text = write(trained(scene.experiment))
    except Untraceable as error:
        raise ActionError(f"This network cannot be written as such a program: {error}") from error
    return File(file_name(scene.experiment, ending), mime, text)
