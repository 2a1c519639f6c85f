"""The key ring: what encrypts at rest, what looks up, what makes pseudonyms.

Fields are encrypted with AES-256-GCM. A field carries the id of its key, so that a ring can get a
new key (`rotated`) while everything written before can still be read. The place of a field (table,
column, row) is bound into it, so that no field can be moved to another place.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.durable import write_over
from coprod_widgets.errors import StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_VERSION = b"\x01"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 4


@dataclass(frozen=True)
class KeyRing:
    """Keys by id, the id of the one that encrypts now, and two more for keyed hashes."""

    keys: dict[str, bytes]
    current: str
    lookup: bytes
    pseudonym: bytes

    @classmethod
    def new(cls) -> KeyRing:
        """A ring with fresh keys."""
        key_id = secrets.token_hex(_ID_BYTES)
        keys = {key_id: secrets.token_bytes(_KEY_BYTES)}
        return cls(keys, key_id, secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_KEY_BYTES))

    def rotated(self) -> KeyRing:
        """The same ring with a new key for what is written from now on."""
        key_id = secrets.token_hex(_ID_BYTES)
        keys = {**self.keys, key_id: secrets.token_bytes(_KEY_BYTES)}
        return KeyRing(keys, key_id, self.lookup, self.pseudonym)

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Encrypt for one place, such as `answers|value|i_1:3`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        head = _VERSION + bytes.fromhex(self.current)
        body = AESGCM(self.keys[self.current]).encrypt(nonce, plain, head + place.encode())
        return head + nonce + body

    def decrypt(self, written: bytes, place: str) -> bytes:
        """Read what was encrypted for this place.

        Raises:
            StoreError: another key, another place, or damage.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not isinstance(written, bytes) or written[:1] != _VERSION:
            raise _unreadable(place)
        head, rest = written[: 1 + _ID_BYTES], written[1 + _ID_BYTES :]
        key = self.keys.get(head[1:].hex())
        if key is None:
            raise StoreError(
                f"{_named(place)} was written with a key that is not in this key ring.",
                "Put the newest copy of the key ring back.",
            )
        try:
            aad = head + place.encode()
            return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], aad)
        except (InvalidTag, ValueError):
            raise _unreadable(place) from None

    @cached_property
    def anchors(self) -> KeyRing:
        """The ring for anchors, worked out from the key that no rotation changes.

        So a server that started before a rotation can still read the anchor, and go on writing.
        """
        part = {
            name: hmac.digest(f"coprod anchors, {name}".encode(), self.lookup, "sha256")
            for name in ("encrypt", "look up", "pseudonym")
        }
        key_id = "0" * 2 * _ID_BYTES
        return KeyRing({key_id: part["encrypt"]}, key_id, part["look up"], part["pseudonym"])

    @cached_property
    def _signing(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        # Worked out, like the anchors' ring, from the key that no rotation changes.
        seed = hmac.digest(b"coprod records, sign", self.lookup, "sha256")
        return Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, content: bytes) -> bytes:
        """A signature by which others can see that this hospital handed something out."""
        return self._signing.sign(content)

    @property
    def public_key(self) -> str:
        """What others check such signatures with: 64 hex digits. It is no secret."""
        return self._signing.public_key().public_bytes_raw().hex()

    def look_up(self, kind: str, text: str) -> str:
        """A keyed hash by which something encrypted can be found again."""
        return hmac.new(self.lookup, f"{kind}|{text}".encode(), hashlib.sha256).hexdigest()

    def save(self, path: Path) -> None:
        """Write the ring for its owner only, whole or not at all."""
        content = {
            "current": self.current,
            "keys": {key_id: _text(key) for key_id, key in self.keys.items()},
            "lookup": _text(self.lookup),
            "pseudonym": _text(self.pseudonym),
        }
        write_over(path, json.dumps(content).encode("ascii"))

    @classmethod
    def read(cls, path: Path) -> KeyRing:
        """Read a ring.

        Raises:
            StoreError: it is missing, damaged, or others may read it.
        """
        try:
            mode = path.stat().st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise StoreError(
                    f"Others can read the key ring {path}.",
                    f"Make it its owner's only: chmod 600 {path}",
                )
            raw = json.loads(path.read_text(encoding="ascii"))
            keys = {key_id: _key(text) for key_id, text in raw["keys"].items()}
            keys[raw["current"]]
            if any(len(bytes.fromhex(key_id)) != _ID_BYTES for key_id in keys):
                raise ValueError("not the id of a key")
            return cls(keys, raw["current"], _key(raw["lookup"]), _key(raw["pseudonym"]))
        except FileNotFoundError:
            problem = f"The key ring {path} is missing."
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            problem = f"The key ring {path} can't be read."
        raise StoreError(
            problem, "Restore it from the copy in the safe; without it nothing can be opened."
        )


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY_BYTES:
        raise ValueError("not a key")
    return key


def _named(place: str) -> str:
    table, column, row = place.split("|")[:3]
    return f"The {column} in row {row} of table '{table}'"


def _unreadable(place: str) -> StoreError:
    return StoreError(
        f"{_named(place)} can't be opened: it was damaged or changed.",
        "Keep a copy of the folder as it is, and restore the last backup that verifies.",
    )
