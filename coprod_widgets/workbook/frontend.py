"""Whether somebody sits in front of the notebook that is running, and could answer."""

from __future__ import annotations

import os
from typing import Any

_SHOWN_BY_VOILA = "VOILA_PREHEAT"
"""Set for every kernel of Voila, whether it was started ahead or not."""


def somebody_can_answer() -> bool:
    """Whether what is displayed is shown to a person, not just written into a file.

    Jupyter's protocol has each request to execute say whether its sender can pass on a question to
    a person: `allow_stdin`. JupyterLab and its kin can; papermill, nbconvert and all else that runs
    on nbclient cannot. Voila runs on nbclient too, but shows the widgets to somebody afterwards.
    """
    from IPython.core.getipython import get_ipython

    if _SHOWN_BY_VOILA in os.environ:
        return True
    kernel: Any = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return bool(kernel.get_parent().get("content", {}).get("allow_stdin"))
