from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from coprod_widgets.widgets.words import page_words, say, say_count

ROOT = Path(__file__).parent.parent.parent


def test_every_word_that_a_page_or_a_form_asks_for_is_there() -> None:
    sources = [*(ROOT / "coprod_widgets").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    for source in sources:
        for key in re.findall(r"\bsay\(\s*\"([a-z0-9_]+)\"", source.read_text("utf-8")):
            if key != "en" and not key.endswith("_"):
                assert say(key, "en") is not None


COMPOSED = (
    r"voice|answers|promise|empty|status|happened|group|stage|role|error|device|law_(?:not|past)"
    r"|(?:pin|hand)_.*(?:hint|why)|preview_(?:screen|far)"
    r"|why|told|changes|team"
)
"""Words whose key is put together where they are said: `say(f"status_{…}")`."""


def test_no_word_is_kept_that_nobody_says() -> None:
    folders = ("coprod_widgets/**/*.py", "coprod_widgets/**/*.js", "templates/**/*.*")
    sources = "".join(p.read_text("utf-8") for f in folders for p in ROOT.glob(f))
    table = YAML(typ="safe").load(
        (ROOT / "coprod_widgets/widgets/words/en.yaml").read_text("utf-8")
    )
    kept = {key for key in table if not re.match(rf"(?:{COMPOSED})(?:_|$)", key)}
    kept |= set(table["page"])
    assert set(table["preview"]) <= set(table)
    assert set(table["preview_page"]) <= set(table["page"])
    said = set(re.findall(r"[\"'.]([a-z0-9_]+)\b", sources))
    assert kept - said == set()


def test_a_count_takes_its_plural() -> None:
    assert say_count("withheld", 1, "en").startswith("1 reason cannot")
    assert say_count("withheld", 3, "en").startswith("3 reasons cannot")


def test_a_language_without_words_falls_back_to_english() -> None:
    assert say("save", "fi") == say("save", "en")
    assert page_words("fi") == page_words("en")


def test_the_script_asks_for_no_word_that_is_not_there() -> None:
    script = (ROOT / "coprod_widgets/widgets/static/form.js").read_text("utf-8")
    asked = set(re.findall(r"this\.words\.([a-z_]+)", script))
    asked |= set(re.findall(r"\.say\(\"([a-z_]+)\"", script))
    asked |= set(re.findall(r"problem: \"([a-z_]+)\"", script))
    assert asked <= set(page_words("en")), asked - set(page_words("en"))


def test_no_word_is_hard_on_people() -> None:
    table = (ROOT / "coprod_widgets/widgets/words/en.yaml").read_text("utf-8").lower()
    for word in (" must ", "refused to", "lacks", "insight", "non-compliant"):
        assert word not in table
