"""From an event to the words of its notice: a file for each matter; `table.py` is the map. Pure."""
