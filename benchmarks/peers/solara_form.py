"""The sixty questions in Solara; run by `solara run`."""

import reacton.ipyvuetify as v
import solara

from benchmarks.sixty import FIVE, LEAST, MOST, QUESTIONS, Asked


@solara.component
def Question(asked: Asked) -> None:  # noqa: N802  # components are named like classes
    """One question."""
    given, give = solara.use_state(None)
    number, give_number = solara.use_state(LEAST)
    if asked.kind == "scale":
        with v.RadioGroup(label=asked.words, v_model=given, on_v_model=give):
            for code, words in enumerate(FIVE, start=1):
                v.Radio(label=words, value=code)
    elif asked.kind == "text":
        solara.InputTextArea(asked.words, value=given or "", on_value=give)
    elif asked.kind == "number":
        solara.InputInt(asked.words, value=number, on_value=give_number)
    else:
        solara.SliderInt(asked.words, value=number, min=LEAST, max=MOST, on_value=give_number)


@solara.component
def Page() -> None:  # noqa: N802  # the name that Solara looks for
    """All of them."""
    solara.Title("Sixty questions")
    with solara.Column():
        for asked in QUESTIONS:
            Question(asked)
