from __future__ import annotations

from collections.abc import Iterator

import pytest

from coprod_widgets.kernels.owner import close_all
from tests.kernels.processes import descendants, eventually


@pytest.fixture(autouse=True)
def no_process_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each slow test, all that it started has ended once its fork server was closed."""
    if not request.node.get_closest_marker("slow"):
        yield
        return
    close_all()
    before = descendants()  # what other tests in this process have left running for later ones
    yield
    close_all()
    assert eventually(lambda: set(descendants()) <= set(before)), descendants()
