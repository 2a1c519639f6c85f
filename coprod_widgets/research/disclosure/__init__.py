"""What of many people may be told without telling of one of them. Pure: no clock, no disk, no web.

`thresholds` has the numbers and where they come from. `bands` makes attributes coarser, `anonymity`
finds people who are too few of a kind. `counts` counts people, `hiding` rounds and hides cells,
`subtraction` tries by arithmetic to work out what was hidden, from nothing but what is published.
`means` does the same for means. `overlap` compares the people behind new numbers with those behind
numbers that are already out.
"""
