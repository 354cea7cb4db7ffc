"""What of each package goes to the browser, and under which name: pure decisions about names.

Every rule says what it leaves out and why nobody misses it. What is not named here is shipped.
"""

import re

# Terminal, process, mail-server and packaging tools of the standard library: none of them can
# work in a browser tab. What a student may want to import stays.
_STDLIB = """
_aix_support|_android_support|_apple_support|_ios_support|_osx_support|_pyrepl|__phello__
|__hello__|antigravity|this|ensurepip|idlelib|lib2to3|tkinter|turtle|turtledemo|venv|zipapp
|site-packages|wsgiref|xmlrpc|imaplib|smtplib|poplib|ftplib|nntplib|telnetlib|mailbox|netrc
|pty|tty|curses|dbm|sqlite3|compileall|py_compile|modulefinder|pyclbr|tabnanny
|nturl2path|plistlib|test|multiprocessing
"""
_CODECS = r"encodings/(?!__init__|aliases|ascii|latin_1|utf_|cp437|cp1252|idna|punycode|raw_uni|uni)"

_DROPPED = {
    "stdlib": rf"({''.join(_STDLIB.split())})(/|\.py|$)|{_CODECS}|ctypes/macholib|unittest/__main__",
    # Tests, stubs, compilers and Fortran: needed to build on NumPy, not to compute with it.
    "numpy": r".*\.(pyi|pxd|h|c|a|lib|typed|txt|ini)$|numpy-|.*/tests/|numpy/(f2py|distutils"
    r"|_pyinstaller|testing/_private/extbuild|conftest|_configtool|doc|typing/mypy_plugin|linalg/lapack_lite)|.*_tests?\."
    r"|numpy/_core/(include|lib)/|numpy/random/(lib|_examples|.*\.pxd)|numpy/__config__\.pyi",
    # Servers, command lines, notebooks and tests of Panel and Bokeh; their JavaScript and CSS
    # are served as files of their own. METADATA stays: Bokeh asks for its own version.
    "packages": r".*\.dist-info/(?!METADATA)|.*\.data/|.*/tests/|.*\.(pyi|typed|so|pyx|c)$|_yaml/|typings/"
    r"|bokeh/(_sri/(?!3\.9\.2\.json)|server/(static|views)/|command/|sphinxext/|sampledata/|client/)"
    r"|panel/(dist|tests|command|node_modules)/|.*\.ts$|.*package-lock\.json",
}


def kept(archive: str, name: str) -> bool:
    """Whether the file `name` of a wheel or zip belongs in that archive."""
    return not name.endswith("/") and re.match(_DROPPED[archive], name) is None
