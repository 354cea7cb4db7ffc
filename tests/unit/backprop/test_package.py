"""The package as a reader meets it: its example, and what `from backprop import …` gives."""

import backprop


def test_the_example_of_the_package_learns(capsys):
    lines = [line[4:] for line in backprop.__doc__.splitlines() if line.startswith("    ")]
    exec("\n".join(lines), {})
    assert 0.0 < float(capsys.readouterr().out) < 0.05


def test_every_exported_name_exists_and_has_a_docstring():
    for name in backprop.__all__:
        exported = getattr(backprop, name)
        if isinstance(exported, type) or callable(exported):
            assert exported.__doc__, name
