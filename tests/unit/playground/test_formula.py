"""Formulas of the reader: what they compute, and that nothing but arithmetic ever gets through."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.fields import ActionError
from playground.formula import HIGHEST, FormulaError, parse_formula
from playground.tokens import FUNCTIONS, MAX_LENGTH, PAIRS

X = np.array([-2.5, -1.0, 0.0, 0.5, 3.0])
Y = np.array([1.0, -2.0, 4.0, 0.25, -6.0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", X),
        ("-x^2", -(X**2)),
        ("x² + y³", X**2 + Y**3),
        ("2*x - 3 / 4", 2 * X - 0.75),
        ("x**-1", np.array([-0.4, -1.0, HIGHEST, 2.0, 1 / 3])),
        ("min(x, y)*max(x,2)", np.minimum(X, Y) * np.maximum(X, 2)),
        ("SIN(2*pi*X)", np.sin(2 * np.pi * X)),
        ("e*x × y ÷ 2", np.e * X * Y / 2),
        ("−x·π", -X * np.pi),
        ("--x", X),
        ("1e-1*x + .5 + 1.", 0.1 * X + 1.5),
        ("x-y-1", X - Y - 1),
        ("floor(x)*sign(y)", np.floor(X) * np.sign(Y)),
        ("atan(tanh(abs(x)))", np.arctan(np.tanh(np.abs(X)))),
    ],
)
def test_a_formula_computes_what_it_says(text: str, expected: np.ndarray) -> None:
    np.testing.assert_allclose(parse_formula(text).values(X, Y), expected, rtol=1e-15)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_there_and_written_as_numpy_code(name: str) -> None:
    formula = parse_formula(f"{name}(x + 7)")
    same = eval(formula.code("A[:, 0]", "A[:, 1]"), {"np": np, "A": np.column_stack([X, Y])})
    np.testing.assert_array_equal(formula.raw(X, Y), same)


@pytest.mark.parametrize("text", ["min(x, y)", "max(x, -e)**2", "x**2*-y/pi", "1e-7 + x*1e5"])
def test_numpy_code_of_other_formulas(text: str) -> None:
    formula = parse_formula(text)
    same = eval(formula.code("A[:, 0]", "A[:, 1]"), {"np": np, "A": np.column_stack([X, Y])})
    np.testing.assert_array_equal(formula.raw(X, Y), same)


def test_what_is_no_number_is_0_and_nothing_is_beyond_a_million() -> None:
    np.testing.assert_array_equal(parse_formula("log(x)").values(X, Y)[:2], [0, 0])
    np.testing.assert_array_equal(parse_formula("x/0").values(X, Y)[[0, 2, 3]], [-1e6, 0, 1e6])
    assert parse_formula("exp(exp(exp(x)))").values(X, Y)[-1] == HIGHEST


def test_it_says_which_variables_it_uses() -> None:
    assert parse_formula("sin(x)").variables == {"x"}
    assert parse_formula("x*y").variables == {"x", "y"}


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("", 1, "write something"),
        ("   ", 1, "write something"),
        ("3 + pi", 1, "neither x nor y"),
        ("sin(=x", 5, "'='"),
        ("2x", 2, "operator such as *"),
        ("x y", 3, "operator such as *"),
        ("x(2)", 2, "operator such as *"),
        ("x +", 4, "missing after '+'"),
        ("x * / y", 5, "missing before '/'"),
        ("(x", 1, "never closed"),
        ("x)", 2, "never opened"),
        ("sin x", 5, "needs a bracket"),
        ("sin", 4, "missing after 'sin'"),
        ("()", 2, "missing before"),
        ("x, y", 2, "comma"),
        ("min((x, y))", 7, "comma"),
        ("min(x)", 1, "takes two"),
        ("max(x, y, x)", 1, "takes two"),
        ("x + z", 5, "'z' is not known"),
        ("x^y", 3, "exponent"),
        ("x**11", 4, "exponent"),
        ("x² ^ sin(2)", 6, "exponent"),
        ("9**9**9*x", 4, "exponent"),
        ("x + 1e999", 5, "too large"),
        ("x + 1/0", 5, "no finite value"),
        ("x*log(e - 3)", 3, "no finite value"),
        ("x + 1" + "0" * 70, 0, ""),
        ("__import__('os')", 1, "'_'"),
        ("x.__class__", 2, "'.'"),
        ("lambda: x", 1, "'lambda' is not known"),
        ("[x for x in y]", 1, "'['"),
        ("(x:=3)", 3, "':'"),
        ("f'{x}'", 1, "not known"),
        ("\u0445 + 1", 1, "'\u0445'"),  # a Cyrillic letter that looks like x
        ("x\x00", 2, "x00"),
        ("x\n+y", 2, "'\\n'"),
        ("x if y else 1", 3, "not known"),
        ("x == y", 3, "'='"),
        ("x @ y", 3, "'@'"),
        ("0x1F", 4, "not known"),
        ("1_0*x", 2, "'_'"),
        ("3j*x", 2, "not known"),
        ("True*x", 1, "not known"),
        ("*x", 1, "missing before"),
        ("min(*x)", 5, "missing before"),
        ("sin(x=y)", 6, "'='"),
        ("\ud800", 1, "ud800"),
        ("(" * 11 + "x" + ")" * 11, 11, "brackets"),
        ("(" * 10_000, MAX_LENGTH + 1, "at most 80"),
        ("-" * 10_000 + "x", MAX_LENGTH + 1, "at most 80"),
    ],
)
def test_a_bad_formula_is_answered_at_its_character(text: str, position: int, part: str) -> None:
    if not position:  # long, but a number like another
        assert parse_formula(text).variables == {"x"}
        return
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert caught.value.position == position
    assert str(caught.value).startswith(f"Formula, character {position}: ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


PARTS = st.sampled_from(
    [*"xye.()+-*/,^² 0123456789=_'\"[]{}:@%;\\\n\x00π×", *FUNCTIONS, *PAIRS, "**", "lambda", "1e9"]
)


@given(st.text(max_size=MAX_LENGTH + 5) | st.lists(PARTS, max_size=40).map("".join))
@settings(deadline=None, max_examples=500)
def test_any_text_is_a_finite_formula_or_an_answer(text: str) -> None:
    try:
        formula = parse_formula(text)
    except ActionError as error:
        assert len(str(error)) < 200
        return
    values = formula.values(X, Y)
    assert values.shape == X.shape
    assert np.isfinite(values).all()
    assert np.abs(values).max() <= HIGHEST
    assert parse_formula(formula.text).text == formula.text


ATOMS = st.sampled_from(["x", "y", "pi", "2.5"])
TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(PAIRS), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.tuples(inner, st.integers(-10, 10)).map(lambda t: f"({t[0]})**{t[1]}"),
        inner.map(lambda text: f"-{text}"),
    ),
    max_leaves=8,
)


@given(TREES)
@settings(deadline=None)
def test_what_fits_the_grammar_is_read_as_python_with_numpy_reads_it(text: str) -> None:
    text = f"{text}+x"
    if len(text) > MAX_LENGTH or text.count("(") > 10:
        return
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        assert "no finite value" in str(error)
        return
    names = {name: getattr(np, name) for name in FUNCTIONS if name != "atan"}
    names |= {"atan": np.arctan, "min": np.minimum, "max": np.maximum}
    # A number of NumPy: Python's own refuse to divide by 0.
    names |= {"pi": np.float64(np.pi), "N": np.float64(2.5), "x": X, "y": Y}
    with np.errstate(all="ignore"):
        expected = eval(text.replace("2.5", "N"), names)
        written = eval(formula.code("x", "y"), {"np": np, "x": X, "y": Y})
    np.testing.assert_array_equal(formula.raw(X, Y), expected)
    np.testing.assert_array_equal(formula.raw(X, Y), written)
