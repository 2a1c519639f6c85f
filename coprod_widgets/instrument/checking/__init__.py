"""One file a kind of fault that `instrument.checks` looks for."""
