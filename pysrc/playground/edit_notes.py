"""What an edit did besides what was asked for, and so is worth a word to the reader.

Each function looks at the state before and after an edit, and answers with a notice or None.
"""

from __future__ import annotations

from playground import sentences
from playground.actions import (
    Action,
    AddPoint,
    ClearPoints,
    DeletePoint,
    LabelPoint,
    MovePoint,
)
from playground.connections import needs_batches
from playground.fields import OWN_POINTS
from playground.networks import network_key
from playground.snapshot import Notice
from playground.state import PlaygroundState

_ON_POINTS = (AddPoint, MovePoint, LabelPoint, DeletePoint, ClearPoints)


def about_network(before: PlaygroundState, now: PlaygroundState) -> Notice | None:
    """What was learned is gone from sight, although the edit looked like a small one."""
    return sentences.NEW_NETWORK if network_key(before) != network_key(now) else None


def about_points(before: PlaygroundState, now: PlaygroundState, action: Action) -> Notice | None:
    """One point deleted is a gesture like another; more at once are worth a word, and so is the
    first edit of generated data, which makes a copy of it."""
    kept = {(point.x, point.y, point.label) for point in now.points}
    lost = sum((point.x, point.y, point.label) not in kept for point in before.points)
    copied = before.dataset != now.dataset == OWN_POINTS and isinstance(action, _ON_POINTS)
    return sentences.join(
        sentences.COPIED if copied else None,
        sentences.about_lost_points(lost) if lost > (0 if copied else 1) else None,
    )


def about_weights(before: PlaygroundState, now: PlaygroundState, step: int) -> Notice | None:
    """Other data is learned from where the network stands after `step` updates, which may be a
    bad place."""
    switched = before.dataset != now.dataset != OWN_POINTS
    return sentences.KEPT_WEIGHTS if switched and step else None


def about_batches(before: PlaygroundState, now: PlaygroundState) -> Notice | None:
    """Batch norm sees no spread in one point."""
    return sentences.NORM_OF_ONE if needs_batches(now) and not needs_batches(before) else None
