"""20 training steps of every part, against the numbers of PyTorch."""

import pytest
import replay

from backprop import LOSSES, OPTIMIZERS

CASES = replay.load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
def test_trajectory_is_that_of_pytorch(case, compiled):
    assert len(case["losses"]) == 20
    assert replay.largest_difference(case, replay.replay(case, compiled)) < 1e-12


def test_every_optimizer_and_every_loss_has_a_case():
    assert {case["optimizer"] for case in CASES} == set(OPTIMIZERS)
    assert {case["loss"] for case in CASES} == set(LOSSES)


def test_another_learning_rate_is_noticed():
    case = {**CASES[0], "learning_rate": CASES[0]["learning_rate"] * 1.0001}
    assert replay.largest_difference(case, replay.replay(case, compiled=False)) > 1e-7
