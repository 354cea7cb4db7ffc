"""The task runner: build, serve, test, check, bench. Only Python 3.11 or newer is needed.

    python3 build.py serve          build the site and open it in the browser
    python3 build.py build          write dist/, a folder for any static host
    python3 build.py test           every check and every test (arguments go to pytest)
    python3 build.py check          linters, types, layers, budgets
    python3 build.py bench          measure boot, transfer, training and frames

Each takes --offline: work from the cache, fetch nothing. The steps live in pysrc/sitebuild/.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "pysrc"))

from sitebuild.cache import Cache, default_place
from sitebuild.errors import BuildError
from sitebuild.site import build


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("build",):
        command = commands.add_parser(name)
        command.add_argument("--offline", action="store_true", help="fetch nothing")
    return parser


def main() -> int:
    """Runs one command; the exit code is 0 when it did what it says."""
    options = arguments().parse_args()
    cache = Cache(default_place(), options.offline)
    try:
        built = build(cache)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Built {built.dist}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
