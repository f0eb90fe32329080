"""Measurements, each beside its bare reference in the same run: `make bench`, or `python -m bench --quick`."""
