"""Where it is kept.

`keys` is the key ring, `tables` what the database looks like, `database` how it is opened and made
durable. `accounts`, `screens`, `people`, `talks`, `records` and `trail` each know one kind of
thing; `store` puts them together, and `verifying` walks every chain and every seal.
"""

from coprod_widgets.store.store import Store

__all__ = ["Store"]
