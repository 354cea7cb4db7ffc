"""20 training steps of every part, against the numbers of PyTorch."""

import pytest
import replay

CASES = replay.load_cases()

# What PyTorch has too. An entry that is new in the library needs no case here: test_losses,
# test_optimizers, test_gradient_check and test_plan hold every entry of the registries.
HELD_TO_PYTORCH = {
    "optimizer": "sgd momentum nesterov adagrad adadelta rmsprop adam adamw amsgrad adamax nadam"
    " radam lion",
    "loss": "half_squared_error mean_squared_error mean_absolute_error huber log_cosh"
    " binary_cross_entropy softmax_cross_entropy focal hinge squared_hinge",
    "regularizer": "none l1 l2 elastic",
    "schedule": "constant step exponential inverse_time linear cosine cosine_restarts"
    " warm_up_cosine",
    "clipping": "none norm value",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
def test_trajectory_is_that_of_pytorch(case, compiled):
    assert len(case["losses"]) == 20
    found = replay.replay(case, compiled)
    assert replay.largest_difference(case, found) < replay.tolerance(case)


@pytest.mark.parametrize("kind", HELD_TO_PYTORCH)
def test_the_golden_file_has_a_case_for_each_part_that_pytorch_has(kind):
    assert {case[kind] for case in CASES} >= set(HELD_TO_PYTORCH[kind].split())


def test_another_learning_rate_is_noticed():
    case = {**CASES[0], "learning_rate": CASES[0]["learning_rate"] * 1.0001}
    assert replay.largest_difference(case, replay.replay(case, compiled=False)) > 1e-7


def test_the_golden_file_has_cases_with_batch_norm():
    normed = [case for case in CASES if case.get("batch_norm")]
    assert {case["optimizer"] for case in normed} >= {"sgd", "momentum", "adam"}
    assert all(len(case["final_buffers"]) == 2 * (3 + 3) for case in normed)
