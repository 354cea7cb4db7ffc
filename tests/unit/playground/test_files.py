"""Files of the reader's that cannot be opened are answered by a sentence, and change nothing."""

from __future__ import annotations

import pytest

from playground.imports import MAX_FILE
from playground.session import Session


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("photo.png", "…", "'photo.png' cannot be opened"),
        ("x" * 500, "", "cannot be opened"),
        ("big.csv", None, "too large: at most 8 MB"),
        ("big.csv", "1" * (MAX_FILE + 1), "too large: at most 8 MB"),
    ],
)
def test_what_cannot_be_opened(name: str, text: str | None, part: str) -> None:
    session = Session()
    before = session.state
    session.open_file(name, text)
    notice = session.snapshot().notice
    assert notice and notice.level == "warning" and part in notice.text and len(notice.text) < 300
    assert session.state is before
