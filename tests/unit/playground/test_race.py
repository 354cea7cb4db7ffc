"""A race is fair: each racer learns, bit for bit, what it would learn alone."""

from __future__ import annotations

import asyncio
import dataclasses
import math

import numpy as np
import pytest

from backprop import OPTIMIZERS
from playground import url
from playground.actions import SetField, SetRacers
from playground.describe import describe
from playground.entrants import USUAL, Entrant
from playground.exact import from_dict, to_dict
from playground.loop import TrainingLoop
from playground.race import SIDE, Race, RaceSight
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState

PAIRS = [
    tuple(Entrant(name) for name in pair)
    for pair in zip(OPTIMIZERS, [*OPTIMIZERS][1:], strict=False)
]


class Clock:
    """A clock that goes on by one second each time it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def racing(*racers: Entrant, **changes: object) -> Session:
    state = dataclasses.replace(DEFAULTS, tool="race", racers=racers or USUAL, n_samples=100)
    return Session(dataclasses.replace(state, **changes))


def sight(session: Session) -> RaceSight:
    detail = session.snapshot().detail
    assert isinstance(detail, RaceSight)
    return detail


@pytest.mark.parametrize("entrants", PAIRS, ids=lambda pair: pair[0].optimizer)
def test_each_racer_learns_what_it_would_learn_alone(entrants: tuple[Entrant, ...]) -> None:
    state = dataclasses.replace(DEFAULTS, racers=entrants, n_samples=60)
    race = Race(state, None, lambda: 0.0)
    race.run_for(math.inf, 3)
    for entrant, racer in zip(entrants, race.racers, strict=True):
        alone = Session(dataclasses.replace(state, optimizer=entrant.optimizer))
        alone.run_for(math.inf, 3)
        ran, trained = racer.experiment.checkpoint(), alone.experiment.checkpoint()
        assert ran.parameters.tobytes() == trained.parameters.tobytes()
        assert ran.step_count == trained.step_count == 9
        for name, array in trained.optimizer_arrays.items():
            assert ran.optimizer_arrays[name].tobytes() == array.tobytes()


def test_slices_of_one_mini_batch_change_nothing() -> None:
    state = dataclasses.replace(DEFAULTS, n_samples=60)
    whole, sliced = Race(state, None, lambda: 0.0), Race(state, None, Clock())
    whole.run_for(math.inf, 2)
    ended = calls = 0
    while ended < 2:
        ended += sliced.run_for(0.0, 2 - ended)
        calls += 1
    assert calls > 8
    for one, other in zip(whole.racers, sliced.racers, strict=True):
        here, there = one.experiment.network.parameters, other.experiment.network.parameters
        assert here.tobytes() == there.tobytes()


def test_a_racer_with_regularizing_layers_learns_alone_too() -> None:
    layers = (HiddenLayer(4, dropout=20), HiddenLayer(3, batch_norm=True))
    state = dataclasses.replace(DEFAULTS, layers=layers, n_samples=60)
    race = Race(state, None, lambda: 0.0)
    race.run_for(math.inf, 2)
    alone = Session(dataclasses.replace(state, optimizer="momentum"))
    alone.run_for(math.inf, 2)
    ran = race.racers[1].experiment.network.parameters
    assert ran.tobytes() == alone.experiment.network.parameters.tobytes()


def test_the_race_can_start_from_the_weights_of_now() -> None:
    session = racing(race_start="now")
    session.run_for(math.inf, 4)
    weights = session.experiment.network.parameters.copy()
    session.race(True)
    racers = session._track.race(session.experiment).racers
    assert all((racer.experiment.network.parameters == weights).all() for racer in racers)
    assert [racer.epoch for racer in sight(session).racers] == [0] * 4


def test_while_it_runs_the_training_waits_and_play_ends_the_race() -> None:
    session = racing()
    session.play()
    session.race(True)
    assert session.racing and not session.playing
    assert session.advance(math.inf, 2) == 2
    assert session.experiment.epoch == 0
    assert [racer.epoch for racer in sight(session).racers] == [2] * 4
    session.play()
    assert session.playing and not session.racing


def test_the_race_is_told_in_words() -> None:
    session = racing(Entrant("sgd", 0.5), Entrant("adam"))
    session.race(True)
    session.advance(math.inf, 2)
    first, second = sight(session).racers
    assert first.train.loss is not None and second.train.loss is not None
    assert (
        f"Race of optimizers at epoch 2: SGD, rate 0.5: training loss {first.train.loss:.4g}; "
        f"Adam, rate 0.03: training loss {second.train.loss:.4g}."
    ) in describe(session.snapshot()).sentences


def test_it_rests_while_another_tool_is_open() -> None:
    session = racing()
    session.race(True)
    session.dispatch(SetField("tool", "none"))
    assert not session.running
    session.dispatch(SetField("tool", "race"))
    assert session.racing


def test_the_sight_has_pictures_curves_and_scores() -> None:
    session = racing()
    session.race(True)
    session.advance(math.inf, 3)
    for racer in sight(session).racers:
        assert racer.grid.shape == (SIDE, SIDE)
        assert racer.epochs.tolist() == [0, 1, 2, 3]
        assert racer.losses[-1] == racer.train.loss
        assert racer.note == ""


def test_who_diverges_leaves_and_the_others_go_on() -> None:
    wild = Entrant("sgd", 100.0)
    session = racing(wild, Entrant("adam", 0.01), dataset="plane", layers=(HiddenLayer(4, "relu"),))
    session.race(True)
    session.advance(math.inf, 30)
    left, other = sight(session).racers
    assert "Left the race in epoch" in left.note and "rate than 100" in left.note
    assert np.isfinite(left.grid).all()
    assert other.note == "" and other.epoch == 30
    before = session.experiment.network.parameters.copy()
    session.take_over(0)
    notice = session.snapshot().notice
    assert notice and "SGD, rate 100 has no weights to go on with" in notice.text
    assert (session.experiment.network.parameters == before).all()


def test_a_race_ends_when_all_have_left() -> None:
    wild = Entrant("sgd", 100.0)
    session = racing(wild, wild, dataset="plane", layers=(HiddenLayer(4, "relu"),))
    session.race(True)
    session.advance(math.inf, 100)
    assert not session.racing
    assert not sight(session).can_start


def test_taking_over_is_an_edit_that_can_be_undone() -> None:
    session = racing()
    session.run_for(math.inf, 2)
    before = session.experiment.network.parameters.copy()
    session.race(True)
    session.advance(math.inf, 5)
    racer = session._track.race(session.experiment).racers[3]
    expected = racer.experiment.network.parameters.copy()
    session.take_over(3)
    assert [run.epochs for run in session.run_book.runs] == [2]  # the run that was left
    assert (session.state.optimizer, session.state.learning_rate) == ("adam", 0.003)
    assert (session.experiment.network.parameters == expected).all()
    assert session.experiment.epoch == 5
    assert session.history.arrays[0].tolist() == [0, 1, 2, 3, 4, 5]
    session.run_epoch()
    assert session.experiment.epoch == 6
    session.undo()
    assert session.state.optimizer == "sgd" and session.experiment.epoch == 2
    assert (session.experiment.network.parameters == before).all()


def test_a_racer_that_was_taken_over_is_the_readers_own_run() -> None:
    session = racing()
    session.begin_shown(5)  # as long as the race: what was only shown is told apart by its step
    session.race(True)
    session.advance(math.inf, 5)
    session.take_over(1)
    session.reset()
    assert [run.epochs for run in session.run_book.runs] == [5]


def test_a_racer_that_is_not_there_any_more_is_not_taken_over() -> None:
    session = racing(*USUAL[:2])
    state = session.state
    session.take_over(2)
    assert session.state == state


def test_other_settings_begin_another_race_and_a_look_at_them_does_not() -> None:
    session = racing()
    session.race(True)
    session.advance(math.inf, 2)
    session.dispatch(SetField("loss_scale", "log"))
    session.dispatch(SetField("optimizer", "adam"))
    assert sight(session).epoch == 2 and session.racing
    session.dispatch(SetField("learning_rate", 0.1))  # that of the racers without an own one
    assert sight(session).epoch == 0 and not session.racing
    assert [racer.rate for racer in sight(session).racers] == [0.1, 0.1, 0.003, 0.003]


def test_without_points_nobody_can_start() -> None:
    session = racing(dataset="points")
    session.race(True)
    assert not session.racing and not sight(session).can_start


@pytest.mark.parametrize("racers", [(), (Entrant("sgd"),), (Entrant("sgd"),) * 7])
def test_a_race_has_two_to_six_racers(racers: tuple[Entrant, ...]) -> None:
    session = racing()
    assert not session.dispatch(SetRacers(racers))
    notice = session.snapshot().notice
    assert notice and notice.text == "A race has 2 to 6 racers."
    assert session.state.racers == USUAL


def test_links_and_saved_work_hold_the_racers() -> None:
    racers = (Entrant("adam", 0.02), Entrant("sgd"), Entrant("rmsprop", 1e-5))
    state = dataclasses.replace(DEFAULTS, tool="race", racers=racers, race_start="now")
    link = url.encode(state)
    assert "race=adam:0.02,sgd,rmsprop:1e-05" in link and "raceFrom=now" in link
    assert url.decode(link) == (state, ())
    assert from_dict(to_dict(state)) == (state, ())
    assert "race" not in url.encode(DEFAULTS)


@pytest.mark.parametrize(
    "text",
    ["", "sgd", "hammer,sgd", "sgd:nan,adam:x", "sgd:1e9,adam", ",".join(["sgd"] * 90), ":,:"],
)
def test_damaged_racers_in_a_link_become_valid_ones(text: str) -> None:
    state, notices = url.decode(f"race={text}")
    assert 2 <= len(state.racers) <= 6
    assert notices and all(notice.endswith(".") for notice in notices)
    assert all(racer.optimizer in OPTIMIZERS for racer in state.racers)


@pytest.mark.parametrize("racers", [7, "sgd", [["sgd", "fast"], ["adam"]], [[1, 2], None], {}])
def test_damaged_racers_of_saved_work_become_valid_ones(racers: object) -> None:
    state, _ = from_dict({**to_dict(DEFAULTS), "racers": racers})
    assert all(racer.optimizer in OPTIMIZERS for racer in state.racers)
    assert isinstance(state, PlaygroundState) and 2 <= len(state.racers) <= 6


def test_the_loop_runs_the_race_in_frames() -> None:
    session = racing()
    seen: list[int] = []
    loop = TrainingLoop(session, lambda snapshot: seen.append(snapshot.detail.epoch))  # type: ignore[attr-defined]

    async def watch() -> None:
        running = asyncio.ensure_future(loop.run())
        session.race(True)
        loop.invalidate()
        while not seen or seen[-1] < 3:
            loop.painted()
            await asyncio.sleep(0)
        loop.stop()
        await running

    asyncio.run(watch())
    assert seen == sorted(seen)


@pytest.mark.parametrize("gesture", ["pause", "reset", "travel"])
def test_a_race_rests_when_something_else_is_asked_for(gesture: str) -> None:
    session = Session()
    session.run_epoch()
    session.dispatch(SetField("tool", "race"))
    session.race(True)
    assert session.racing
    if gesture == "travel":
        session.travel(0)
    else:
        getattr(session, gesture)()
    assert not session.racing
