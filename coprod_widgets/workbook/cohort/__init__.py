"""The cohort's notebook: many talks at once, for a team or for research, executed and static.

`opening` is what the notebook calls; `team` and `research` are its two views; `showing` makes HTML
of them; `making` has the notebook executed, and `page` turns it into one HTML file.
"""
