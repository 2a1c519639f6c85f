"""Find a Chromium for the browser tests, or install one, and say what was done.

Run as `python -m tests.chromium`; the tests import `find`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium: COPROD_CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("COPROD_CHROMIUM")
    if named:
        return named
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    return _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install_from_debian() -> bool:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode:
            return False
    return True


def _install_from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command).returncode == 0


def main() -> int:
    """Make sure that there is a Chromium."""
    found = find()
    if found:
        print(f"Browser tests use {found}.")
        return 0
    for source, install in (
        ("Debian's package 'chromium'", _install_from_debian),
        ("Playwright's own Chromium", _install_from_playwright),
    ):
        if install() and (found := find()):
            print(f"Installed {source}; browser tests use {found}.")
            return 0
    print("There is no Chromium. Install one, or name it in COPROD_CHROMIUM.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
