"""Find the browsers for the browser tests, or install them, and say what was done.

Run as `python -m tests.browsers`. Chromium has to be there. Firefox is used where it can be had,
and its test is skipped elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FIREFOX = ("firefox-esr", "firefox")
NO_FIREFOX = (
    "there is no Firefox that can be driven: install one, or name it in COPROD_FIREFOX"
    " (`python -m tests.browsers` as root installs Debian's)"
)


def find_chromium() -> str | None:
    """The path of a Chromium: COPROD_CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("COPROD_CHROMIUM")
    if named:
        return named
    for name in _CHROMIUM:
        found = shutil.which(name)
        if found:
            return found
    return _of_playwright()


def find_firefox() -> str | None:
    """The path of a Firefox: COPROD_FIREFOX, or one on the PATH."""
    named = os.environ.get("COPROD_FIREFOX")
    if named:
        return named
    for name in _FIREFOX:
        found = shutil.which(name)
        if found and not _is_snap(Path(found)):
            return found
    return None


def _is_snap(path: Path) -> bool:
    """Whether it is a snap, or the script that starts one: it could not see a test's profile."""
    real = path.resolve()
    with real.open("rb") as file:
        start = file.read(4096)
    return real.name == "snap" or (start.startswith(b"#!") and b"/snap/" in start)


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_from_debian(*packages: str) -> bool:
    """Install some packages, where this is Debian and we are root; gives whether that was done."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode:
            return False
    return True


def _install_from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command).returncode == 0


def _have_chromium() -> bool:
    found = find_chromium()
    if found:
        print(f"Browser tests use {found}.")
        return True
    for source, install in (
        ("Debian's package 'chromium'", lambda: install_from_debian("chromium")),
        ("Playwright's own Chromium", _install_from_playwright),
    ):
        if install() and (found := find_chromium()):
            print(f"Installed {source}; browser tests use {found}.")
            return True
    print("There is no Chromium. Install one, or name it in COPROD_CHROMIUM.", file=sys.stderr)
    return False


def _look_for_firefox() -> None:
    found = find_firefox()
    if found:
        print(f"The Firefox test uses {found}.")
    elif install_from_debian("firefox-esr") and (found := find_firefox()):
        print(f"Installed Debian's package 'firefox-esr'; the Firefox test uses {found}.")
    else:
        print(f"The Firefox test is skipped: {NO_FIREFOX}.")


def main() -> int:
    """Make sure that there is a Chromium, and a Firefox where it can be had."""
    if not _have_chromium():
        return 1
    _look_for_firefox()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
