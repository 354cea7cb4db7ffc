"""The code in the README does what the README says."""

import re
from pathlib import Path

import numpy as np

from backprop import Activation, Network, check_gradients
from playground.session import Session

README = Path(__file__).resolve().parents[3] / "README.md"
SAMPLES = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
NOTEBOOK, EXPLAIN, LOAD, ENTRY = SAMPLES


def test_the_notebook_learns_and_its_gradient_is_right(capsys):
    exec(NOTEBOOK, {})
    error, loss = map(float, capsys.readouterr().out.split())
    assert error < 1e-5
    assert 0.0 < loss < 0.01


def test_the_explained_weight_is_the_mean_over_its_samples(capsys):
    exec(NOTEBOOK + EXPLAIN, {})
    _, _, means, line = capsys.readouterr().out.splitlines()
    total, gradient = map(float, means.split())
    assert abs(total - gradient) < 1e-12
    assert line.startswith(r"\Delta w = -\eta \cdot g = ")


def test_a_saved_model_is_opened(capsys, monkeypatch, tmp_path):
    session = Session()
    session.run_epoch()
    (tmp_path / "backprop-circle-epoch-120.json").write_text(session.export("model").text, "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(LOAD, {})
    expected = session.experiment.network.forward([[1.0, 2.0]]).output
    assert capsys.readouterr().out == f"{expected}\n"


def test_the_activation_to_add_is_right():
    entry = eval(ENTRY, {"np": np, "Activation": Activation})
    rng = np.random.default_rng(0)
    network = Network.create((2, 4, 1), (entry, "tanh"), "normal", rng=rng)
    X, target = rng.normal(size=(9, 2)), rng.normal(size=(9, 1))
    assert check_gradients(network, "half_squared_error", X, target).passed()
