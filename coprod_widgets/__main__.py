"""`python -m coprod_widgets` is the command line."""

from coprod_widgets.cli import main

main()
