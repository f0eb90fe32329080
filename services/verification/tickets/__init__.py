"""A doubt about a fact, from whoever has it to its source's answer (decision 0040)."""
