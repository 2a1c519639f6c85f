"""Invented people who behave.

`habits` says what is put into them, `ratings` what they feel, `talking` how they hold a talk, and
`truth` what came out of the dice, so that an analysis can be compared with it.
"""
