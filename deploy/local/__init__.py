"""The whole of OneTrip on one machine: real engines from pinned packages, started and stopped as one thing."""
