"""The command line, one module for each group of commands and one function a command.

What a command needs is imported inside it, so that `coprod --help` answers at once.
"""

# Each module's commands join the app when it is imported; the help lists them in this order.
from coprod_widgets.cli import inventing, ward, studies, reproducing, consents  # noqa: F401, I001
from coprod_widgets.cli import cohort, accounts, checking, keys, law  # noqa: F401
from coprod_widgets.cli.terminal import app, main

__all__ = ["app", "main"]
