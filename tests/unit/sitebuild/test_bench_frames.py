"""The timed frames: each case runs and gives figures that can be written as JSON."""

import json

from sitebuild import bench_frames


def test_every_case_gives_finite_times(monkeypatch):
    for name, value in (("FRAMES", 1), ("WARM_UP", 1), ("RACE_S", 0.01)):
        monkeypatch.setattr(bench_frames, name, value)
    figures = json.loads(json.dumps(bench_frames.run_cases(), allow_nan=False))
    assert list(figures) == ["2-4-2-1", "2-8-8-1", "2-6×8-1", "race of four"]
    for net in bench_frames.NETS:
        assert 0 < figures[net]["ms_of_network"] < 1e4 and figures[net]["ms_per_frame"] > 0
    assert set(figures["race of four"]) == {"epochs_per_s", "ms_per_frame"}
