"""From events to notices that are due: a file for each matter; `table.py` is the map.

A handler only inserts: it takes no row lock and reads nothing, so that lanes of different topics never wait for one
another, and the order in which topics arrive does not matter. The issuer (issuing.py) makes the notice of it.
"""
