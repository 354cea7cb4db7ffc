"""The loss history: bounded, and what was handed out does not change."""

import json
import math

import numpy as np
import pytest

from playground.history import MAX_ENTRIES, LossHistory


def recorded(epochs: int) -> LossHistory:
    history = LossHistory()
    for epoch in range(epochs):
        if history.wants(epoch):
            history.record(epoch, 1 / (epoch + 1), None if epoch % 2 else 0.1 * epoch)
    return history


def test_short_histories_hold_every_epoch() -> None:
    epochs, train, test = recorded(5).arrays
    np.testing.assert_array_equal(epochs, [0, 1, 2, 3, 4])
    np.testing.assert_array_equal(train, [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])
    np.testing.assert_array_equal(test, [0, math.nan, 0.2, math.nan, 0.4])


@pytest.mark.parametrize("n_epochs", [1000, 1001, 2001, 50_000])
def test_long_histories_are_thinned_evenly(n_epochs: int) -> None:
    history = recorded(n_epochs)
    epochs = history.arrays[0]
    assert len(epochs) <= MAX_ENTRIES
    np.testing.assert_array_equal(epochs, np.arange(0, n_epochs, history.stride))


def test_appending_keeps_the_revision_and_everything_else_changes_it() -> None:
    history = recorded(10)
    assert history.revision == LossHistory().revision
    revisions = [history.revision]
    for change in (
        lambda: history.record(9, 5.0, 5.0),
        lambda: history.cut(4),
        history.clear,
    ):
        change()
        revisions.append(history.revision)
    assert len(set(revisions)) == 4


def test_arrays_handed_out_stay_what_they_were() -> None:
    history = recorded(MAX_ENTRIES)
    epochs, train, _ = history.arrays
    before = train.copy()
    history.record(MAX_ENTRIES - 1, 9.0, None)
    history.cut(10)
    history.record(11, 9.0, None)
    np.testing.assert_array_equal(train, before)
    np.testing.assert_array_equal(epochs, np.arange(MAX_ENTRIES))


def test_an_epoch_recorded_twice_is_replaced() -> None:
    history = recorded(5)
    history.record(4, 7.0, None)
    assert history.arrays[0].tolist() == [0, 1, 2, 3, 4]
    assert history.arrays[1][-1] == 7.0


def test_it_is_saved_bit_for_bit() -> None:
    history = recorded(3001)
    again = LossHistory.from_dict(json.loads(json.dumps(history.to_dict(), allow_nan=False)))
    for before, after in zip(history.arrays, again.arrays, strict=True):
        assert before.tobytes() == after.tobytes()
    assert again.stride == history.stride


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"stride": 3, "epoch": [], "train": [], "test": []},
        {"stride": 1, "epoch": [0, 1], "train": [1.0], "test": [1.0]},
        {"stride": 1, "epoch": [1, 0], "train": [1.0, 1.0], "test": [None, None]},
        {"stride": 1, "epoch": [0], "train": [math.inf], "test": [1.0]},
        {"stride": 1, "epoch": [0], "train": ["one"], "test": [1.0]},
        {"stride": 1, "epoch": [0], "train": [10**400], "test": [1.0]},
        {"stride": 1, "epoch": [[0]], "train": [[1]], "test": [[1]]},
        {"stride": 1, "epoch": list(range(2000)), "train": [1] * 2000, "test": [1] * 2000},
    ],
    ids=lambda data: str(data)[:40],
)
def test_what_is_no_history_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="history"):
        LossHistory.from_dict(data)
