"""Granted without being asked 免申即享: a run over a register (decision 0049)."""
