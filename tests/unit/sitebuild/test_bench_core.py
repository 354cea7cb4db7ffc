"""The timed cases: each runs, by both paths, and says so in figures that can be written as JSON."""

import json

from sitebuild import bench_core


def test_every_case_gives_finite_times_for_both_paths(monkeypatch):
    monkeypatch.setattr(bench_core, "WARM_UP_S", 0.0)
    figures = json.loads(json.dumps(bench_core.run_cases(repeat=1), allow_nan=False))
    assert list(figures) == [setup.name for setup in bench_core.SETUPS]
    for setup in bench_core.SETUPS:
        case = figures[setup.name]
        expected = {"ms_per_epoch", "us_per_update"}
        if setup.layer_sizes[0] == 2:
            expected.add("ms_per_boundary")
        assert expected | {f"reference_{name}" for name in expected} <= set(case)
        assert all(value > 0.0 for value in case.values())
