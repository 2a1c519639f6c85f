"""What people see.

`html` makes elements, `words` says the forms' own words, `view` is one look at an interview.
`controls` and `card` ask one question, `rows` and `said` show what is there, `screen` puts together
what whoever holds the screen sees now, and `record` tells it when it is over. `form` is the widget;
`static/` holds its one script and its one style sheet.
"""
