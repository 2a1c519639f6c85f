"""What people say about research, noted at a terminal; what has to be recalled is named."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from tests.cli.running import assert_refused, coprod
from tests.research.test_dataset import Shelf

NOT_YES = [word for word in Consent if word is not Consent.YES]


@pytest.fixture
def data(tmp_path: Path) -> str:
    shelf = Shelf(tmp_path / "data")
    shelf.put_three()
    shelf.store.close()
    return str(tmp_path / "data")


def given(data: str, tmp_path: Path) -> tuple[str, str]:
    """A data set and a hand-out with both people; gives their ids."""
    assert coprod("dataset", "--out", str(tmp_path / "set"), "--data", data).returncode == 0
    assert coprod("hand-out", "--out", str(tmp_path / "hand"), "--data", data).returncode == 0
    with Store.open(Settings.load(Path(data))) as store:
        newest, oldest = store.datasets()
    return oldest.id, newest.id


@pytest.mark.parametrize("word", NOT_YES)
def test_whoever_leaves_is_told_of_everything_that_holds_them(
    data: str, tmp_path: Path, word: str
) -> None:
    made, handed = given(data, tmp_path)
    assert "Nothing has to be recalled" in coprod("recall", "--data", data).stdout
    noted = coprod("consent", "p_anna", word, "--data", data)
    assert noted.returncode == 0, noted.stderr
    assert re.search(rf"{made}  20\d\d-.*data set", noted.stdout)
    assert re.search(rf"{handed}  20\d\d-.*records", noted.stdout)
    with Store.open(Settings.load(Path(data))) as store:
        pseudonym = store.pseudonym("p_anna")
        event = store.events()[-1]
        assert (event.deed, event.resource) == (Deed.NOTED_CONSENT, "p_anna")
        assert store.consent("p_anna") == word
    assert pseudonym in noted.stdout
    assert pseudonym in (tmp_path / "set/interviews.csv").read_text()
    recalled = coprod("recall", "--data", data).stdout
    assert [made in recalled, handed in recalled, recalled.count(pseudonym)] == [True, True, 2]
    again = coprod("dataset", "--out", str(tmp_path / "after"), "--data", data)
    assert "1 interviews of 1 people" in again.stdout
    assert f"Left out: 1 people ({word})" in again.stdout
    assert pseudonym not in (tmp_path / "after/interviews.csv").read_text()
    back = coprod("consent", "p_anna", "yes", "--data", data)
    assert "recalled" not in back.stdout
    assert "Nothing has to be recalled" in coprod("recall", "--data", data).stdout


def test_the_number_can_be_asked_for_and_is_repeated_nowhere(data: str) -> None:
    with Store.open(Settings.load(Path(data))) as store:
        store.add_patient("Dora", "NHS 4567", clinician_id=store.accounts()[0].id, id="p_dora")
    asked = coprod("consent", "-", "no", "--data", data, stdin="nhs  4567\n")
    assert asked.returncode == 0, asked.stderr
    assert "4567" not in asked.stdout
    assert "Nothing was given out" in asked.stdout
    wrong = coprod("consent", "NHS 99999", "no", "--data", data)
    assert_refused(wrong, "nobody with this number")
    assert "99999" not in wrong.stderr
    with Store.open(Settings.load(Path(data))) as store:
        assert not any("4567" in f"{event.resource} {event.reason}" for event in store.events())
        assert store.consent("p_dora") is Consent.NO


def test_a_day_that_is_over_takes_its_place_among_the_others(data: str) -> None:
    coprod("consent", "p_anna", "yes", "--data", data)
    noted = coprod("consent", "p_anna", "no", "--day", "2026-03-09", "--data", data)
    assert "A later word rules: yes" in noted.stdout
    assert_refused(coprod("consent", "p_anna", "no", "--day", "2999-01-01", "--data", data), "DAY")
    assert_refused(coprod("consent", "p_anna", "no", "--day", "Monday", "--data", data), "DAY")
    assert_refused(coprod("consent", "p_anna", "perhaps", "--data", data), "perhaps", "ask_later")


@pytest.mark.parametrize("word", NOT_YES)
def test_a_yes_of_the_day_never_rules_over_what_was_noted_for_that_day(
    data: str, word: str
) -> None:
    today = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = today - timedelta(days=1)
    with Store.open(Settings.load(Path(data))) as store:
        store.add_consent("p_anna", "yes", (yesterday + timedelta(hours=14)).astimezone())
    noted = coprod("consent", "p_anna", word, "--day", f"{yesterday:%Y-%m-%d}", "--data", data)
    assert "A later word rules" not in noted.stdout
    assert "From now on nothing of this person is given out." in noted.stdout
    coprod("consent", "p_bert", "yes", "--data", data)
    coprod("consent", "p_bert", word, "--day", f"{today:%Y-%m-%d}", "--data", data)
    with Store.open(Settings.load(Path(data))) as store:
        assert store.consent("p_anna") == store.consent("p_bert") == word
        # It does not reach into the next day.
        store.add_consent("p_anna", "yes", today.astimezone())
        assert store.consent("p_anna") is Consent.YES
        assert store.consents_of("p_bert")[-1][1] <= datetime.now(UTC)


def test_a_lost_file_is_refused_with_a_cure_that_works(data: str, tmp_path: Path) -> None:
    made, _ = given(data, tmp_path)
    coprod("consent", "p_anna", "withdrawn", "--data", data)
    file = Settings.load(Path(data)).tombstones
    file.unlink()
    for command in (
        ["dataset", "--out", str(tmp_path / "a")],
        ["hand-out", "--out", str(tmp_path / "b")],
        ["consent", "p_bert", "no"],
    ):
        assert_refused(coprod(*command, "--data", data), "tombstones", "newest copy")
    verified = coprod("verify", "--data", data)
    assert (verified.returncode, "The tombstones" in verified.stderr) == (1, True)
    assert coprod("new-tombstones", "--data", data).returncode == 0
    assert_refused(coprod("new-tombstones", "--data", data), "nothing was done")
    assert "tombstones" not in coprod("verify", "--data", data).stderr
    assert made in coprod("recall", "--data", data).stdout
