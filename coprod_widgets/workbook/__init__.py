"""Notebooks at work.

`finding` knows where workbooks are, `preparing` makes interviews of a caseload, `live` is what a
notebook calls when it runs, `record_format` and `recording` turn a closed interview into a sealed
notebook, and `simulating` and `demo` invent people (`invented`) who go the same way as real ones.
"""
