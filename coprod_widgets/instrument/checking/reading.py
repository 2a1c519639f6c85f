"""Patient-facing words that are harder to read than the instrument promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from coprod_widgets.instrument.checking.ground import Ground, Spot
from coprod_widgets.instrument.definition import Choice, ScaleQuestion
from coprod_widgets.instrument.faults import Fault, Path
from coprod_widgets.instrument.reading_age import hardest_words, is_measured, reading_age
from coprod_widgets.instrument.source import Parsed
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.translation import Text


def easy_enough(ground: Ground) -> Iterator[Fault]:
    """What the patient reads above the reading age, where no reason is given for it."""
    scales: set[str] = set()
    for spot in ground.spots:
        question = spot.question
        if question.voice is Asked.CLINICIAN or question.hard_words:
            continue
        for path, wordings in _wordings(spot):
            yield from _too_hard(ground, path, wordings)
        if isinstance(question, ScaleQuestion):
            scales.add(question.scale)
    for name in sorted(scales & set(ground.instrument.scales) - ground.doubtful):
        choices = ground.instrument.scales[name]
        yield from _too_hard(ground, ("scales", name), [choice.text for choice in choices])


def _wordings(spot: Spot) -> Iterator[tuple[Path, list[Text]]]:
    """What is read at one go: a question with its hint; all its choices."""
    question = spot.question
    voice = Voice.JOINT if question.voice is Asked.JOINT else Voice.PATIENT
    asked = [question.ask.to(voice)]
    if question.hint is not None:
        asked.append(question.hint.to(voice))
    yield (*spot.path, "ask"), asked
    choices: Iterable[Choice] = getattr(question, "choices", ())
    if choices:
        yield (*spot.path, "choices"), [choice.text for choice in choices]
    for number, field in enumerate(getattr(question, "fields", ())):
        yield (*spot.path, "fields", number, "ask"), [field.ask, *(c.text for c in field.choices)]


def _too_hard(ground: Ground, path: Path, wordings: list[Text]) -> Iterator[Fault]:
    instrument = ground.instrument
    limits = instrument.reading_age, instrument.languages
    yield from too_hard(ground.parsed, path, wordings, *limits, "this instrument")


def too_hard(
    parsed: Parsed,
    path: Path,
    wordings: Sequence[Text],
    limit: int,
    languages: Iterable[str],
    what: str,
) -> Iterator[Fault]:
    """Words that are read at one go and are harder to read than `what` promises."""
    for language in languages:
        if not is_measured(language):
            continue
        for easy in (False, True):
            said = [text.say(language, easy=easy) for text in wordings if language in text.words]
            if easy and not any(language in text.easy for text in wordings):
                continue
            age = reading_age(said)
            if age > limit:
                hard = ", ".join(f"'{word}'" for word in hardest_words(said))
                which = "The easy wording" if easy else "This"
                problem = f"{which} reads at age {age}; {what} promises {limit}."
                cure = "Use shorter sentences and shorter words"
                cure += f" than {hard}" if hard else ""
                cure += ", or give the reason for the hard words as 'hard_words'."
                yield parsed.fault(path, said[0], problem, cure)
