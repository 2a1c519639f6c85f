from __future__ import annotations

import pytest
from pydantic import ValidationError

from coprod_widgets.translation import Text, direction, is_language, own_name, texts_of


def test_a_text_is_said_in_the_language_asked_for() -> None:
    text = Text.model_validate({"en": "Good morning", "fi": "Huomenta"})
    assert text.say("fi") == "Huomenta"


def test_a_language_that_is_not_there_falls_back_to_the_first() -> None:
    assert Text.model_validate({"en": "Good morning"}).say("fi") == "Good morning"


def test_easy_words_are_said_where_there_are_some() -> None:
    text = Text.model_validate({"en": "Good morning", "fi": "Huomenta", "easy": {"en": "Hello"}})
    assert text.say("en", easy=True) == "Hello"
    assert text.say("fi", easy=True) == "Huomenta"


@pytest.mark.parametrize("raw", ["Good morning", {"xx_no": "?"}, {"easy": {"en": "Hello"}}, {}])
def test_a_text_without_a_real_language_is_refused(raw: object) -> None:
    with pytest.raises(ValidationError):
        Text.model_validate(raw)


def test_the_direction_comes_from_the_language() -> None:
    assert (direction("en"), direction("ar"), direction("ur")) == ("ltr", "rtl", "rtl")


@pytest.mark.parametrize(("code", "known"), [("en", True), ("pt_BR", True), ("english", False)])
def test_a_language_is_known_by_its_code(code: str, known: bool) -> None:
    assert is_language(code) is known


def test_a_language_is_called_what_its_speakers_call_it() -> None:
    assert [own_name(code) for code in ("en", "fi", "cy")] == ["English", "Suomi", "Cymraeg"]


def test_every_text_of_a_model_is_found_however_deep() -> None:
    hello = Text.model_validate({"en": "Hello"})
    assert list(texts_of({"a": (hello, {"b": hello}), "c": "not a text"})) == [hello, hello]
