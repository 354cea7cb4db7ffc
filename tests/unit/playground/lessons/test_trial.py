"""What an author is told about a lesson that can be read, but not be done."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from playground.lessons.__main__ import main
from playground.lessons.reader import read_lesson
from playground.lessons.solutions import SolutionError, carry_out
from playground.lessons.trial import try_lesson
from playground.session import Session

HEAD = 'title = "T"\nsummary = "S"\nminutes = 1\n'
FIRST = '[step.state]\ndataset = "points"\nlayers = ""\npoints = [[0.0, 0.0, 1.0]]\n'


def task(done: str, solution: str, state: str = FIRST, text: str = "Look.") -> str:
    return (
        f'[[step]]\ntitle = "A"\ntext = "{text}"\ntask = "Do it."\n'
        f"done = '{done}'\nsolution = [{solution}]\n{state}"
    )


def question(answer: str, within: str, fact: str = "output(1,1)") -> str:
    return (
        f'[[step]]\ntitle = "Q"\ntext = "Think."\n{FIRST}[step.question]\nask = "What?"\n'
        f'answer = {answer}\nwithin = {within}\nis = "{fact}"\nwhy = "So."\n'
    )


def problems(*steps: str) -> list[str]:
    trials = try_lesson(read_lesson("1-a.toml", HEAD + "".join(steps)))
    return [problem for trial in trials for problem in trial.problems]


def test_a_lesson_that_can_be_done_has_no_problems() -> None:
    low = task("train_loss < 0.01", '"weight 1 1 b 3"', text="{{bias(1,1)}} {{gradient_norms}}")
    goes_on = task("epoch >= 10000", '"epochs 10000"', state="")
    assert problems(low, goes_on, question("0.09967", "0.0001")) == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (task("train_loss < 9", '"weight 1 1 b 3"'), "done before the reader did anything"),
        (task("train_loss < 0.01", '"weight 1 1 b 1"'), "The solution does not do the task."),
        (task("step > 0", '"stepps 1"'), 'no verb stepps; did you mean "steps"?'),
        (task("step > 0", '"steps"'), "the verb is written as steps NUMBER"),
        (task("step > 0", '"steps x"'), "steps x: invalid literal"),
        (task("step > 0", '"weight 9 1 1 1"'), "No weight leads to neuron 0 of layer 9"),
        (task("step > 0", '"set ratee 1"'), 'there is no setting ratee; did you mean "rate"?'),
        (task("step > 0", '"set rate 1e9"'), "Learning rate was set to 100"),
        (task("step > 0", '"steps \'x"'), "cannot be read"),
        (
            task("step > 0", '"steps 1"', text="{{bias(4,1)}}"),
            "There is no bias(4,1) in this step.",
        ),
        (question("0.5", "0.001"), "The answer is 0.5, but output(1,1) is 0.0996"),
        (question("0.0997", "0.05"), "too easy to guess"),
    ],
)
def test_a_mistake_is_told(step: str, said: str) -> None:
    assert any(said in problem for problem in problems(step)), problems(step)


def test_the_words_of_a_solution_do_what_a_reader_does() -> None:
    session = Session()
    for line in (
        "dataset xor",
        "layers 3,2,1",
        "activation all relu",
        "activation 2 sigmoid",
        "units 1 5",
        "add_layer",
        "remove_layer 4",
        "freeze 4",
        "unfreeze 4",
        "dropout 1 20",
        "density 1 50",
        "batch_norm 1 on",
        "cut 2 1 1",
        "connect 2 1 1",
        "feature x2",
        "remove_feature x2",
        "select 1 2",
        "select_output",
        "tool weight",
        "new_weights 7",
        "new_data 8",
        "epochs 3",
        "steps 2",
        "travel 1",
        "latest",
        "undo",
        "redo",
        "reset",
        "clear_points",
        "point 1 2 1",
        "move_point 1 2 2",
        "delete_point 1",
        "set optimizer adam",
    ):
        carry_out(session, line)
    state = session.state
    assert [layer.units for layer in state.layers] == [5, 2, 1]
    assert [layer.activation for layer in state.layers] == ["relu", "sigmoid", "relu"]
    assert (state.weight_seed, state.optimizer, state.tool) == (7, "adam", "weight")
    assert (state.layers[0].dropout, state.layers[0].batch_norm) == (20, True)
    assert state.points == ()
    with pytest.raises(SolutionError, match="on or off"):
        carry_out(session, "batch_norm 1 maybe")
    with pytest.raises(SolutionError, match="1 to 20000"):
        carry_out(session, "epochs 1000000")


def test_a_solution_stops_at_a_loss_that_blew_up() -> None:
    blows_up = '[step.state]\ndataset = "plane"\nlayers = ""\nrate = 100\n'
    assert problems(task('status == "error"', '"epochs 1000"', state=blows_up)) == []


def test_the_command_prints_the_facts_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, unread = (tmp_path / name for name in ("1-good.toml", "2-bad.toml", "3-un.toml"))
    good.write_text(HEAD + task("train_loss < 0.01", '"weight 1 1 b 3"'), encoding="utf-8")
    bad.write_text(HEAD + task("train_loss < 0.01", '"weight 1 1 b 1"'), encoding="utf-8")
    unread.write_text(HEAD + "x = 1\n", encoding="utf-8")
    assert main([str(good)]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "train_loss" in line)
    after = float(line.partition("→")[2])
    assert math.isclose(after, (1 - math.tanh(3)) ** 2 / 2, rel_tol=1e-6)
    assert main([str(good), str(bad)]) == 1
    assert "WRONG: The solution does not do the task." in capsys.readouterr().out
    assert main([str(unread), str(tmp_path / "none.toml")]) == 1
    assert 'line 4: there is no key "x"' in capsys.readouterr().out
    assert main([]) == 2
    assert main(["--facts"]) == main(["--verbs"]) == 0
    printed = capsys.readouterr().out
    assert "weight(layer,neuron,source)" in printed and "weight LAYER NEURON" in printed
