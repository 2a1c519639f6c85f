from __future__ import annotations

import re
from pathlib import Path

from coprod_widgets.widgets.words import page_words, say, say_count

ROOT = Path(__file__).parent.parent.parent


def test_every_word_that_a_page_or_a_form_asks_for_is_there() -> None:
    sources = [*(ROOT / "coprod_widgets").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    for source in sources:
        for key in re.findall(r"\bsay\(\s*\"([a-z0-9_]+)\"", source.read_text("utf-8")):
            if key != "en" and not key.endswith("_"):
                assert say(key, "en") is not None


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
    assert asked <= set(page_words("en")), asked - set(page_words("en"))


def test_no_word_is_hard_on_people() -> None:
    table = (ROOT / "coprod_widgets/widgets/words/en.yaml").read_text("utf-8").lower()
    for word in (" must ", "refused to", "lacks", "insight", "non-compliant"):
        assert word not in table
