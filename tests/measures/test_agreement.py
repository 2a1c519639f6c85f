"""Agreement over many pairs: the check values, a second opinion on each, and what is refused."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.api import OLS, add_constant

from coprod_widgets.measures.agreement import Rating, Statistic, agreement
from coprod_widgets.measures.coefficients import ac2, icc, table_of, weighted_kappa
from coprod_widgets.measures.kinds import KINDS
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from coprod_widgets.widgets.measured import statistic_formula, statistic_name
from tests.measures.test_paired import CLINICIAN, PATIENT

FIVE = (1, 2, 3, 4, 5)
CHECK_VALUES = {
    "EX": 0.3,
    "W1": 0.7,
    "DIR": 0.8,
    "MAD": 1.0,
    "QWK": 0.5031,
    "LWK": 0.3056,
    "AC2": 0.6464,
    "ICC(A,1)": 0.5294,
    "ICC(C,1)": 0.6279,
    "SD": 1.0328,
    "d_z": 0.7746,
}
QUICK = Thresholds(name="quick", resamples=200)


def of(first: tuple[int, ...], second: tuple[int, ...], people: int = 0) -> list[Rating]:
    return [
        Rating(f"p{n % people if people else n}", one, other)
        for n, (one, other) in enumerate(zip(first, second, strict=True))
    ]


def told(ratings: list[Rating], thresholds: Thresholds = QUICK) -> dict[str, Statistic]:
    return {one.code: one for one in agreement(ratings, FIVE, thresholds, seed=1)}


def random_sides(seed: int, n: int = 30) -> tuple[np.ndarray, np.ndarray]:
    dice = Random(seed)
    first = [dice.choice(FIVE) for _ in range(n)]
    second = [min(5, max(1, one + dice.choice((-1, 0, 0, 1, 2)))) for one in first]
    return np.array(first, dtype=float), np.array(second, dtype=float)


@pytest.mark.parametrize(("code", "value"), CHECK_VALUES.items())
def test_the_check_values_hold_to_four_decimals(code: str, value: float) -> None:
    found = told(of(PATIENT, CLINICIAN))[code]
    assert found.value is not None
    assert round(found.value, 4) == value
    assert (found.pairs, found.people) == (10, 10)


def test_the_limits_of_agreement_hold_to_three_decimals() -> None:
    found = told(of(PATIENT, CLINICIAN))
    limits = [round(found[code].value or 0, 3) for code in ("LOA_low", "LOA_high")]
    assert limits == [-1.224, 2.824]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_scikit_learn_gives_the_same_weighted_kappa(seed: int, weights: str) -> None:
    first, second = random_sides(seed)
    ours = weighted_kappa(table_of(first, second, FIVE), weights)  # type: ignore[arg-type]
    assert ours == pytest.approx(cohen_kappa_score(first, second, labels=FIVE, weights=weights))


@pytest.mark.parametrize("seed", range(8))
def test_an_analysis_of_variance_gives_the_same_intraclass_correlations(seed: int) -> None:
    first, second = random_sides(seed, 12)
    n = len(first)
    ratings = np.concatenate([first, second])
    subjects, raters = np.tile(np.eye(n), (2, 1))[:, 1:], np.repeat([0.0, 1.0], n)

    def rest(*columns: np.ndarray) -> float:
        return float(OLS(ratings, add_constant(np.column_stack(columns))).fit().ssr)

    both = rest(subjects, raters)
    rows = (rest(raters) - both) / (n - 1)
    between_raters, error = rest(subjects) - both, both / (n - 1)
    absolute = (rows - error) / (rows + error + 2 * (between_raters - error) / n)
    assert icc(first, second, "agreement") == pytest.approx(absolute)
    assert icc(first, second, "consistency") == pytest.approx((rows - error) / (rows + error))


# Worked out with irrCAC 0.4.4, gwet() with quadratic weights and the categories 1 to 5, to five
# decimals. It asks for older versions of scipy and pandas, so it can't be installed here.
IRRCAC = {
    0: 0.77953,
    1: 0.75734,
    2: 0.85069,
    3: 0.81718,
    4: 0.78004,
    5: 0.89366,
}


@pytest.mark.parametrize(("seed", "value"), IRRCAC.items())
def test_irrcac_gave_the_same_ac2(seed: int, value: float) -> None:
    assert ac2(table_of(*random_sides(seed), FIVE)) == pytest.approx(value, abs=6e-6)


@pytest.mark.parametrize("seed", range(8))
def test_ac2_counted_pair_by_pair_is_the_same(seed: int) -> None:
    first, second = random_sides(seed)

    def weight(one: float, other: float) -> float:
        return 1 - ((one - other) / 4) ** 2

    n = len(first)
    observed = sum(weight(one, other) for one, other in zip(first, second, strict=True)) / n
    used = [(list(first).count(code) + list(second).count(code)) / (2 * n) for code in FIVE]
    spread = sum(share * (1 - share) for share in used)
    chance = sum(weight(one, other) for one in FIVE for other in FIVE) / 20 * spread
    expected = (observed - chance) / (1 - chance)
    assert ac2(table_of(first, second, FIVE)) == pytest.approx(expected)


def test_fewer_than_ten_pairs_are_too_few_for_all_but_the_plain_ones() -> None:
    found = told(of(PATIENT[:9], CLINICIAN[:9]))
    always = {"EX", "W1", "DIR", "MAD"}
    assert {code for code, one in found.items() if one.value is not None} == always
    assert {one.reason for code, one in found.items() if code not in always} == {"too few"}


def test_no_pair_at_all_is_refused_in_plain_words() -> None:
    assert {one.reason for one in told([]).values()} == {"there is no pair"}


def test_where_one_side_never_varies_kappa_is_refused_and_ac2_is_not() -> None:
    found = told(of(PATIENT, (3,) * 10))
    for code in ("QWK", "LWK", "ICC(A,1)", "ICC(C,1)"):
        assert found[code].value is None
        assert found[code].reason == "one side has no variance"
    assert found["AC2"].value is not None


def test_where_nothing_varies_only_the_plain_ones_are_told() -> None:
    found = told(of((3,) * 10, (3,) * 10))
    assert found["EX"].value == 1
    assert found["AC2"].reason == "neither side has any variance"
    assert found["d_z"].value is None


def test_intervals_are_over_people_and_need_ten_of_them() -> None:
    twice = told(of(PATIENT * 2, CLINICIAN * 2, people=10))["MAD"]
    apart = told(of(PATIENT * 2, CLINICIAN * 2))["MAD"]
    few = told(of(PATIENT * 2, CLINICIAN * 2, people=9))["MAD"]
    assert (twice.pairs, twice.people) == (20, 10)
    assert twice.low is not None
    assert twice.high is not None
    assert apart.low is not None
    assert apart.high is not None
    assert twice.low <= 1 <= twice.high
    # Ten people who each say a thing twice tell less than twenty people.
    assert twice.high - twice.low > apart.high - apart.low
    assert (few.value, few.low, few.interval_reason) == (1, None, "too few people for an interval")


def test_the_same_seed_gives_the_same_intervals_in_any_order() -> None:
    ratings = of(PATIENT * 2, CLINICIAN * 2, people=10)
    assert told(ratings) == told(ratings[::-1])
    other = {one.code: one for one in agreement(ratings, FIVE, QUICK, seed=2)}
    assert other["MAD"].value == told(ratings)["MAD"].value
    assert other["MAD"].low != told(ratings)["MAD"].low or other["QWK"] != told(ratings)["QWK"]


def test_an_interval_that_most_resamples_cannot_give_is_refused() -> None:
    # One pair in ten varies on the second side, so a third of the resamples has none of it.
    found = told(of(PATIENT, (*[3] * 9, 4)))["QWK"]
    assert found.value is not None
    assert found.low is None
    assert found.interval_reason == "it can't be worked out in too many of the resamples"


def test_the_intervals_cover_what_is_so_about_as_often_as_they_say() -> None:
    wide = Thresholds(name="coverage", resamples=150)
    covered = 0
    for seed in range(60):
        dice = Random(seed)
        ratings = []
        for person in range(25):
            leaning = dice.choice((0, 1))
            for _ in range(3):
                first = dice.choice((1, 2, 3))
                ratings.append(Rating(f"p{person:02}", first, first + leaning))
        exact = next(one for one in agreement(ratings, FIVE, wide, seed=seed) if one.code == "EX")
        assert exact.low is not None
        assert exact.high is not None
        covered += exact.low <= 0.5 <= exact.high
    assert covered >= 50


def test_a_rating_that_is_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="none of the codes"):
        agreement([Rating("p", 1, 6)], FIVE, PROVISIONAL, seed=1)


@pytest.mark.parametrize("seed", range(5))
def test_every_statistic_is_within_its_bounds(seed: int) -> None:
    first, second = random_sides(seed)
    for kind in KINDS:
        low, high = kind.range
        value = kind.work(first, second, FIVE)
        assert low is None or value >= low
        assert high is None or value <= high


def test_no_statistic_has_a_verbal_label() -> None:
    words = " ".join(
        f"{statistic_name(kind.code, 'en')} {statistic_formula(kind.code, 'en')}" for kind in KINDS
    ).casefold()
    for label in ("substantial", "moderate", "slight", "fair", "perfect", "poor", "excellent"):
        assert label not in words
