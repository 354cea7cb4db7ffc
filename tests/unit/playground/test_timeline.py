"""The moments kept along a run: few enough, and enough to make every epoch again."""

import dataclasses

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState
from playground.timeline import FIRST_STRIDE, Mark, Timeline, Way

TINY = dataclasses.replace(DEFAULTS, layers=())


def mark(
    epoch: int, *, pinned: bool = False, whole: bool = True, state: PlaygroundState = TINY
) -> Mark:
    experiment = Experiment(state)
    experiment.move_to(epoch, 10 * epoch + (0 if whole else 3), 0)
    return Mark(state, experiment.checkpoint(), np.zeros(0), whole, pinned)


def run_to(epoch: int, timeline: Timeline) -> Timeline:
    timeline.begin(mark(0, pinned=True))
    for number in range(1, epoch + 1):
        if timeline.wants(number):
            timeline.add(mark(number))
    return timeline


def epochs(timeline: Timeline) -> list[int]:
    return [one.epoch for one in timeline.marks]


def test_a_moment_is_kept_every_few_epochs() -> None:
    assert epochs(run_to(40, Timeline())) == list(range(0, 41, FIRST_STRIDE))


def test_when_there_are_too_many_the_stride_doubles() -> None:
    timeline = run_to(1000, Timeline(max_marks=16))
    assert timeline.stride == 64
    assert epochs(timeline) == list(range(0, 1001, 64))


def test_memory_is_bounded_whatever_the_network() -> None:
    wide = dataclasses.replace(DEFAULTS, layers=(HiddenLayer(32),) * 6, optimizer="adam")
    timeline = Timeline(max_bytes=2**20)
    timeline.begin(mark(0, pinned=True, state=wide))
    for epoch in range(1, 300):
        if timeline.wants(epoch):
            timeline.add(mark(epoch, state=wide))
        assert timeline.n_bytes <= 2**20
    assert timeline.n_bytes == sum(one.n_bytes for one in timeline.marks)
    assert timeline.first_epoch == 0
    assert 4 <= len(timeline.marks) <= 2**20 / (3 * 8 * 5409)


def test_a_single_moment_stays_even_if_it_is_too_large() -> None:
    timeline = Timeline(max_bytes=1)
    timeline.begin(mark(0, pinned=True))
    timeline.add(mark(1, pinned=True))
    assert epochs(timeline) == [1]
    assert timeline.first_epoch == 1


def test_changes_stay_when_the_rest_is_thinned() -> None:
    timeline = Timeline(max_marks=8)
    timeline.begin(mark(0, pinned=True))
    timeline.add(mark(3, pinned=True))
    timeline.add(mark(5, pinned=True))
    for epoch in range(8, 400, 8):
        if timeline.wants(epoch):
            timeline.add(mark(epoch))
    assert epochs(timeline)[:3] == [0, 3, 5]
    assert len(timeline.marks) <= 8


def test_many_changes_let_the_way_begin_later() -> None:
    timeline = Timeline(max_marks=8)
    timeline.begin(mark(0, pinned=True))
    for epoch in range(1, 30):
        timeline.add(mark(epoch, pinned=True))
    assert epochs(timeline) == list(range(22, 30))
    assert timeline.first_epoch == 22


def test_of_two_changes_without_training_in_between_the_later_stays() -> None:
    timeline = run_to(8, Timeline())
    timeline.add(mark(8, pinned=True))
    assert epochs(timeline) == [0, 8]
    assert timeline.marks[-1].pinned
    assert timeline.n_bytes == sum(one.n_bytes for one in timeline.marks)


@pytest.mark.parametrize(
    ("epoch", "expected"), [(0, 0), (7, 0), (8, 8), (15, 8), (16, 16), (99, 16)]
)
def test_training_starts_at_the_last_moment_before_the_epoch(epoch: int, expected: int) -> None:
    assert run_to(20, Timeline()).before(epoch).epoch == expected


def test_a_change_in_the_middle_of_an_epoch_does_not_lead_to_its_beginning() -> None:
    timeline = run_to(5, Timeline())
    timeline.add(mark(5, pinned=True, whole=False))
    assert timeline.before(5).epoch == 0
    assert timeline.before(6).epoch == 5


def test_what_came_after_a_step_is_forgotten() -> None:
    timeline = run_to(40, Timeline())
    timeline.cut(10 * 17)
    assert epochs(timeline) == [0, 8, 16]
    assert timeline.n_bytes == sum(one.n_bytes for one in timeline.marks)


def test_undo_keeps_the_way_in_less_room() -> None:
    timeline = run_to(400, Timeline())
    way = Way(timeline.marks, timeline.stride, None, 0, 0)
    less = way.reduced()
    assert [one.epoch for one in less.marks] == list(range(0, 401, 32))
    assert less.n_bytes < way.n_bytes
    assert len(timeline.marks) == 51
