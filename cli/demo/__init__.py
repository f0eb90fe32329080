"""`onetrip demo`: the journeys on a stack, shown while they go, and summed up at the end."""
