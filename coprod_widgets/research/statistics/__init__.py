"""Statistics over the tables of a data set, each told with its n, its formula and who is not in it.

`tables` reads what `coprod dataset` wrote; `told` is what every statistic comes as; `resampling`
makes intervals over people. `agreeing` is how far two voices agree, `differing` a multilevel model
of how far they are apart over months, `changing` what became different, `reliability` how well
statements hang together, `missing` what wasn't answered, `keeping` what became of promises, and
`drawn` draws. No statistic is of fewer than ten people. Nothing here is imported before it is used.
"""
