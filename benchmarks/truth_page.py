"""The page that tells what the statistics found of what was put in."""

from __future__ import annotations

import numpy as np

from benchmarks.truth import EPISODES, HABITS, MONTHS, PATIENTS, WORKBOOKS, Found
from coprod_widgets.research.statistics.told import library
from coprod_widgets.workbook.invented.habits import Habits


def as_page(by_seed: dict[int, list[Found]], seconds: float) -> str:
    """The page of the docs."""
    names = [one.name for one in next(iter(by_seed.values()))]
    lines = []
    for number, name in enumerate(names):
        own = [told[number] for told in by_seed.values()]
        put_in = np.mean([one.put_in for one in own])
        values = np.array([one.value for one in own])
        width = np.mean([one.high - one.low for one in own])
        inside = sum(one.inside for one in own)
        lines.append(
            f"| {name} | {put_in:.3f} | {values.mean():.3f} | {values.std(ddof=1):.3f} "
            f"| {width:.3f} | {inside} of {len(own)} |"
        )
    every = [one for told in by_seed.values() for one in told]
    changed = {
        name: value
        for name in HABITS.__dataclass_fields__
        if (value := getattr(HABITS, name)) != getattr(Habits(), name)
    }
    listed = ", ".join(f"`{name}` {value:g}" for name, value in changed.items())
    return _PAGE.format(
        seeds=len(by_seed),
        patients=PATIENTS,
        episodes=EPISODES,
        months=MONTHS,
        workbooks=", ".join(f"`{name}`" for name in WORKBOOKS),
        changed=listed,
        rows="\n".join(lines),
        inside=sum(one.inside for one in every),
        every=len(every),
        share=100 * sum(one.inside for one in every) / len(every),
        libraries=library("statsmodels", "numpy", "polars"),
        minutes=round(seconds / 60),
    )


_PAGE = """# Truth recovered

Do the [statistics of a cohort](cohort.md) find what is there? [Invented people](simulating.md) with
stated parameters hold talks over months, their records go into a data set, and the statistics are
set beside what was put in.

    python -m benchmarks.truth --seeds {seeds} --out docs/truth.md

{seeds} seeds, each with {patients} people, {episodes} episodes {months:g} months apart, and the
workbooks {workbooks}. Put in, where it is not as usual: {changed}.

| quantity | put in | found, mean | spread over seeds | width of interval | intervals that hold it |
|---|---|---|---|---|---|
{rows}

**{inside} of {every} intervals of 95%, {share:.1f}%, hold what was put in.** Of intervals of 95%
one in twenty misses by chance, so a quantity is found where its line says 17 or more of 20: fewer
would come by chance in 1.6% of such lines. The intervals of one seed hang together, because they
are about the same people.

- Of ratings, what was put in is what is *ticked* on average over all people there could be at these
  moments: the ends of the scale shrink what is felt ([why](simulating.md)). Its line over months is
  the straight line that fits it best.
- An interval of 95% is about four times as wide as the spread over seeds, if it is right. That of
  the ratings' change a month is narrower: 18 of 20 held it here, and 5 of 7 in seven more seeds.
  The model has one slope for everybody. Read its interval as somewhat too narrow.
- Promises: (done + part / 2) / (1 - dropped), by the parameters.
- What was not answered: the parameters themselves, among what was reached. What came of promises,
  links and the question about research go their own ways and are left out.
- Records are what their notebooks would say, without a notebook being executed for each.

Worked out with {libraries} in {minutes} minutes on a busy machine with two cores.
"""
