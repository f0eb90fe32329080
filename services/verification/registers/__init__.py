"""Asking departments' registers, and what of their answers is believed (decision 0030)."""
