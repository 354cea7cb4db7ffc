"""What of each package goes to the browser: patterns of what is left out, and why.

`*` matches anything, slashes too. What is not named here is shipped.
"""

from fnmatch import fnmatchcase

from sitebuild.versions import BROWSER_LOCK, locked_version

# Terminals, processes, mail servers and packaging: nothing of it can work in a browser tab.
# What a student may want to import stays.
_STDLIB_MODULES = """
_aix_support _android_support _apple_support _ios_support _osx_support _pyrepl __phello__
__hello__ antigravity compileall ensurepip ftplib idlelib imaplib lib2to3 mailbox modulefinder
multiprocessing netrc nturl2path plistlib poplib pty py_compile pyclbr site-packages smtplib
tabnanny test this tkinter tty turtle turtledemo venv wsgiref xmlrpc zipapp
""".split()
_STDLIB_FILES = "asyncio/windows_* asyncio/proactor_events.py ctypes/macholib/* ctypes/wintypes.py"
_CODECS = "__init__ aliases ascii latin_1 utf_* cp437 cp1252 idna punycode raw_unicode_* unicode_*"

# Tests, stubs and what is needed to build on NumPy, not to compute with it.
_NUMPY = """
numpy-*.dist-info/* *.pyi *.pxd *.h *.c *.a *.lib *.txt *.ini *.typed */tests/* *_tests.*.so
numpy/conftest.py numpy/_configtool.py numpy/_pyinstaller/* numpy/distutils/* numpy/doc/*
numpy/f2py/* numpy/_core/include/* numpy/_core/lib/* numpy/random/lib/* numpy/random/_examples/*
numpy/typing/mypy_plugin.py numpy/testing/_private/extbuild.py numpy/linalg/lapack_lite.*
""".split()

_BOKEH = locked_version(BROWSER_LOCK, "bokeh")

# Servers, command lines, notebooks and tests. The JavaScript and the styles are served as files
# of their own. METADATA stays: Bokeh asks for its own version.
_PACKAGES = """
*.dist-info/*[!A] *.data/* */tests/* *.pyi *.typed *.so *.pyx *.c *.ts *.1 *package-lock.json
_yaml/* typings/* tqdm/contrib/* pyviz_comms/labextension/static/* packaging/licenses/*
bokeh/server/static/* bokeh/server/views/* bokeh/command/* bokeh/sphinxext/* bokeh/sampledata/*
bokeh/client/* panel/dist/* panel/command/* panel/node_modules/* panel/io/jupyter_*
""".split()


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _stdlib_drops(name: str) -> bool:
    folder, _, rest = name.partition("/")
    if folder == "encodings":
        return not _matches(rest.removesuffix(".py"), _CODECS.split())
    return folder.removesuffix(".py") in _STDLIB_MODULES or _matches(name, _STDLIB_FILES.split())


def _packages_drops(name: str) -> bool:
    # Of the integrity hashes, those of older versions.
    if name.startswith("bokeh/_sri/"):
        return not name.endswith(f"/{_BOKEH}.json")
    return _matches(name, _PACKAGES)


_DROPS = {
    "stdlib": _stdlib_drops,
    "numpy": lambda name: _matches(name, _NUMPY),
    "packages": _packages_drops,
}


def kept(archive: str, name: str) -> bool:
    """Whether the file `name` of a wheel or zip belongs in that archive."""
    return not name.endswith("/") and not _DROPS[archive](name)
