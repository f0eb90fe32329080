"""The once-only rule as a table that a non-programmer reads and adds to."""
