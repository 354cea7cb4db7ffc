"""Lines of Panel's, Bokeh's and Param's sources that cost a reader of the page seconds for nothing.

Each of them builds documentation while a package is imported: signatures and docstrings that
Sphinx and notebooks read. Together they are a quarter of the import. A line that is no longer
there, after a version bump, fails the build.
"""

from typing import NamedTuple


class Patch(NamedTuple):
    """In the file `name` the text `old`, which occurs once, becomes `new`."""

    name: str
    old: str
    new: str


PATCHES = (
    # The signature and the examples of each of 400 models.
    Patch(
        "bokeh/model/model.py",
        'if cls.__module__.startswith("bokeh.models"):\n            assert',
        "if False:\n            assert",
    ),
    # The docstring of each glyph method.
    Patch(
        "bokeh/plotting/_decorators.py",
        "wrapped.__doc__ = generate_docstring(glyphclass, parameters, func.__doc__)\n\n"
        "        return wrapped\n\n    return decorator\n\n#",
        "return wrapped\n\n    return decorator\n\n#",
    ),
    # The defaults that a class inherits are asked for ten thousand times and never change.
    Patch(
        "bokeh/core/has_props.py",
        "    @classmethod\n    def _overridden_defaults(",
        "    @classmethod\n    @lru_cache(None)\n    def _overridden_defaults(",
    ),
    # The signature in the docstring of each of 300 widgets and panes.
    Patch("param/parameterized.py", "docstring_signature = True ", "docstring_signature = False "),
    Patch(
        "param/parameterized.py",
        "docstring_describe_params = True ",
        "docstring_describe_params = False ",
    ),
)
