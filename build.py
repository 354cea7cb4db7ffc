"""The task runner: build, serve, test, check, bench. Only Python 3.11 or newer is needed.

    python3 build.py serve          build the site and open it (--port N, --no-open)
    python3 build.py build          write dist/, a folder for any static host
    python3 build.py test           every check and every test; arguments go to pytest
                                    --with-torch: those with PyTorch and Keras too
    python3 build.py check          linters, types, layers, budgets
    python3 build.py bench          measure boot, transfer, training and frames

Each takes --offline: work from the cache and fetch nothing. The steps live in pysrc/sitebuild/.
"""

import argparse
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is told what it lacks
    sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".")

sys.path.insert(0, str(Path(__file__).resolve().parent / "pysrc"))

from sitebuild.bench import bench
from sitebuild.cache import Cache, default_place
from sitebuild.checks import check
from sitebuild.errors import BuildError
from sitebuild.serve import serve
from sitebuild.site import build
from sitebuild.tests import run_tests
from sitebuild.toolenv import tools_python

COMMANDS = {
    "build": "write dist/, a folder for any static host",
    "serve": "build the site and open it in the browser",
    "test": "run every check and every test; further arguments go to pytest",
    "check": "run the linters, types, layers and budgets",
    "bench": "measure boot, transfer, training and frames",
}


def command_line() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("--offline", action="store_true", help="fetch nothing")
        if name == "serve":
            command.add_argument("--port", type=int, help="default: 8000, or a free one")
            command.add_argument("--no-open", action="store_true", help="open no browser")
        if name == "test":
            command.add_argument(
                "--with-torch", action="store_true", help="the tests with PyTorch and Keras too"
            )
    return parser


def run(options: argparse.Namespace, pytest_arguments: list[str]) -> bool:
    """Builds, then does what the command says; whether it went well."""
    cache = Cache(default_place(), options.offline)
    built = build(cache)
    match options.command:
        case "serve":
            serve(built.dist, options.port, browser=not options.no_open)
        case "test":
            return run_tests(cache, built, pytest_arguments, with_torch=options.with_torch)
        case "check":
            return check(cache, built, tools_python(cache))
        case "bench":
            bench(cache, built, tools_python(cache))
        case _:
            print(f"Built {built.dist}")
    return True


def main() -> int:
    """The exit code: 0 when everything went well."""
    parser = command_line()
    options, rest = parser.parse_known_args()
    if rest and options.command != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        return 0 if run(options, rest) else 1
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
