"""Adapters: one per department's system, all behind the port of port.py."""
