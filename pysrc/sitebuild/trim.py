"""What of each package goes to the browser: patterns of what is left out, and why.

`*` matches anything, slashes too. What is not named here is shipped.
"""

from fnmatch import fnmatchcase

from sitebuild.versions import BROWSER_LOCK, locked_version

# Terminals, processes, mail servers and packaging, and the Python twins of modules
# that are there in C: none of it works, or is used, in a browser tab. The rest stays, as a
# student may want to import it.
_STDLIB_MODULES = """
_aix_support _android_support _apple_support _ios_support _osx_support _pydatetime _pydecimal
_pyio __phello__ __hello__ antigravity compileall ensurepip ftplib idlelib imaplib lib2to3
mailbox modulefinder multiprocessing netrc nturl2path optparse pickletools plistlib poplib pty
py_compile pyclbr site-packages smtplib socketserver tabnanny test this tkinter trace tracemalloc
tty turtle turtledemo venv wave wsgiref xmlrpc zipapp
""".split()
_STDLIB_FILES = """
*/__main__.py _pyrepl/[!_p]* asyncio/proactor_events.py asyncio/windows_*
concurrent/futures/process.py ctypes/_aix.py ctypes/macholib/* ctypes/wintypes.py
http/server.py logging/config.py logging/handlers.py
""".split()
_CODECS = """
__init__ aliases ascii cp1252 cp437 idna latin_1 punycode raw_unicode_* unicode_* utf_*
""".split()

# Tests, stubs and what is needed to build on NumPy, not to compute with it.
_NUMPY = """
numpy-*.dist-info/* *.pyi *.pxd *.h *.c *.a *.lib *.txt *.ini *.typed */tests/* *_tests.*.so
numpy/conftest.py numpy/_configtool.py numpy/_pyinstaller/* numpy/distutils/* numpy/doc/*
numpy/f2py/* numpy/_core/include/* numpy/_core/lib/* numpy/random/lib/* numpy/random/_examples/*
numpy/typing/mypy_plugin.py numpy/linalg/lapack_lite.*
""".split()

_BOKEH = locked_version(BROWSER_LOCK, "bokeh")

# Servers, command lines, notebooks, tests, and what only those import. The JavaScript and the
# styles are served as files of their own. Bokeh's METADATA stays: it asks for its own version.
_PACKAGES = """
*.dist-info/*[!A] *.data/* */tests/* */__main__.py *.pyi *.typed *.so *.pyx *.c *.ts *.less *.1
*.orig *eslint* *package-lock.json *tsconfig.json _yaml/* typings/* numbergen/*
bokeh/application/handlers/* bokeh/client/* bokeh/command/* bokeh/io/webdriver.py
bokeh/sampledata/* bokeh/server/* bokeh/sphinxext/* bokeh/util/tornado.py
jinja2/ext.py jinja2/meta.py jinja2/nativetypes.py jinja2/sandbox.py
packaging/[!_v]* packaging/_[!_]* packaging/licenses/*
panel/auth.py panel/chat/langchain.py panel/command/* panel/compiler.py panel/dist/*
panel/io/admin.py panel/io/application.py panel/io/compile.py panel/io/convert.py
panel/io/django.py panel/io/fastapi.py panel/io/handlers.py panel/io/ipywidget.py
panel/io/jupyter_* panel/io/liveness.py panel/io/reload.py panel/io/rest.py panel/io/server.py
panel/io/session.py panel/io/threads.py panel/node_modules/* panel/pane/vtk/synchronizable_*
param/ipython.py param/mypy_plugin.py pyviz_comms/labextension/static/*
pyviz_comms/labextension/schemas/*
tqdm/_main.py tqdm/_tqdm*.py tqdm/_utils.py tqdm/auto*.py tqdm/contrib/* tqdm/dask.py tqdm/keras.py
tqdm/notebook.py tqdm/rich.py tqdm/tk.py yaml/cyaml.py
""".split()
_METADATA = "*.dist-info/METADATA"
_KEPT = ["bokeh-*.dist-info/METADATA", "tqdm/_tqdm_pandas.py"]


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _stdlib_drops(name: str) -> bool:
    folder, _, rest = name.partition("/")
    if folder == "encodings":
        return not _matches(rest.removesuffix(".py"), _CODECS)
    return folder.removesuffix(".py") in _STDLIB_MODULES or _matches(name, _STDLIB_FILES)


def _packages_drops(name: str) -> bool:
    # Of the integrity hashes, those of older versions.
    if name.startswith("bokeh/_sri/"):
        return not name.endswith(f"/{_BOKEH}.json")
    return not _matches(name, _KEPT) and _matches(name, [*_PACKAGES, _METADATA])


_DROPS = {
    "stdlib": _stdlib_drops,
    "numpy": lambda name: _matches(name, _NUMPY),
    "packages": _packages_drops,
}


def kept(archive: str, name: str) -> bool:
    """Whether the file `name` of a wheel or zip belongs in that archive."""
    return not name.endswith("/") and not _DROPS[archive](name)
