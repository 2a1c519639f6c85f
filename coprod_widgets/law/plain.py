"""A law pack as plain values that JSON can hold, so that a record is complete by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coprod_widgets.law.pack import LawPack


def as_plain(pack: LawPack) -> dict[str, Any]:
    """The whole pack, its approval too, as plain values."""
    return pack.model_dump(mode="json")


def from_plain(plain: Mapping[str, Any]) -> LawPack:
    """The pack that `as_plain` made plain."""
    from coprod_widgets.law.pack import LawPack

    return LawPack.model_validate(plain)


def hash_of(pack: LawPack) -> str:
    """The SHA-256 of what a pack says, however its file is laid out, without its approval.

    What has its default isn't part of it, so that a key that a later coprod knows takes no
    approval away.
    """
    said = pack.model_dump(mode="json", exclude_defaults=True, exclude={"approved"})
    told = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(told.encode("utf-8")).hexdigest()
