"""What a view remembers from frame to frame: from what it drew its parts, and when."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], float]


class Memory:
    """Keys: from what each part of a picture was drawn last."""

    def __init__(self) -> None:
        self._keys: dict[str, object] = {}

    def is_new(self, part: str, key: object) -> bool:
        """Whether a part has another key than last time; the key is noted."""
        if part in self._keys and self._keys[part] == key:
            return False
        self._keys[part] = key
        return True


class Interval:
    """Says when so many seconds have passed; what need not follow every frame waits for it."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds, self._clock = seconds, clock
        self._began = 0.0

    @property
    def is_over(self) -> bool:
        """Whether the seconds have passed since it began."""
        return self._clock() - self._began >= self._seconds

    def begin(self) -> None:
        """Begin anew."""
        self._began = self._clock()
