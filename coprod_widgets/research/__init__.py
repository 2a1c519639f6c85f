"""Many sealed records as one data set.

`reading` takes the machine-readable output out of a sealed notebook and refuses what doesn't hold;
`consent` says whose records may go in; `values` says what of an answer may leave the hospital;
`tables` makes rows of them, `columns` says what each column means, `codebook` says what was asked
in which words; `writers` puts it all on disk at once; `dataset` is the list of these steps.
"""
