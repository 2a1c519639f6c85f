"""A team's picture: what became of promises and differences over months, of many people at once.

`counting` reads off the talks of each person what is counted, `periods` puts months together until
there are enough people and enough clinicians in each, `picture` is what is told of it. It is for
care inside the hospital, so whether somebody takes part in research plays no part. It is never
about one nurse and never about one patient.
"""
