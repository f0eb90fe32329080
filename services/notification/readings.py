"""How notification stands, for Prometheus (runtime/readings.py)."""

from runtime import metrics
from runtime.readings import Reading

READINGS = (Reading(metrics.notices_waiting, "SELECT count(*)::float8 FROM deliveries WHERE try_at <= now()"),)
