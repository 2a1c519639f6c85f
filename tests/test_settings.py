from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from coprod_widgets.errors import SettingsError
from coprod_widgets.settings import Settings


def test_settings_come_from_the_folders_file(tmp_path: Path) -> None:
    (tmp_path / "coprod.toml").write_text("port = 9000\nsecure_cookies = true\n")
    settings = Settings.load(tmp_path)
    assert (settings.port, settings.secure_cookies, settings.language) == (9000, True, "en")


def test_the_folder_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROD_DATA", str(tmp_path))
    assert Settings.load().data == tmp_path


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("prot = 1", "prot"),
        ('port = "1"', "port"),
        ("port = 70000", "70000"),
        ("idle_minutes = 1", "idle_minutes"),
        ("port = ", "coprod.toml"),
        ("secure_cookies = 1", "secure_cookies"),
        ('language = "xx"', "there in: en"),
        ('language = ""', "language"),
        ('address = ""', "address"),
        ('database_url = "mysql://PLANTED/y"', "postgresql"),
        ('database_url = "garbage"', "postgresql"),
        ('law = "../scotland"', "coprod law list"),
        ('law = ""', "law"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / "coprod.toml").write_text(content)
    with pytest.raises(SettingsError, match=named):
        Settings.load(tmp_path)


@pytest.mark.parametrize("language", ["en", "fi", "pt_BR"])
def test_any_language_may_be_set(tmp_path: Path, language: str) -> None:
    (tmp_path / "coprod.toml").write_text(f'language = "{language}"')
    assert Settings.load(tmp_path).language == language


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "settings.md").read_text("utf-8")
    for field in fields(Settings):
        assert field.name == "data" or f"`{field.name}`" in page
