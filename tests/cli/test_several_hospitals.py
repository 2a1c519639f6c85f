"""A study of two hospitals, as whoever runs it does it at a terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import assert_refused, coprod, folder
from tests.research.release.centre import EACH, Centre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path)
    made.hand_out(1)
    yield made
    made.close()


def gather(centre: Centre, out: str, data: str) -> subprocess.CompletedProcess[str]:
    keys = [hospital.store.keys.public_key for hospital in centre.hospitals.values()]
    return coprod(
        "dataset",
        *("--from", str(centre.folder / "got")),
        *(part for key in keys for part in ("--trust", key)),
        *("--out", str(centre.folder / out), "--shelf", str(centre.folder / "shelf")),
        *("--data", data),
    )


def release(centre: Centre, dataset: str, out: str, data: str) -> subprocess.CompletedProcess[str]:
    plan = centre.folder / "plan.yaml"
    plan.write_text(json.dumps({"study": "both-2026"}), encoding="utf-8")
    return coprod(
        "release",
        *("--dataset", str(centre.folder / dataset), "--plan", str(plan)),
        *("--out", str(centre.folder / out), "--data", data),
    )


def test_a_study_centre_gathers_releases_and_recalls(centre: Centre, tmp_path: Path) -> None:
    unkept = gather(centre, "unkept", str(tmp_path / "nothing"))
    assert unkept.returncode == 0, unkept.stderr
    assert "can't be released" in unkept.stdout

    data = folder(tmp_path)
    centre.joins("a_30")  # else the very same data set would be kept under another name
    centre.hand_out(2)
    done = gather(centre, "ds", data)
    assert done.returncode == 0, done.stderr
    assert f"{2 * EACH + 1} interviews" in done.stdout
    assert "can't be released" not in done.stdout
    refused = release(centre, "unkept", "out", data)
    assert_refused(refused, "not made from this data folder", "--data")

    made = release(centre, "ds", "out", data)
    assert made.returncode == 0, made.stderr
    assert "Nothing has to be recalled" in coprod("recall", "--data", data).stdout

    centre.withdraws("b_01")
    centre.hand_out(3)
    newer = gather(centre, "newer", data)
    assert "Recalled by the hospital: 2 records" in newer.stdout
    assert "holds people who have left: see 'coprod recall'" in newer.stdout
    recalled = coprod("recall", "--data", data).stdout.splitlines()
    (from_set,) = [line for line in recalled if "data set of hand-outs" in line]
    assert from_set.endswith(f": {centre.pseudonym('b_01')}")
    (from_release,) = [line for line in recalled if line != from_set]
    assert from_release.startswith(made.stdout.split()[1])
    assert from_release.rpartition(" ")[2] in centre.people("out")

    assert_refused(release(centre, "newer", "next", data), made.stdout.split()[1])
    assert coprod("verify", "--data", data).returncode == 0
