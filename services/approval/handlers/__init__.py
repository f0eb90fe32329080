"""What approval does: one function for each command or event. The table of them is in services/approval/consumer.py."""
