"""How the process stands, for Prometheus (runtime/readings.py)."""

from runtime import metrics
from runtime.readings import Reading

READINGS = (Reading(metrics.applications_open, "SELECT count(*)::float8 FROM applications WHERE closed_at IS NULL"),)
