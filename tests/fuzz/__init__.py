"""What reads somebody else's bytes is given any: `make fuzz`, and a short piece of it in every test run."""
