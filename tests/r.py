"""Find R with what `load.R` needs, or install it, and say what was done.

Run as `python -m tests.r`. Where there is none the tests that need it are skipped.
"""

from __future__ import annotations

import shutil
import subprocess

from tests.browsers import install_from_debian

_NEEDED = ("haven", "jsonlite")
_PACKAGES = ("r-base-core", *(f"r-cran-{name}" for name in _NEEDED))
NO_R = (
    f"there is no R with {' and '.join(_NEEDED)}"
    " (`python -m tests.r` as root installs Debian's packages)"
)


def find_r() -> str | None:
    """The path of an Rscript that has what is needed."""
    found = shutil.which("Rscript")
    if not found:
        return None
    asked = "; ".join(f"library({name})" for name in _NEEDED)
    done = subprocess.run([found, "--vanilla", "-e", asked], capture_output=True)
    return found if done.returncode == 0 else None


def main() -> int:
    """See to it that there is an R, where it can be had."""
    found = find_r()
    if found:
        print(f"The R tests use {found}.")
    elif install_from_debian(*_PACKAGES) and (found := find_r()):
        print(f"Installed Debian's packages {', '.join(_PACKAGES)}; the R tests use {found}.")
    else:
        print(f"The R tests are skipped: {NO_R}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
