"""The sealing key is handed out once, and what it sealed is opened by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from coprod_widgets.errors import CoprodError, StoreError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Place, Status
from coprod_widgets.interview.sealed import Content, packed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.sealing import handed_out, keep, open_sealed, read_identity
from tests.interview.tiny import TINY

PLACE = Place("secret", None, Voice.PATIENT)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Settings, Path]:
    """A data folder, and the file its private half was written to."""
    settings, key = Settings.load(tmp_path / "data"), tmp_path / "sealed.key"
    with handed_out(key, settings.data):
        store, private = Store.create(settings)
        store.close()
        keep(private, key)
    return settings, key


def sealed(store: Store, text: str) -> Answer:
    at = datetime(2026, 3, 9, tzinfo=UTC)
    kept = store.seal(text)
    return Answer(1, at, "a_1", "key-1234", PLACE, Status.SEALED, None, Entered.SELF, kept)


def test_what_was_sealed_is_opened_by_the_private_half_and_no_other(
    made: tuple[Settings, Path],
) -> None:
    settings, key = made
    with Store.open(settings) as store:
        answer = sealed(store, packed(TINY, PLACE, Status.ANSWERED, "no"))
        odd = sealed(store, "not of coprod's making")
    identity = read_identity(key, settings.recipient)
    inside = [content for _, content in open_sealed([answer, odd], identity)]
    assert inside == [Content(Status.ANSWERED, "no"), None]
    other = pyrage.x25519.Identity.generate()
    assert [content for _, content in open_sealed([answer], other)] == [None]


def test_the_private_half_is_its_owners_only_and_nowhere_in_the_data_folder(
    made: tuple[Settings, Path],
) -> None:
    settings, key = made
    assert key.stat().st_mode & 0o777 == 0o600
    private = key.read_text().splitlines()[-1].encode()
    assert private.startswith(b"AGE-SECRET-KEY-1")
    kept = b"".join(p.read_bytes() for p in settings.data.rglob("*") if p.is_file())
    assert b"AGE-SECRET-KEY" not in kept
    assert private[20:] not in kept


@pytest.mark.parametrize("where", ["data/k", "data/keys/k", "data/../data/k", "link/k"])
def test_a_private_half_inside_the_data_folder_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "data" / "keys").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with (
        pytest.raises(StoreError, match="inside the data folder"),
        handed_out(tmp_path / where, tmp_path / "data"),
    ):
        pass
    assert not (tmp_path / where).exists()


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    key = tmp_path / "sealed.key"
    key.write_text("mine")
    with pytest.raises(StoreError, match="can't be written"), handed_out(key, tmp_path / "data"):
        pass
    assert key.read_text() == "mine"


def test_no_file_is_left_when_the_folder_could_not_be_made(tmp_path: Path) -> None:
    key = tmp_path / "sealed.key"
    with pytest.raises(KeyboardInterrupt), handed_out(key, tmp_path / "data"):
        raise KeyboardInterrupt
    assert not key.exists()


def test_a_key_of_another_folder_or_none_at_all_is_named_and_not_shown(
    made: tuple[Settings, Path], tmp_path: Path
) -> None:
    settings, key = made
    foreign = tmp_path / "foreign.key"
    foreign.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(CoprodError, match="another data folder"):
        read_identity(foreign, settings.recipient)
    cut = tmp_path / "cut.key"
    cut.write_text(key.read_text()[:-4])
    for path in (cut, tmp_path / "nowhere", settings.key_ring):
        with pytest.raises(CoprodError, match="no private half") as told:
            read_identity(path, settings.recipient)
        assert "SECRET" not in str(told.value)


def test_the_bare_line_that_was_shown_is_a_key_as_well(
    made: tuple[Settings, Path], tmp_path: Path
) -> None:
    settings, key = made
    bare = tmp_path / "bare.key"
    bare.write_text(key.read_text().splitlines()[-1])
    assert str(read_identity(bare, settings.recipient).to_public()) in key.read_text()
