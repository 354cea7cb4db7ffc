"""From the measures of the data to the inputs of the network, as NumPy code."""

from __future__ import annotations

from playground.export_code.arrays import plain
from playground.export_code.trained import Trained
from playground.export_code.writing import number
from playground.formula import HIGHEST


def features(given: Trained) -> str:
    """The function `features(X)`. Formulas of the reader's come from their checked tree."""
    head = f'def features(X):\n    """The inputs of the network: {plain(given.input_names)}."""\n'
    if given.takes_measures:
        return f"{head}    return X"
    columns = [f"            {entry.code('X')},  # {plain(entry.name)}" for entry in given.inputs]
    body = (
        '    with np.errstate(all="ignore"):',
        "        columns = [",
        *columns,
        "        ]",
        "    # What is no number counts as 0, and nothing is beyond a million.",
        f"    limit = {number(HIGHEST)}",
        "    return np.clip(np.nan_to_num(np.column_stack(columns)), -limit, limit)",
    )
    return head + "\n".join(body)
