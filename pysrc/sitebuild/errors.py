"""The one exception a build step raises: its text is the whole message a person reads."""


class BuildError(Exception):
    """A step cannot go on. The message is one sentence: what failed and what to try."""
