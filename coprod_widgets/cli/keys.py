"""The key ring: a new key for what is written from now on."""

from __future__ import annotations

from coprod_widgets.cli.terminal import Data, app, now, opened


@app.command()
def rotate_key(data: Data = None) -> None:
    """Encrypt with a new key from now on; what was written before stays readable."""
    from coprod_widgets.access.audit import Deed, Event

    with opened(data) as store:
        store.rotate_key()
        store.note(Event(now(), Deed.ROTATED_KEY, reason="command line"))
    print("From now on a new key encrypts. Start the server anew.")
    print(f"Copy {store.settings.key_ring} to the safe: the copy there can't read what comes now.")
