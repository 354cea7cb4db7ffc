"""The loop, with a clock and a page of the test's own: nothing here waits for real time."""

import asyncio
import dataclasses
import logging
import math
from collections.abc import Awaitable, Callable

import pytest

from playground.actions import ClearPoints, SetField
from playground.loop import PATIENCE, TrainingLoop
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import DEFAULTS, PlaygroundState

SMALL = dataclasses.replace(DEFAULTS, n_samples=20)


class Bench:
    """A loop whose time and page belong to the test."""

    def __init__(self, state: PlaygroundState) -> None:
        self.now = 0.0
        self.tick = 0.0  # seconds that pass with each look at the clock
        self.frames: list[Snapshot] = []
        self.fault: Exception | None = None
        self.session = Session(state, clock=self.clock)
        self.loop = TrainingLoop(self.session, self.publish, clock=self.clock)

    def clock(self) -> float:
        self.now += self.tick
        return self.now

    def publish(self, snapshot: Snapshot) -> None:
        if self.fault:
            raise self.fault
        self.frames.append(snapshot)

    async def settle(self, turns: int = 30) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    async def paint(self, times: int = 1) -> None:
        for _ in range(times):
            self.loop.painted()
            await self.settle()


def run(scenario: Callable[[Bench], Awaitable[None]], state: PlaygroundState = SMALL) -> Bench:
    bench = Bench(state)

    async def main() -> None:
        task = asyncio.create_task(bench.loop.run())
        await scenario(bench)
        bench.loop.stop()
        await task

    asyncio.run(main())
    return bench


def epochs(bench: Bench) -> list[int]:
    return [frame.epoch for frame in bench.frames]


@pytest.mark.parametrize("per_frame", [1, 5, 20])
def test_each_frame_trains_its_epochs_and_waits_for_the_page(per_frame: int) -> None:
    async def scenario(bench: Bench) -> None:
        bench.loop.play()
        await bench.settle()
        assert epochs(bench) == [0]
        await bench.paint()
        assert len(bench.frames) == 2
        await bench.settle(100)
        assert len(bench.frames) == 2
        await bench.paint(3)

    bench = run(scenario, dataclasses.replace(SMALL, epochs_per_frame=per_frame))
    assert epochs(bench) == [0, per_frame, 2 * per_frame, 3 * per_frame, 4 * per_frame]
    assert {frame.status for frame in bench.frames} == {"training"}


def test_as_fast_as_possible_trains_without_waiting_but_shows_one_frame_at_a_time() -> None:
    async def scenario(bench: Bench) -> None:
        bench.tick = 0.001
        bench.loop.play()
        await bench.settle(200)
        assert len(bench.frames) == 1
        assert bench.session.experiment.epoch > 20
        await bench.paint(2)

    bench = run(scenario, dataclasses.replace(SMALL, epochs_per_frame=0))
    assert len(bench.frames) == 3
    assert epochs(bench) == sorted(set(epochs(bench)))


def test_pausing_stops_at_once_and_shows_it() -> None:
    async def scenario(bench: Bench) -> None:
        bench.loop.play()
        await bench.settle()
        await bench.paint(3)
        bench.loop.pause()
        step = bench.session.experiment.step
        await bench.paint(3)
        assert bench.session.experiment.step == step
        assert not bench.loop.playing

    bench = run(scenario)
    assert bench.frames[-1].status == "paused"


def test_many_changes_while_paused_are_one_frame() -> None:
    async def scenario(bench: Bench) -> None:
        bench.loop.invalidate()
        await bench.settle()
        for noise in range(40):
            bench.session.dispatch(SetField("noise", noise))
            bench.loop.invalidate()
            await bench.settle(1)
        assert len(bench.frames) == 1
        await bench.paint(3)

    bench = run(scenario)
    assert len(bench.frames) == 2
    assert bench.frames[-1].state.noise == 39


def test_a_hidden_page_makes_training_wait_but_not_the_reader() -> None:
    async def scenario(bench: Bench) -> None:
        bench.loop.play()
        await bench.settle(100)
        bench.session.dispatch(SetField("learning_rate", 0.5))
        bench.loop.invalidate()
        await bench.settle(100)
        assert bench.session.state.learning_rate == 0.5
        assert bench.session.experiment.epoch <= 1
        assert len(bench.frames) == 1
        await bench.paint(2)

    bench = run(scenario)
    assert bench.frames[-1].state.learning_rate == 0.5
    assert bench.frames[-1].epoch >= 1


def test_a_lost_report_of_painting_does_not_block_the_next_gesture() -> None:
    async def scenario(bench: Bench) -> None:
        bench.loop.invalidate()
        await bench.settle()
        bench.now += PATIENCE + 0.1
        bench.session.dispatch(SetField("noise", 7))
        bench.loop.invalidate()
        await bench.settle()

    bench = run(scenario)
    assert [frame.state.noise for frame in bench.frames] == [0, 7]


def test_a_long_epoch_is_shown_in_parts() -> None:
    async def scenario(bench: Bench) -> None:
        bench.tick = 0.004
        bench.loop.play()
        for _ in range(60):
            await bench.paint()

    bench = run(scenario, dataclasses.replace(DEFAULTS, n_samples=2000, batch_size=1))
    steps = [frame.step for frame in bench.frames]
    assert steps == sorted(set(steps))
    assert any(frame.step % 1000 for frame in bench.frames)
    assert len([frame for frame in bench.frames if frame.epoch == 0]) > 5


def test_training_stops_by_itself_when_the_loss_blows_up() -> None:
    async def scenario(bench: Bench) -> None:
        bench.loop.play()
        for _ in range(100):
            await bench.paint()

    state = PlaygroundState(dataset="plane", n_samples=50, learning_rate=100.0, layers=())
    bench = run(scenario, state)
    last = bench.frames[-1]
    assert last.status == "error"
    assert last.notice is not None and last.notice.offers_recovery
    assert not bench.loop.playing


def test_play_without_points_shows_why_not() -> None:
    async def scenario(bench: Bench) -> None:
        bench.session.dispatch(ClearPoints())
        bench.loop.play()
        await bench.settle()
        assert not bench.loop.playing

    notice = run(scenario).frames[-1].notice
    assert notice is not None and "no points to train on" in notice.text


def test_a_fault_in_the_session_is_shown_and_the_loop_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(bench: Bench) -> None:
        def broken(seconds: float, max_epochs: float = math.inf) -> int:
            raise RuntimeError("boom")

        with monkeypatch.context() as patch:
            patch.setattr(bench.session, "run_for", broken)
            bench.loop.play()
            await bench.settle()
            await bench.paint(2)
        assert bench.frames[-1].status == "error"
        notice = bench.frames[-1].notice
        assert notice is not None and "boom" in notice.text
        bench.session.back_to_finite()
        bench.loop.play()
        await bench.paint(3)

    with caplog.at_level(logging.ERROR):
        bench = run(scenario)
    assert bench.frames[-1].status == "training"
    assert bench.frames[-1].epoch > 0
    assert "boom" in caplog.text


def test_a_page_that_cannot_be_drawn_does_not_end_the_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario(bench: Bench) -> None:
        bench.fault = RuntimeError("no page")
        bench.loop.invalidate()
        await bench.settle(100)
        bench.fault = None
        bench.loop.invalidate()
        await bench.settle()

    with caplog.at_level(logging.ERROR):
        bench = run(scenario)
    assert len(caplog.records) == 2
    assert bench.frames[-1].status == "error"


def test_a_far_epoch_is_reached_in_slices_with_frames_on_the_way() -> None:
    async def scenario(bench: Bench) -> None:
        bench.session.run_for(math.inf, 40)
        bench.tick = 0.01  # so that a slice is a few mini-batches
        bench.session.travel(7)
        bench.loop.invalidate()
        for _ in range(40):
            await bench.settle(3)
            bench.loop.painted()
        await bench.settle(100)

    bench = run(scenario, dataclasses.replace(SMALL, n_samples=200))
    seen = epochs(bench)
    assert seen[0] < 7
    assert seen[-1] == 7
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    assert {frame.status for frame in bench.frames} == {"paused"}
    assert {frame.place.shown for frame in bench.frames} == {7}
