"""Who reaches what over the web.

`app` is Voila, subclassed, with our routes and no others. `identity` knows who is signed in,
`handler` is what every page stands on: sign-in, the lock of a handed-over screen, headers, plain
errors. `sign_in`, `home`, `talk`, `answers` and `review` are the pages; `rendering` executes a
workbook, and `pages` fills the templates.
"""
