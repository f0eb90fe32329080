"""The applicant's view, made of events: a file for each matter; `table.py` is all of them."""
