"""Who may do what (pure).

`accounts` says who signs in and in which role, `actions` what a role may do with what, and why
not, and `audit` what is written down about it.
"""
