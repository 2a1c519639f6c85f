"""One ward or one review desk for the tests of a module, run by the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from tests.browser.deskward import start_desk
from tests.browser.ward import Ward, start_demo
from tests.server.visitor import Visitor
from tests.workbook.desks import add_person
from tests.workbook.desks import recorded as recorded_for


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


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_desk(Path(tmp_path_factory.mktemp("desk")), lambda _: None)
    yield started
    started.kill()


@pytest.fixture
def store(desk: Ward) -> Iterator[Store]:
    with Store.open(Settings.load(desk.data)) as opened:
        yield opened


@pytest.fixture
def row(store: Store, request: pytest.FixtureRequest) -> RecordRow:
    return recorded_for(store, add_person(store, request.node.name[:50]))


@pytest.fixture
def sita(desk: Ward) -> Iterator[Visitor]:
    with Visitor(desk.url, desk.account("supervisor")) as visitor:
        yield visitor


@pytest.fixture
def tess(desk: Ward) -> Iterator[Visitor]:
    with Visitor(desk.url, desk.account("supervisor", 1)) as visitor:
        yield visitor
