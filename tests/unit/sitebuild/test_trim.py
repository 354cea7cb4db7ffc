"""What is left out of the archives, and what must not be."""

import pytest

from sitebuild.trim import kept


@pytest.mark.parametrize(
    ("archive", "name"),
    [
        ("stdlib", "asyncio/base_events.py"),
        ("stdlib", "encodings/utf_8.py"),
        ("stdlib", "statistics.py"),
        ("stdlib", "_sysconfigdata__emscripten_wasm32-emscripten.py"),
        ("numpy", "numpy/_core/_multiarray_umath.cpython-313-wasm32-emscripten.so"),
        ("numpy", "numpy/linalg/_umath_linalg.cpython-313-wasm32-emscripten.so"),
        ("numpy", "numpy/typing/__init__.py"),
        ("numpy", "numpy/testing/_private/utils.py"),
        ("packages", "pyviz_comms/notebook.js"),
        ("packages", "panel/theme/css/default.css"),
        ("packages", "bokeh-3.9.2.dist-info/METADATA"),
        ("packages", "bokeh/_sri/3.9.2.json"),
    ],
)
def test_what_is_imported_or_read_stays(archive, name):
    assert kept(archive, name)


@pytest.mark.parametrize(
    ("archive", "name"),
    [
        ("stdlib", "idlelib/run.py"),
        ("stdlib", "encodings/cp500.py"),
        ("stdlib", "turtle.py"),
        ("numpy", "numpy/_core/tests/test_umath.py"),
        ("numpy", "numpy/__init__.pyi"),
        ("numpy", "numpy/_core/_umath_tests.cpython-313-wasm32-emscripten.so"),
        ("numpy", "numpy/f2py/crackfortran.py"),
        ("packages", "panel/dist/panel.min.js"),
        ("packages", "panel/dist/"),
        ("packages", "bokeh/server/static/js/bokeh.min.js"),
        ("packages", "bokeh/_sri/3.9.1.json"),
        ("packages", "bokeh-3.9.2.dist-info/RECORD"),
        ("packages", "markupsafe/_speedups.cpython-313-x86_64-linux-gnu.so"),
    ],
)
def test_what_no_browser_needs_goes(archive, name):
    assert not kept(archive, name)
