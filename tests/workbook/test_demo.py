"""The invented ward that is there to try everything with."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.demo import known_demo, make_demo
from tests.workbook.conftest import AT, silent


@pytest.mark.slow
def test_the_same_ward_is_there_again_with_new_passwords(tmp_path: Path) -> None:
    with Store.create(Settings.load(tmp_path / "data"))[0] as store:
        made = make_demo(store, patients=5, seed=1, at=AT, progress=silent)
        again = known_demo(store)
        assert again.interviews == made.interviews
        assert {one.name: one.role for one in again.accounts} == {
            one.name: one.role for one in made.accounts
        }
        for old in made.accounts:
            (new,) = [one for one in again.accounts if one.name == old.name]
            assert store.check_password(old.name, old.password, AT) is None
            assert store.check_password(new.name, new.password, AT)


def test_a_folder_of_real_people_is_no_demo(store: Store) -> None:
    with pytest.raises(StoreError, match="no invented ward"):
        known_demo(store)
    assert store.check_password("nora", "a long enough one", AT)
