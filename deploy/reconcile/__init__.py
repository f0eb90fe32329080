"""`onetrip reconcile`: what was said and not heard, and heard and forgotten (docs/decisions/0028)."""
