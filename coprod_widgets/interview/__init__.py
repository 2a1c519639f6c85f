"""What was said (pure).

`answer` is one value in one voice, `journal` the chain of them, `values` the check that a value
fits its question, `interview` all that follows from a journal, `reveal` who may see what, and
`path` what is asked next. Nothing here knows a clock, a disk or a screen.
"""
