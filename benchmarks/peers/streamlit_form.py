"""The sixty questions in Streamlit; run by `streamlit run`."""

import streamlit as st

from benchmarks.sixty import FIVE, LEAST, MOST, QUESTIONS

st.title("Sixty questions")
for asked in QUESTIONS:
    if asked.kind == "scale":
        st.radio(asked.words, FIVE, index=None, key=asked.id)
    elif asked.kind == "text":
        st.text_area(asked.words, key=asked.id)
    elif asked.kind == "number":
        st.number_input(asked.words, LEAST, MOST, key=asked.id)
    else:
        st.slider(asked.words, LEAST, MOST, key=asked.id)
