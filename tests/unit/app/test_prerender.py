"""What the build writes beside the recording: the lessons, or what is wrong with one."""

from __future__ import annotations

import json
from pathlib import Path

from playground.prerender import build

LESSON = """\
title = "T"
summary = "S"
minutes = 1
[[step]]
title = "A"
text = "Look: {{epoch}}"
task = "Train."
done = "epoch >= 1"
solution = ["epochs 1"]
[step.state]
ratee = 1
"""


def test_a_wrong_lesson_is_one_sentence_and_a_right_one_is_json(tmp_path: Path) -> None:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    file = lessons / "07-some-name.toml"
    file.write_text(LESSON, encoding="utf-8")
    said = build(str(tmp_path / "wrong"), str(lessons))
    assert said == (
        'site/lessons/07-some-name.toml, line 11: there is no state key "ratee"; did you mean '
        '"rate"?'
    )
    file.write_text(LESSON.replace("ratee", "rate"), encoding="utf-8")
    out = tmp_path / "out"
    assert build(str(out), str(lessons)) is None
    index = json.loads((out / "later" / "lessons" / "index.json").read_text(encoding="utf-8"))
    assert index == [{"id": "some-name", "title": "T", "summary": "S", "minutes": 1, "n_steps": 1}]
    lesson = json.loads((out / "later" / "lessons" / "some-name.json").read_text(encoding="utf-8"))
    assert lesson["steps"] == [
        {
            "title": "A",
            "look": None,
            "text": "Look: {{epoch}}",
            "task": "Train.",
            "done": "epoch >= 1",
            "hint": "",
            "facts": ["epoch"],
            "link": "v=1&lesson=some-name&page=1&rate=1",
            "question": None,
        }
    ]
    assert {"document.json", "recording.bin"} <= {path.name for path in out.iterdir()}
