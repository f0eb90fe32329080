"""How the process stands, for Prometheus (runtime/readings.py)."""

from runtime import metrics
from runtime.readings import Reading

READINGS = (
    Reading(metrics.applications_open, "SELECT count(*)::float8 FROM applications WHERE closed_at IS NULL"),
    # Written by `onetrip reconcile --repair` (deploy/reconcile/kept.py).
    Reading(metrics.reconcile_gaps, "SELECT gaps::float8, kind FROM reconciled"),
)
