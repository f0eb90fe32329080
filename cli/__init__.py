"""The command line of OneTrip: `onetrip --help`."""
