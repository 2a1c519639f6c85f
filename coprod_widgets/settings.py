"""Settings: from the environment and `coprod.toml` in the data folder, checked at start."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from coprod_widgets.errors import SettingsError

FILE = "coprod.toml"
DEFAULT_LAW = "scotland"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a ward may set: `data` by the command line or COPROD_DATA, the rest in coprod.toml."""

    data: Path
    database_url: str = ""
    address: str = "127.0.0.1"
    port: int = 8870
    language: str = "en"
    idle_minutes: int = 30
    secure_cookies: bool = False
    behind_proxy: bool = False
    law: str = DEFAULT_LAW
    second_ratings: float = 0.1

    @property
    def database(self) -> str:
        """The database's URL; SQLite in the data folder if none is set."""
        return self.database_url or f"sqlite:///{self.data / 'coprod.db'}"

    @property
    def key_ring(self) -> Path:
        """Where the key ring lies."""
        return self.data / "keys" / "ring.json"

    @property
    def tombstones(self) -> Path:
        """Where words on research other than yes are kept apart from the database."""
        return self.data / "keys" / "tombstones.jsonl"

    @property
    def workbooks(self) -> Path:
        """Where a ward's own workbooks lie, if it has some."""
        return self.data / "workbooks"

    @property
    def law_packs(self) -> Path:
        """Where a hospital's own law packs lie, if it has some, and what it approved."""
        return self.data / "law"

    @property
    def recipient(self) -> Path:
        """Where the public half of the sealing key lies."""
        return self.data / "keys" / "sealed.pub"

    @classmethod
    def load(cls, data: Path | None = None) -> Settings:
        """The settings for a data folder: `data`, else COPROD_DATA, else the platform's own.

        Raises:
            SettingsError: names the setting, its value, what was expected and where it stands.
        """
        folder = (data or _default_folder()).expanduser().absolute()
        path = folder / FILE
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path} can't be read: {error}.", "Correct the file.") from None
        return cls(data=folder, **_checked(raw, path))


def _default_folder() -> Path:
    named = os.environ.get("COPROD_DATA")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("coprod", appauthor=False)


PORTS = (0, 65_535)
"""The least and the greatest port; 0 takes a free one."""

_DATABASE = re.compile(r"(sqlite|postgresql)(\+[a-z0-9]+)?://")
_LAW = re.compile(r"[a-z][a-z0-9_]{0,62}")
_RANGES: dict[str, tuple[int, int]] = {
    "port": PORTS,
    "idle_minutes": (5, 240),
    "second_ratings": (0, 1),
}


def _checked(raw: Mapping[str, Any], path: Path) -> dict[str, Any]:
    types = {field.name: type(field.default) for field in fields(Settings) if field.name != "data"}
    for name, value in raw.items():
        if name not in types:
            known = ", ".join(sorted(types))
            raise SettingsError(f"{path}: there is no setting '{name}'.", f"Known: {known}.")
        if type(value) is not types[name] and not (types[name] is float and type(value) is int):
            expected = types[name].__name__
            raise SettingsError(
                f"{path}: {name} is {value!r}.", f"Write a value of type {expected}."
            )
    for name, (least, most) in _RANGES.items():
        if not least <= raw.get(name, least) <= most:
            raise SettingsError(f"{path}: {name} is {raw[name]}.", f"Use {least} to {most}.")
    if not raw.get("address", "127.0.0.1").strip():
        # The system would take it for every address the machine has.
        raise SettingsError(f"{path}: address is empty.", "Use 127.0.0.1, or leave it out.")
    if raw.get("database_url") and not _DATABASE.match(raw["database_url"]):
        # Not the value itself: a password may stand in it.
        raise SettingsError(
            f"{path}: database_url is of no database that coprod knows.",
            "Begin it with postgresql+psycopg:// or sqlite:///",
        )
    if not _LAW.fullmatch(raw.get("law", DEFAULT_LAW)):
        raise SettingsError(
            f"{path}: law is {raw['law']!r:.60}, which can't be a law pack's id.",
            "See which there are: coprod law list",
        )
    if "language" in raw:
        _check_language(raw["language"], path)
    return dict(raw)


def _check_language(code: str, path: Path) -> None:
    # Only here, because it takes a tenth of a second and most folders set no language.
    from coprod_widgets.translation import is_language

    if not is_language(code):
        tables = (Path(__file__).parent / "widgets" / "words").glob("*.yaml")
        spoken = ", ".join(sorted(table.stem for table in tables))
        raise SettingsError(
            f"{path}: language is {code!r:.40}, which is no language.",
            f"The pages' own words are there in: {spoken}. Instruments may have any language, "
            "such as fi, sv or pt_BR.",
        )
