"""Where it is kept.

`keys` is the key ring, `tables` what the database looks like, `database` how it is opened and made
durable, `folder` how it all is made. `anchors` says what the database must hold, and `guarded`
writes it. `accounts`, `screens`, `people`, `instruments`, `journals`, `talks`, `records` and
`trail` each know one kind of thing; `store` puts them together. `verifying` walks every row, chain
and seal.
"""

from coprod_widgets.store.store import Store

__all__ = ["Store"]
