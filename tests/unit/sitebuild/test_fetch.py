"""What was downloaded is what was pinned, or the build stops."""

import hashlib
import json
import re

import pytest

from sitebuild import versions
from sitebuild.errors import BuildError
from sitebuild.fetch import verified
from sitebuild.run import run


def test_one_wrong_byte_is_refused(tmp_path):
    wheel = tmp_path / "numpy.whl"
    wheel.write_bytes(b"right bytes")
    sha256 = hashlib.sha256(b"right bytes").hexdigest()
    assert verified(wheel, sha256) == wheel
    wheel.write_bytes(b"right bytez")
    with pytest.raises(BuildError, match=r"numpy\.whl is not the file that was pinned"):
        verified(wheel, sha256)


@pytest.mark.parametrize("lock", [versions.BROWSER_LOCK, versions.NODE_LOCK, versions.TEST_LOCK])
def test_every_python_package_is_pinned_with_hashes(lock):
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"(?m)^(?=[a-z0-9])", text)
    packages = [entry for entry in entries if "==" in entry]
    assert packages
    assert all("--hash=sha256:" in entry for entry in packages)


def test_the_npm_lock_holds_exact_versions_and_no_addresses():
    site = versions.ROOT / "site"
    package = json.loads((site / "package.json").read_text(encoding="utf-8"))
    pinned = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())
    lock = (site / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    locked = json.loads(lock)["packages"]
    assert all("integrity" in locked[f"node_modules/{name}"] for name in pinned)


def test_the_tests_use_the_panel_and_bokeh_of_the_page():
    for name in ("panel", "bokeh", "param"):
        assert versions.locked_version(versions.TEST_LOCK, name) == versions.locked_version(
            versions.BROWSER_LOCK, name
        )


def test_a_package_that_is_not_locked_is_named():
    with pytest.raises(KeyError, match=r"leftpad is not in browser\.txt"):
        versions.locked_version(versions.BROWSER_LOCK, "leftpad")


def test_a_program_that_fails_or_is_missing_is_answered_with_a_sentence(tmp_path):
    with pytest.raises(BuildError, match=r"^Fetching failed\.\n    .*No such|^Fetching failed\."):
        run(["python3", "-c", "raise SystemExit('No such host')"], failure="Fetching failed.")
    with pytest.raises(BuildError, match=r"^Node is missing\. "):
        run([tmp_path / "node"], failure="Node is missing.")
