"""Data sets: TensorFlow Playground's definitions, and the wheat kernels as they were measured."""

from dataclasses import replace

import numpy as np
import pytest

from backprop import DATASETS, Dataset, InvalidValueError, Parameter, UnknownNameError

SYNTHETIC = [source for source in DATASETS.values() if not source.fixed_size]
N = 4000


def generate(name, n=N, noise=0.0, seed=0):
    data = DATASETS[name].generate(n, noise, np.random.default_rng(seed))
    return data.X[:, 0], data.X[:, 1], data.labels


@pytest.mark.parametrize("source", list(DATASETS.values()), ids=lambda source: source.id)
@pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
def test_what_every_source_keeps_to(source, noise):
    data = source.generate(source.default_n_samples, noise, np.random.default_rng(1))
    assert data.X.shape == (source.default_n_samples, len(source.feature_names))
    n_targets = (source.n_targets,) if source.n_targets > 1 else ()
    assert data.labels.shape == (source.default_n_samples, *n_targets)
    assert data.X.dtype == np.float64
    assert np.all(np.isfinite(data.X))
    if source.task == "regression":
        assert source.n_classes == 0
        assert data.labels.dtype == np.float64
    else:
        assert data.labels.dtype == np.int64
        assert set(np.unique(data.labels)) == set(range(source.n_classes))
    again = source.generate(source.default_n_samples, noise, np.random.default_rng(1))
    other = source.generate(source.default_n_samples, noise, np.random.default_rng(2))
    assert np.array_equal(data.X, again.X)
    assert np.array_equal(data.labels, again.labels)
    assert len(data) == 1 or not np.array_equal(data.X, other.X)


def test_the_row_of_the_worked_example_is_mazurs():
    source = DATASETS["mazur"]
    data = source.generate(1, 0.0, np.random.default_rng(0))
    assert data.X.tolist() == [[0.05, 0.1]] and data.labels.tolist() == [[0.01, 0.99]]
    assert source.target_names == ("o1", "o2") and source.n_targets == 2
    assert "Matt Mazur" in source.attribution
    noisy = source.generate(1, 0.5, np.random.default_rng(0)).X
    assert 0.0 < np.abs(noisy - data.X).max() <= 0.05


@pytest.mark.parametrize("source", list(DATASETS.values()), ids=lambda source: source.id)
def test_data_lies_in_the_domain(source):
    data = source.generate(source.default_n_samples, 0.0, np.random.default_rng(1))
    low, high = source.domain
    assert low <= data.X.min()
    assert data.X.max() <= high


@pytest.mark.parametrize("n_classes", range(2, 11))
def test_clouds_of_any_number_of_classes_can_be_told_apart(n_classes):
    source = DATASETS["blobs"].with_parameters(n_classes=n_classes)
    assert source.class_names == tuple("ABCDEFGHIJ")[:n_classes]
    assert source.task == ("binary" if n_classes == 2 else "multiclass")
    data = source.generate(1000, 0.0, np.random.default_rng(1))
    assert np.abs(data.X).max() <= 6
    centres = np.array([data.X[data.labels == k].mean(axis=0) for k in range(n_classes)])
    nearest = np.linalg.norm(data.X[:, np.newaxis] - centres, axis=2).argmin(axis=1)
    assert np.mean(nearest == data.labels) > 0.98


def test_other_sources_have_no_number_of_classes_to_choose():
    with pytest.raises(UnknownNameError, match="n_classes"):
        DATASETS["rings"].with_parameters(n_classes=4)
    with pytest.raises(InvalidValueError, match="n_classes"):
        DATASETS["blobs"].with_parameters(n_classes=11)


@pytest.mark.parametrize("source", SYNTHETIC, ids=lambda source: source.id)
@pytest.mark.parametrize("n", [1, 2, 3, 501])
def test_any_number_of_samples(source, n):
    assert len(source.generate(n, 0.1, np.random.default_rng(0))) == n


@pytest.mark.parametrize("source", list(DATASETS.values()), ids=lambda source: source.id)
@pytest.mark.parametrize(
    ("n", "noise", "field"),
    [
        (0, 0.0, "n_samples is 0"),
        (10.5, 0.0, "n_samples"),
        (10**6, 0.0, "n_samples"),
        (10, -0.1, "noise is -0.1"),
        (10, 0.51, "noise is 0.51"),
        (10, float("nan"), "noise"),
        (10, "10", "noise"),
    ],
)
def test_bad_input_is_answered(source, n, noise, field):
    with pytest.raises(InvalidValueError, match=field):
        source.generate(n, noise, np.random.default_rng(0))


@pytest.mark.parametrize("source", list(DATASETS.values()), ids=lambda source: source.id)
def test_classes_are_mixed(source):
    """Mini-batches are taken in order: no stretch of 40 rows may hold one class only."""
    data = source.generate(source.default_n_samples, 0.0, np.random.default_rng(4))
    for start in range(0, len(data) - 40, 40):
        assert len(np.unique(data.labels[start : start + 40])) > 1


def test_circle():
    x, y, labels = generate("circle")
    r = np.hypot(x, y)
    inner, outer = r[labels == 1], r[labels == 0]
    assert len(inner) == len(outer) == N / 2
    assert 0.0 <= inner.min() < inner.max() < 2.5
    assert 3.5 <= outer.min() < outer.max() <= 5.0
    # r is uniform, so its mean is the middle of the range.
    assert inner.mean() == pytest.approx(1.25, abs=0.05)
    assert outer.mean() == pytest.approx(4.25, abs=0.05)
    assert np.mean(x > 0) == pytest.approx(0.5, abs=0.03)
    assert np.mean(y > 0) == pytest.approx(0.5, abs=0.03)


def test_circle_noise_changes_labels_and_not_points():
    x, y, labels = generate("circle", noise=0.5)
    r = np.hypot(x, y)
    assert np.all((r <= 2.5) | (r >= 3.5))
    flipped = np.mean((r < 2.5) != (labels == 1))
    assert 0.05 < flipped < 0.5
    x, y, labels = generate("circle", noise=0.1)
    # With noise 0.1 the judged point is at most 0.5·√2 away.
    assert np.all(labels[np.hypot(x, y) < 2.5 - 0.71] == 1)
    assert np.all(labels[np.hypot(x, y) > 2.5 + 0.71] == 0)


def test_xor():
    x, y, labels = generate("xor")
    for axis in (x, y):
        assert np.abs(axis).min() >= 0.3
        assert np.abs(axis).max() <= 5.3
        assert np.abs(axis).mean() == pytest.approx(2.8, abs=0.1)
    assert np.array_equal(labels == 1, x * y >= 0)
    assert labels.mean() == pytest.approx(0.5, abs=0.03)
    x, y, labels = generate("xor", noise=0.5)
    assert 0.05 < np.mean((labels == 1) != (x * y >= 0)) < 0.5


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss(noise, variance):
    x, y, labels = generate("gauss", noise=noise)
    assert np.sum(labels == 1) == N / 2
    for label, centre in ((1, 2.0), (0, -2.0)):
        for axis in (x[labels == label], y[labels == label]):
            assert axis.mean() == pytest.approx(centre, abs=0.15)
            assert axis.var() == pytest.approx(variance, rel=0.1)


def test_spiral():
    n = 200
    x, y, labels = generate("spiral", n=n)
    for label, start in ((1, 0.0), (0, np.pi)):
        i = np.arange(n // 2)
        r, t = 5.0 * i / (n // 2), 1.75 * 2.0 * np.pi * i / (n // 2) + start
        order = np.argsort(np.hypot(x, y)[labels == label])
        assert np.allclose(x[labels == label][order], r * np.sin(t), atol=1e-12)
        assert np.allclose(y[labels == label][order], r * np.cos(t), atol=1e-12)


def test_spiral_noise_moves_points_by_at_most_the_noise():
    # The arms themselves are not random, so the noise is all that differs from the arms.
    clean = DATASETS["spiral"].draw(300, 0.0, np.random.default_rng(0))
    noisy = DATASETS["spiral"].draw(300, 0.4, np.random.default_rng(0))
    moved = np.abs(noisy.X - clean.X)
    assert 0.35 < moved.max() <= 0.4
    assert np.array_equal(noisy.labels, clean.labels)


def test_plane():
    x, y, labels = generate("plane")
    assert 5.9 < max(x.max(), -x.min(), y.max(), -y.min()) <= 6.0
    assert np.allclose(labels, (x + y) / 10.0, atol=1e-15)
    x, y, labels = generate("plane", noise=0.2)
    error = np.abs(labels - (x + y) / 10.0)
    assert 0.15 < error.max() <= 2 * 6.0 * 0.2 / 10.0


def bump_value(x, y):
    """The definition, bump by bump: the bump with the largest absolute value decides."""
    value = 0.0
    signs = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    for (cx, cy), sign in signs.items():
        height = sign * max(0.0, 1.0 - np.hypot(x - cx, y - cy) / 2.0)
        if abs(height) > abs(value):
            value = height
    return value


def test_multi_gauss():
    x, y, labels = generate("multi_gauss")
    assert 5.9 < max(x.max(), -x.min(), y.max(), -y.min()) <= 6.0
    expected = [bump_value(*point) for point in zip(x, y, strict=True)]
    assert np.allclose(labels, expected, atol=1e-12)
    assert labels.max() > 0.9
    assert labels.min() < -0.9
    assert np.mean(labels == 0.0) > 0.2
    assert not np.any(np.signbit(labels[labels == 0.0]))


def test_moons():
    x, y, labels = generate("moons")
    assert np.sum(labels == 0) == np.sum(labels == 1) == N / 2
    upper, lower = labels == 0, labels == 1
    assert np.allclose(np.hypot(x[upper] + 1.5, y[upper] + 0.75), 3.0, atol=1e-12)
    assert np.allclose(np.hypot(x[lower] - 1.5, y[lower] - 0.75), 3.0, atol=1e-12)
    assert y[upper].min() >= -0.75
    assert y[lower].max() <= 0.75
    # No straight line parts them: each reaches below, or above, the end of the other.
    assert y[upper].min() < y[lower].max()


def test_checkerboard():
    x, y, labels = generate("checkerboard")
    assert 5.9 < np.abs(x).max() <= 6.0
    for point, label in [((1, 1), 1), ((4, 1), 0), ((4, 4), 1), ((-1, 1), 0), ((-1, -1), 1)]:
        near = np.hypot(x - point[0], y - point[1]) < 0.9
        assert np.sum(near) > 20
        assert np.all(labels[near] == label)
    assert labels.mean() == pytest.approx(0.5, abs=0.03)
    before = labels
    x, y, labels = generate("checkerboard", noise=0.1)
    middle = (np.abs(x % 3 - 1.5) < 1.19) & (np.abs(y % 3 - 1.5) < 1.19)
    assert np.array_equal(labels[middle], before[middle])
    assert 0.05 < np.mean(labels != before) < 0.5


def test_rings():
    x, y, labels = generate("rings", n=3000)
    assert np.array_equal(np.bincount(labels), [1000, 1000, 1000])
    r = np.hypot(x, y)
    for label, start in enumerate((0.0, 2.0, 4.0)):
        assert start <= r[labels == label].min() < start + 0.05
        assert start + 1.15 < r[labels == label].max() <= start + 1.2


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 2.5)])
def test_blobs(noise, variance):
    x, y, labels = generate("blobs", n=6000, noise=noise)
    centres = [(0.0, 3.0), (3.0 * 0.75**0.5, -1.5), (-3.0 * 0.75**0.5, -1.5)]
    for label, (cx, cy) in enumerate(centres):
        for axis, centre in ((x, cx), (y, cy)):
            assert axis[labels == label].mean() == pytest.approx(centre, abs=0.15)
            assert axis[labels == label].var() == pytest.approx(variance, rel=0.1)


def test_three_spirals_are_one_arm_turned():
    x, y, labels = generate("three_spirals", n=300)
    arms = []
    for label in range(3):
        arm = (x + 1j * y)[labels == label]
        arms.append(arm[np.argsort(np.abs(arm))])
    assert np.allclose(np.abs(arms[0]), np.arange(100) / 20.0)
    # One third of a turn, clockwise as the angle is measured from the y axis.
    third = np.exp(-2j * np.pi / 3.0)
    assert np.allclose(arms[1], arms[0] * third)
    assert np.allclose(arms[2], arms[1] * third)


@pytest.mark.parametrize(("name", "radius"), [("moons", 3.0), ("rings", 2.0)])
def test_noise_moves_the_points_of_a_shape(name, radius):
    clean = DATASETS[name].draw(300, 0.0, np.random.default_rng(0))
    noisy = DATASETS[name].draw(300, 0.4, np.random.default_rng(0))
    assert np.array_equal(noisy.labels, clean.labels)
    assert 0.35 * radius < np.abs(noisy.X - clean.X).max() <= 0.4 * radius


def wheat(noise=0.0, seed=0):
    return DATASETS["wheat_seeds"].generate(210, noise, np.random.default_rng(seed))


def test_wheat_has_70_kernels_of_each_variety():
    data = wheat()
    assert data.X.shape == (210, 7)
    assert np.array_equal(np.bincount(data.labels), [70, 70, 70])
    assert DATASETS["wheat_seeds"].class_names == ("Kama", "Rosa", "Canadian")
    assert "CC BY 4.0" in DATASETS["wheat_seeds"].attribution


def test_wheat_is_standardised_and_leads_back_to_the_measures():
    data = wheat()
    assert DATASETS["wheat_seeds"].standardised
    assert np.allclose(data.X.mean(axis=0), 0.0, atol=1e-12)
    assert np.allclose(data.X.std(axis=0), 1.0, atol=1e-12)
    raw = data.X * data.feature_scale + data.feature_mean
    area, perimeter, compactness, length, width = raw.T[:5]
    assert np.max(np.abs(compactness - 4.0 * np.pi * area / perimeter**2)) < 0.0011
    assert np.all(length > width)
    assert area.min() == pytest.approx(10.59)
    assert area.max() == pytest.approx(21.18)
    # Rosa kernels are the largest, Canadian ones the smallest.
    means = [area[data.labels == variety].mean() for variety in range(3)]
    assert means[1] > means[0] > means[2]


def test_wheat_keeps_its_size_and_noise_only_jitters():
    source = DATASETS["wheat_seeds"]
    assert source.fixed_size
    assert len(source.generate(10, 0.0, np.random.default_rng(0))) == 210
    moved = np.abs(wheat(0.3).X - wheat(0.0).X)
    assert 0.29 < moved.max() <= 0.3


def test_parameters_of_a_source_reach_its_function():
    def ring(n_samples, noise, rng, radius=1.0):
        angle = rng.uniform(0.0, 2.0 * np.pi, n_samples)
        X = radius * np.column_stack([np.sin(angle), np.cos(angle)])
        return Dataset(X, angle, np.zeros(2), np.ones(2))

    radius = Parameter("radius", "Radius", "r", default=1.0, low=0.5, high=5.0)
    source = replace(DATASETS["plane"], id="ring", draw=ring, parameters=(radius,))
    data = source.with_parameters(radius=3.0).generate(50, 0.0, np.random.default_rng(0))
    assert np.allclose(np.hypot(data.X[:, 0], data.X[:, 1]), 3.0)


def test_changing_a_data_set_does_not_change_the_next():
    first = wheat()
    first.X[:] = 0.0
    first.labels[:] = 0
    assert np.array_equal(np.bincount(wheat().labels), [70, 70, 70])
    assert wheat().X.std() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("percent", "n_train"), [(0, 0), (10, 21), (50, 105), (99.9, 209), (100, 210)]
)
def test_split(percent, n_train):
    data = wheat()
    train, test = data.split(percent)
    assert (len(train), len(test)) == (n_train, 210 - n_train)
    assert np.array_equal(np.concatenate([train.X, test.X]), data.X)
    assert np.array_equal(np.concatenate([train.labels, test.labels]), data.labels)
    with pytest.raises(InvalidValueError, match="train_percent"):
        data.split(101)


def staircase(x):
    return np.select([x < -3, x < 0, x < 3], [-3, -1, 1], 3)


@pytest.mark.parametrize(
    ("name", "curve"), [("sine", lambda x: 3 * np.sin(x)), ("staircase", staircase)]
)
def test_curves_are_noisy_in_y_only(name, curve):
    data = DATASETS[name].generate(N, 0.0, np.random.default_rng(0))
    assert np.allclose(data.labels, curve(data.X[:, 0]))
    assert data.X.min() < -5.9 < 5.9 < data.X.max()
    noisy = DATASETS[name].generate(N, 0.5, np.random.default_rng(0))
    error = np.abs(noisy.labels - curve(noisy.X[:, 0]))
    assert 1.9 < error.max() <= 2.0
