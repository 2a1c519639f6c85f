"""What is asked (pure).

`definition` holds the parts of an instrument as typed, frozen objects, `voice` who speaks and when
it is revealed. `source` reads a file as plain values and keeps the line of each, `shaping` makes
the parts of them, and `loading` gives both in one. `events` parses YAML fast. `drawing` makes
shapes of an SVG, and `pictures` finds those of a file and keeps them with it. `rules` reads when a
question is asked, `rule_tree` works it out, `scoring` the declared sums. `checks` finds every fault
before use, with one file a kind of fault in `checking`; `schema` is for editors.
"""
