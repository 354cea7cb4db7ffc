"""Called inside Pyodide: the whole application, as the worker starts it."""

import importlib
import linecache
import sys


def start_app() -> dict[str, list[str]]:
    """Build the application; return the names of its models and of all imported packages."""
    from playground.app import App
    from playground.session import Session
    from playground.state import DEFAULTS

    app = App(Session(DEFAULTS), lambda *_: None, lambda *_: None)
    names = [model.name for model in app.document.models if model.name]
    return {"models": names, "packages": sorted({name.partition(".")[0] for name in sys.modules})}


def import_modules(names: list[str]) -> list[str]:
    """The modules of a list that cannot be imported, with the reason."""
    failed = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            failed.append(f"{name}: {error}")
    return failed


def sources(names: list[str]) -> list[str]:
    """For each module the first line of its source, as a traceback would show it."""
    modules = [importlib.import_module(name) for name in names]
    return [linecache.getline(module.__file__ or "", 1) for module in modules]
