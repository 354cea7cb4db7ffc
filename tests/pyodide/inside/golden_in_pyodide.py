"""Called inside Pyodide: all golden cases, by the plan and by the readable reference."""

from replay import load_cases, replay


def replay_all() -> list[dict[str, dict[str, list[float]]]]:
    """For each case what `replay` gives, both ways."""
    return [
        {"compiled": replay(case, compiled=True), "reference": replay(case, compiled=False)}
        for case in load_cases()
    ]
