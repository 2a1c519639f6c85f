"""A supervisor looks at the whole team over months: pictures, tables, and nobody by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from coprod_widgets.access.accounts import Role
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.simulating import simulate
from tests.browser.guard import guarded
from tests.browser.meeting import assert_accessible, assert_fits, sign_in
from tests.browser.ward import Ward, free_port
from tests.workbook.conftest import silent
from tests.workbook.desks import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = Path(tmp_path_factory.mktemp("team"))
    store, _ = Store.create(Settings.load(folder / "data"))
    with store:
        simulate(
            store,
            patients=15,
            seed=5,
            progress=silent,
            habits=Habits(left_out=0, stopped=0),
            workbooks=("decisions",),
            months=2,
        )
        store.add_account("sita", Role.SUPERVISOR, PASSWORD)
    said: dict[str, Any] = {
        "accounts": [{"name": "sita", "password": PASSWORD, "role": "supervisor"}],
        "url": f"http://127.0.0.1:{free_port()}/",
    }
    started = Ward(folder / "data", None, said, folder / "log")
    started.serve_again()
    yield started
    started.kill()


def test_the_teams_picture_comes_by_itself_and_is_static(ward: Ward, browser: Browser) -> None:
    with guarded(browser, ward.url) as context:
        page = context.new_page()
        sign_in(page, ward.url, ward.account("supervisor"))
        page.get_by_role("link", name="Many talks, seen as a whole").click()
        title = page.get_by_role("heading", name="Many talks, seen as a whole", level=1)
        expect(title).to_be_visible()
        say = page.locator("section", has_text="How much say there is")
        expect(say.get_by_role("img")).to_be_visible()
        cells = say.locator("td").all_inner_texts()
        counted = [cell for cell in cells if "people)" in cell]
        assert counted
        assert all(int(cell.split("about ")[1].split(" ")[0]) >= 10 for cell in counted)
        assert page.locator("script").count() == 0
        assert_accessible(page)
        assert_fits(page)
