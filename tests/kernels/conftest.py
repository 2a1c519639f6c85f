from __future__ import annotations

from collections.abc import Iterator

import pytest

from coprod_widgets.kernels.owner import close_all
from tests.kernels.processes import descendants, eventually


@pytest.fixture(autouse=True)
def no_process_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each slow test, all that it started has ended once its fork server was closed."""
    yield
    if request.node.get_closest_marker("slow"):
        close_all()
        assert eventually(lambda: not descendants()), descendants()
