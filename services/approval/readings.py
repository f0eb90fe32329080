"""How approval stands, for Prometheus (runtime/readings.py)."""

from runtime import metrics
from runtime.readings import Reading

READINGS = (
    Reading(
        metrics.cases_open,
        # Read from the index that the supervisors' list is read from.
        """
        SELECT count(*)::float8, split_part(state || '/' || waits_for, '/', 2) FROM board
        WHERE (state || '/' || waits_for) LIKE 'open/%' GROUP BY state || '/' || waits_for
        """,
    ),
)
