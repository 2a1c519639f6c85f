"""The sealing key: its public half stays in the data folder, its private half never does.

The private half is an age identity. The file it is handed out in can be read by any age tool, and
what the ward has sealed can be opened wherever that file is.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError, StoreError
from coprod_widgets.interview.answer import Answer
from coprod_widgets.interview.sealed import Content, unpacked

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

_SAYS = """\
# Opens the sealed answers of one coprod data folder. Its public half is
# {public}
# Keep two copies, apart from each other, from the ward, its server and its backups.
# Without it nobody can ever open them. Nobody on the ward may have it.
"""


def seal(text: str, recipient: Path) -> str:
    """Encrypt text to a public half, in base64.

    Raises:
        CoprodError: the public half can't be read.
    """
    import pyrage

    return base64.b64encode(pyrage.encrypt(text.encode(), [_public(recipient)])).decode("ascii")


def open_sealed(
    answers: Iterable[Answer], identity: Identity
) -> Iterator[tuple[Answer, Content | None]]:
    """Each sealed answer with what is inside it; None where this private half doesn't open it.

    This is for where the private half is kept, and for grouped use alone. What it gives belongs in
    no file, no page and no log of the ward.
    """
    import pyrage

    for answer in answers:
        try:
            sealed = base64.b64decode(answer.sealed or "", validate=True)
            inside = unpacked(pyrage.decrypt(sealed, [identity]).decode())
        except (pyrage.DecryptError, ValueError, CoprodError):
            yield answer, None
        else:
            yield answer, inside


@contextmanager
def handed_out(path: Path, data: Path) -> Iterator[Path]:
    """Reserve a new file for a private half, its owner's only; it goes if the rest fails.

    It is taken before there is a key, so that no folder is made whose private half can't be kept.

    Raises:
        StoreError: it is inside the data folder, is there already, or can't be written.
    """
    if path.resolve().is_relative_to(data.resolve()):
        raise StoreError(
            f"{path} is inside the data folder, so the ward's server would keep it.",
            "Name a file elsewhere, best on a medium that leaves the ward.",
        )
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreError(
            f"The private half of the sealing key can't be written to {path}: {error.strerror}.",
            "Name a new file in a folder that is there.",
        ) from error
    try:
        yield path
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def keep(private_key: str, path: Path) -> None:
    """Write a private half into the file that was reserved for it, and to the disk."""
    import pyrage

    public = pyrage.x25519.Identity.from_str(private_key).to_public()
    with path.open("w", encoding="ascii") as file:
        file.write(f"{_SAYS.format(public=public)}{private_key}\n")
        file.flush()
        os.fsync(file.fileno())


def read_identity(path: Path, recipient: Path) -> Identity:
    """The private half in a file.

    Raises:
        CoprodError: there is none in it, or it isn't the other half of this public one.
    """
    import pyrage

    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        (key,) = [line for line in lines if line and not line.startswith("#")]
        identity = pyrage.x25519.Identity.from_str(key)
    except (OSError, ValueError, pyrage.IdentityError):
        # Not what was read: it may be the key with a letter missing.
        raise CoprodError(
            f"There is no private half of a sealing key in {path}.",
            "Name the file that 'coprod init' wrote, or one with the line it showed.",
        ) from None
    if str(identity.to_public()) != str(_public(recipient)):
        raise CoprodError(
            f"The private half in {path} belongs to another data folder.",
            "Bring the one that was handed out when this folder was made.",
        )
    return identity


def _public(path: Path) -> Recipient:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError, pyrage.RecipientError) as error:
        raise CoprodError(
            f"The sealing key {path} can't be read.",
            "Restore the data folder's keys from a backup.",
        ) from error
