"""What the state holds already and may use instead of asking: certificates and attested documents (decision 0041)."""
