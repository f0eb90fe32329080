"""The rules as a table that a lawyer can read and add to, run against the real workflow."""
