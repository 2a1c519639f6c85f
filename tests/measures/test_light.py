"""Nothing on the ward needs what researchers need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MODULES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "coprod_widgets" / "measures").glob("*.py")
)
PROGRAM = """
import importlib, sys
for name in {modules}:
    importlib.import_module(f"coprod_widgets.measures.{{name}}")
print([name for name in ("numpy", "scipy", "pandas", "statsmodels") if name in sys.modules])
"""


def test_the_measures_are_imported_without_any_library_for_statistics() -> None:
    program = PROGRAM.format(modules=[name for name in MODULES if name != "__init__"])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
