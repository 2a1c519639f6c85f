"""What is asked (pure).

`definition` holds the parts of an instrument as typed, frozen objects, `voice` who speaks and when
it is revealed, `rules` when a question is asked, `scoring` the declared sums, `loading` reads a
file and keeps the line of each part, and `checks` finds every fault before use.
"""
