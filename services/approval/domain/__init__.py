"""Approval's rules, pure: the visit ledger, the supplement ledger, how cases end, who may do what to a task."""
