"""The one table of Kafka topics: who speaks on each, what is said there, and who listens.

A file for each part that speaks; `table.py` is all of it. Keys are application ids, so that messages of one stay in
order within a topic; of a proactive run (免申即享) its own.
"""
