"""Every measure, level and score worked out again, from the tables of a data set alone.

`folder` reads the tables, `asked` what the codebook says was asked, `talks` puts together what
measures look at, `results` works them out again and sets them beside the tables, `telling` says
what came of it. It needs no records, no key and nobody's words, and works on a released part too.
"""
