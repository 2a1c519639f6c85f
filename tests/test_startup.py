from __future__ import annotations

import subprocess
import sys


def test_what_is_slow_and_not_needed_is_never_imported_by_the_command_line() -> None:
    code = (
        "import sys; sys.argv = ['coprod', 'check', 'nothing.yaml']\n"
        "from coprod_widgets.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "import nbformat.validator, papermill\n"
        "print(any(name.startswith('rfc3987_syntax.') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False", done.stderr
