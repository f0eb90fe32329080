"""Approval's tables, by explicit SQL. Every function runs in the caller's transaction."""
