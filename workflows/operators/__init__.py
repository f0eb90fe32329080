"""What operators see in Temporal's UI, and what they may do there."""
