"""Tables that may leave the hospital: a plan, the gates it has to pass, and what comes out.

`plan` says what is asked for, `given` reads the data set that it is made of, and `people` knows
who may be in. `thinning`, `keying` and `microdata` make the tables of talks, `cuts` the counts and
means. `ledger` holds them against what is out already, `about` and `report` say what was done, and
`making` does all of it in order.
"""
