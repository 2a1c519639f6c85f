"""Pseudonyms and days of one study; without its key nobody gets from them to another study's."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

YEAR = 365
DAYS_A_UNIT = {"week": 7, "day": 1}
"""What days are counted in after they were shifted, whole units only."""


@dataclass(frozen=True)
class StudyKey:
    """The key of one study, of 32 bytes. It never leaves the hospital; its `id` may."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What tells keys apart, and nothing about them: 16 hex digits."""
        return hashlib.sha256(b"coprod study key|" + self.secret).hexdigest()[:16]

    def person(self, pseudonym: str) -> str:
        """The pseudonym of this study for somebody's in the data set: 16 hex digits."""
        return self._hash("person", pseudonym).hex()[:16]

    def interview(self, pseudonym: str) -> str:
        """The pseudonym of this study for a talk's in the data set: 16 hex digits."""
        return self._hash("interview", pseudonym).hex()[:16]

    def shift(self, pseudonym: str) -> int:
        """How many days everything of one person is shifted by in this study: 0 to 364."""
        return int.from_bytes(self._hash("shift", pseudonym)) % YEAR

    def _hash(self, kind: str, text: str) -> bytes:
        return hmac.digest(self.secret, f"{kind}|{text}".encode(), "sha256")
