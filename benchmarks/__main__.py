"""Run benchmarks: `python -m benchmarks [NAME…]`, all of them without a name."""

from __future__ import annotations

import sys

from benchmarks import kernels, saved

BENCHMARKS = {"kernels": kernels.main, "saved": saved.main}


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, or all."""
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(
            f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.",
            file=sys.stderr,
        )
        return 1
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


raise SystemExit(main(sys.argv[1:]))
