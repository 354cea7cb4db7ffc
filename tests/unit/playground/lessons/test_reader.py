"""A lesson file is read strictly, and every mistake is named by file, line and word."""

from __future__ import annotations

import pytest

from playground import url
from playground.lessons.reader import read_lesson
from playground.lessons.schema import Lesson, LessonError

NAME = "site/lessons/02-why-a-bias.toml"
TEXT = """\
title = "Why a neuron needs a bias"
summary = "Without it, an input of nought gives the same answer for ever."
minutes = 6

[[step]]
title = "An input of nought"
look = "inside"
text = '''
The neuron gives $a = f(w x + b)$; the loss is {{train_loss}}.
title = "no key, but text"
'''
task = "Edit the bias until the loss is below 0.01."
done = "train_loss < 0.01 and epoch == 0"
solution = ["weight 1 1 b 3"]
[step.state]
dataset = "points"
layers = ""
rate = 0.3
points = [[0.0, 0.0, 1.0], [1.0, -2.5, 0.0, true]]

[[step]]
title = "Predict"
text = "Think."
[step.question]
ask = "What does it give?"
answer = 0.995
within = 0.001
is = "output(1,1)"
why = "The bias is large."
"""


def read(text: str = TEXT, name: str = NAME) -> Lesson:
    return read_lesson(name, text)


def mistake(old: str, new: str, name: str = NAME) -> str:
    assert old in TEXT
    with pytest.raises(LessonError) as caught:
        read(TEXT.replace(old, new, 1), name)
    return str(caught.value)


def test_a_lesson_is_read_with_its_steps_and_the_link_of_its_state() -> None:
    lesson = read()
    assert (lesson.id, lesson.minutes, len(lesson.steps)) == ("why-a-bias", 6, 2)
    first, second = lesson.steps
    assert [str(call) for call in first.facts] == ["train_loss"]
    assert first.link is not None and second.link is None
    state, notes = url.decode(first.link)
    assert notes == ()
    assert (state.lesson, state.lesson_step, state.layers) == ("why-a-bias", 1, ())
    assert [point.test for point in state.points] == [False, True]
    assert state.learning_rate == 0.3
    assert second.question is not None and second.question.answer == 0.995


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "rate = 0.3",
            "ratee = 0.3",
            'line 18: there is no state key "ratee"; did you mean "rate"?',
        ),
        ("rate = 0.3", "rate = 999", "line 18: Learning rate was set to 100 instead of 999"),
        ("rate = 0.3", 'rate = "high"', "line 18: Learning rate cannot be 'high'"),
        ("rate = 0.3", "rate = true", "line 18: rate needs numbers or words"),
        ("rate = 0.3", 'cut = "3.0.0"', 'line 18: cut cannot be "3.0.0" in this state'),
        ("rate = 0.3", "norm = 4", 'line 18: norm cannot be "4" in this state'),
        ("rate = 0.3", 'lesson = "x"', 'line 18: there is no state key "lesson"'),
        ('"points"', '"wheat_seeds"\nn = 17', "line 17: n cannot be"),
        ("[0.0, 0.0, 1.0]", "[0.0, 0.0]", "line 19: points is a list of [x, y, label]"),
        ("[0.0, 0.0, 1.0]", "[0.0, 9.0, 1.0]", "line 19: a point lies within -6 and 6"),
        ('"inside"', '"insides"', 'line 7: there is no card "insides" to look at; did you mean'),
        ("minutes = 6", 'minutes = "6"', "line 3: minutes is a whole number."),
        ("minutes = 6", "minutes = 0", "line 3: minutes is a number from 1 to 99."),
        ("minutes = 6", "", "line 1: minutes is missing."),
        ("minutes = 6", "minutes = ", "line 3: this is no TOML: invalid value"),
        ("summary", "sumary", 'line 2: there is no key "sumary"; did you mean "summary"?'),
        ("look = ", "lok = ", 'line 7: there is no step key "lok"; did you mean "look"?'),
        ("\nask = ", "\naks = ", 'line 25: there is no question key "aks"; did you mean "ask"?'),
        ("{{train_loss}}", "{{trainloss}}", "line 9: in {{trainloss}}: there is no fact trainloss"),
        ("{{train_loss}}", "{{bias(1)}}", "line 9: in {{bias(1)}}: bias(1) has the wrong number"),
        ("The bias is", r"$\tanh b$ is", "line 29: why has a tab or another control character"),
        ("b)$;", "b);", "line 9: a formula is not closed by its dollar sign."),
        ("< 0.01", "<< 0.01", "line 13: train_loss << 0.01"),
        ("train_loss < 0.01 and", "tran_loss < 0.01 and", 'did you mean "train_loss"?'),
        ("task = ", "# task = ", "line 5: task is missing."),
        ("[step.state]", "[step.question]\n[step.state]", "line 12: a step has either a question"),
        (
            'text = "Think."\n[step.question]',
            'text = "Think."\n[step.questio]',
            "line 24: there is",
        ),
        ("within = 0.001", "", "line 24: within is missing."),
        ("within = 0.001", "within = 0", "line 27: within is a number above 0."),
        ("within = 0.001", 'choices = ["a", "b"]', "line 26: answer is a text."),
        ("answer = 0.995", "answer = nan", "line 26: answer is a finite number."),
        ("[step.state]", "[step.states]", 'line 15: there is no step key "states"'),
    ],
)
def test_a_mistake_is_named_by_its_line(old: str, new: str, said: str) -> None:
    assert f"{NAME}, " in mistake(old, new)
    assert said in mistake(old, new)


def test_the_file_has_a_number_and_a_short_name() -> None:
    for name in ("why.toml", "1-Why.toml", "1-none.toml", "x/01 why.toml"):
        assert "is named like 02-why-a-bias.toml" in mistake("title", "title", name)


def test_a_step_may_give_the_initial_weights() -> None:
    given = TEXT.replace("rate = 0.3", 'weights = [0.1, 2, -1e-3]\nbiases = "kept"')
    link = read(given).steps[0].link
    assert link is not None
    state, notes = url.decode(link)
    assert (state.weights, state.biases, notes) == ((0.1, 2.0, -0.001), "kept", ())


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("[0.1, 2]", "2 initial weights were given, but this network has 3 weights and biases"),
        ('[0.1, 2, "x"]', "Initial weight 3 cannot be 'x'"),
        ("[0.1, 2, 2000]", "Initial weight 3 was set to 1000 instead of 2000"),
    ],
)
def test_initial_weights_that_do_not_fit_are_named(weights: str, said: str) -> None:
    assert f"line 18: {said}" in mistake("rate = 0.3", f"weights = {weights}")
