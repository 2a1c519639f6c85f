"""One ward for the tests of a module, run by the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.ward import Ward, start_demo
from tests.server.visitor import Visitor


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_demo(Path(tmp_path_factory.mktemp("ward")))
    yield started
    started.kill()


@pytest.fixture
def nora(ward: Ward) -> Iterator[Visitor]:
    with Visitor(ward.url, ward.account("clinician")) as visitor:
        yield visitor


@pytest.fixture
def half_way(ward: Ward) -> str:
    return ward.interviews("half_way", "Nora")[0]["id"]


@pytest.fixture
def recorded(ward: Ward) -> str:
    return ward.interviews("recorded", "Nora")[0]["id"]
