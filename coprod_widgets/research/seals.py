"""The list of seals that goes out with records: which files, their digests, and who vouches for it.

A notebook cannot hold its own digest. So a hospital hands out `seals.json` beside its records,
which names the SHA-256 of each, and `seals.sig`, its signature over that list. Who has the
hospital's public key can see that nothing was changed since.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import msgspec

from coprod_widgets.errors import CoprodError

LIST, SIGNATURE = "seals.json", "seals.sig"
NEWEST_FORMAT = 1
_SHOWN = 16


class SealsError(CoprodError):
    """A list of seals can't be relied on, so that none of its records can be read."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, "Ask the hospital for its records and its key.")


class SealedFile(msgspec.Struct, frozen=True):
    """One record that was handed out. `interview` and `person` are pseudonyms.

    `begins` and `ends` say between which of its bytes the machine-readable output stands: the
    hospital read the whole notebook before it signed, so nobody else has to look for it.
    `fidelity` is what the ten points of a supervisor who signed it off come to, from 0 to 1.
    """

    file: str
    digest: str
    begins: int
    ends: int
    interview: str
    person: str
    workbook: str
    record_version: int
    hash: str
    fidelity: float | None = None


class KeptInstrument(msgspec.Struct, frozen=True):
    """An instrument that records were held with."""

    file: str
    id: str
    version: str
    hash: str


class Seals(msgspec.Struct, frozen=True):
    """What a hospital handed out, and how many people it left out for which reason.

    `at` is when, in UTC, as text that sorts. `left` has the pseudonyms of people who were handed
    out before and have left since, with their last word on research: they are to be taken out.
    """

    format: int
    hospital: str
    at: str
    records: list[SealedFile]
    instruments: list[KeptInstrument]
    left_out: dict[str, int]
    left: dict[str, str]


class _Format(msgspec.Struct):
    format: int


def as_written(seals: Seals) -> bytes:
    """The list as a file."""
    return msgspec.json.format(msgspec.json.encode(seals), indent=1) + b"\n"


def read_seals(folder: Path, trusted: Container[str]) -> Seals | None:
    """The list of seals in a folder; None if there is none.

    Raises:
        SealsError: it was changed, or a hospital made it whose key isn't among the `trusted`, or a
            newer coprod did.
    """
    path = folder / LIST
    try:
        content = path.read_bytes()
        signature = (folder / SIGNATURE).read_bytes()
    except FileNotFoundError:
        if not path.exists():
            return None
        raise SealsError(f"The list of seals {path} has no signature beside it.") from None
    except OSError as error:
        raise SealsError(f"The list of seals {path} can't be read: {error.strerror}.") from None
    seals = _decoded(content, path)
    if seals.hospital not in trusted:
        raise SealsError(
            f"They were sealed by a hospital whose key was not given ({seals.hospital[:_SHOWN]}…)."
        )
    if not _is_signed(content, signature, seals.hospital):
        raise SealsError(f"The list of seals {path} was changed after it was signed.")
    return seals


def _decoded(content: bytes, path: Path) -> Seals:
    try:
        made = msgspec.json.decode(content, type=_Format).format
        if made > NEWEST_FORMAT:
            raise SealsError(
                f"The list of seals {path} has the format {made}; this version of coprod reads "
                f"formats up to {NEWEST_FORMAT}."
            )
        return msgspec.json.decode(content, type=Seals)
    except (ValueError, RecursionError):
        raise SealsError(f"The list of seals {path} is damaged.") from None


def _is_signed(content: bytes, signature: bytes, public_key: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
