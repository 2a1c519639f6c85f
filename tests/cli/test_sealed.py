"""The key that opens sealed answers, from the making of a folder to the trying of a copy."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import assert_refused, coprod, folder


def test_where_the_private_half_goes_has_to_be_said(tmp_path: Path) -> None:
    data, key = str(tmp_path / "data"), str(tmp_path / "sealed.key")
    for ways in ([], ["--private-key", key, "--show-private-key"]):
        told = coprod("init", *ways, "--data", data)
        assert_refused(told, "--private-key FILE", "--show-private-key")
    assert not list(tmp_path.iterdir())


def test_a_private_half_in_a_file_is_not_shown_and_is_told_of(tmp_path: Path) -> None:
    data, key = str(tmp_path / "data"), tmp_path / "sealed.key"
    made = coprod("init", "--private-key", str(key), "--data", data)
    assert made.returncode == 0, made.stderr
    assert "AGE-SECRET-KEY-" in key.read_text()
    assert "AGE-SECRET-KEY-" not in made.stdout + made.stderr
    for word in (str(key), "two copies", "nobody on the ward", "lost"):
        assert word in made.stdout
    tried = coprod("sealed", "--key", str(key), "--data", data)
    assert tried.returncode == 0, tried.stderr
    assert "fits" in tried.stdout
    assert "0 of 0" in tried.stdout
    assert coprod("verify", "--data", data).returncode == 0


def test_a_private_half_inside_the_folder_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    told = coprod("init", "--private-key", str(data / "sealed.key"), "--data", str(data))
    assert_refused(told, "inside the data folder")
    assert not data.exists()


def test_a_refused_folder_leaves_no_private_half_behind(tmp_path: Path) -> None:
    data = folder(tmp_path)
    key = tmp_path / "other.key"
    assert_refused(coprod("init", "--private-key", str(key), "--data", data), "data folder already")
    assert not key.exists()


def test_another_folders_key_is_refused(tmp_path: Path) -> None:
    data = folder(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    folder(other)
    key = str(other / "sealed.key")
    assert_refused(coprod("sealed", "--key", key, "--data", data), "another data folder")


def test_invented_people_have_a_private_half_where_one_is_asked_for(tmp_path: Path) -> None:
    data, key = str(tmp_path / "data"), str(tmp_path / "sealed.key")
    invented = ["simulate", "--patients", "1", "--private-key", key, "--data", data]
    assert coprod(*invented).returncode == 0
    assert coprod("sealed", "--key", key, "--data", data).returncode == 0
    other = [*invented[:3], "--private-key", f"{key}.new", "--data", data]
    assert_refused(coprod(*other), "handed out when it was made")
