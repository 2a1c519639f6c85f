"""What it shows (pure).

`evidence` is what measures look at, `reading` makes it of a talk or of a record. `informed`,
`voiced`, `influence`, `bounded`, `reciprocity` and `understood` are the indicators; `sharing`,
`steering`, `paired` and `safety` are about ratings; `catalogue` lists them all. `agreement` is over
many pairs; `level`, `change`, `fidelity` and `prompt` are made of these. Every threshold stands in
`thresholds` and is provisional. Nothing here scores or predicts a risk.
"""
