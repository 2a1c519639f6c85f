"""What the law fixes, as a hospital tells it (pure).

`pack` holds a law pack as typed, frozen objects: who decides what, the rights, and the hospital's
own texts. `plain` makes plain values of it, its hash, and the pack again. `checks` finds every
fault of a file at once, `loading` gives the pack of a file. `approvals` is what a hospital's legal
office approved, by the hash of what it read; `schema` is for editors.
"""
