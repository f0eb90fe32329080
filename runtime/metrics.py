"""The numbers every process shows to Prometheus (decision 0027).

Base units (seconds, bytes); labels are bounded (topics, consumers, RPC names, reasons), never an id or a person.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics, start_http_server

# When a process first counted something is of no use to anybody here.
disable_created_metrics()

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# What people wait for: up to a day.
_WAITS = (0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400)

outbox_oldest_unsent_seconds = Gauge("onetrip_outbox_oldest_unsent_seconds", "Age of the oldest message not sent yet")
outbox_unsent = Gauge("onetrip_outbox_unsent_messages", "Messages not sent yet")
outbox_sent = Counter("onetrip_outbox_sent_total", "Messages sent to Kafka")
outbox_failed = Counter("onetrip_outbox_failed_total", "Attempts to send a message that failed")
consumed = Counter("onetrip_consumed_total", "Messages whose effect was committed", ["consumer"])
duplicates = Counter("onetrip_duplicates_total", "Messages that had had their effect before", ["consumer"])
skipped = Counter("onetrip_skipped_total", "Messages of a type this consumer does not handle", ["consumer"])
retried = Counter("onetrip_retried_total", "Attempts to handle messages that failed", ["consumer"])
parked = Counter("onetrip_parked_total", "Messages parked", ["consumer"])
parked_messages = Gauge("onetrip_parked_messages", "Messages that lie parked", ["consumer"])
consumer_lag = Gauge("onetrip_consumer_lag_messages", "Messages in Kafka that are not handled yet", ["consumer"])
consumer_waiting = Gauge(
    "onetrip_consumer_waiting_lanes", "Lanes in which messages wait until what they need is there again", ["consumer"]
)
ready = Gauge("onetrip_ready", "1 while calls are taken, 0 while the database does not answer")
readings_failed = Counter("onetrip_readings_failed_total", "Readings of the database that failed")
rpc_seconds = Histogram("onetrip_rpc_seconds", "Time to answer", ["rpc", "code"], buckets=_SECONDS)
rpc_in_flight = Gauge("onetrip_rpc_in_flight", "Calls and streams under way", ["kind"])
rpc_faults = Counter("onetrip_rpc_faults_total", "Answers INTERNAL: each one is a fault of ours", ["rpc"])
reconcile_gaps = Gauge("onetrip_reconcile_gaps", "Gaps that the last repair left, by kind", ["kind"])
applications_open = Gauge("onetrip_applications_open", "Applications under way")
cases_open = Gauge("onetrip_cases_open", "Cases that people work on, by what they wait for", ["waits_for"])
deadlines_missed = Counter("onetrip_deadlines_missed_total", "Lights that turned red")
visits = Counter("onetrip_visits_total", "Visits to an office that were written to the ledger", ["kind"])
refused_attempts = Counter(
    "onetrip_refused_attempts_total", "What was tried and a rule of the domain refused", ["action", "reason"]
)
access_heads_not_kept = Counter(
    "onetrip_access_heads_not_kept_total", "Times that the second place did not take the access log's heads"
)
instant_seconds = Histogram(
    "onetrip_instant_decision_seconds", "From receipt to a decision that rules made", buckets=_WAITS
)
notice_seconds = Histogram(
    "onetrip_notice_seconds", "From its cause to a notice's delivery", ["channel"], buckets=_WAITS
)
notices_waiting = Gauge("onetrip_notices_waiting", "Deliveries of notices that are due and not made")


class MetricsServer:
    """Serves the numbers for Prometheus on ``host:port`` from a thread of its own."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host, int(port)
        self.port = self._port

    async def start(self) -> None:
        """Start to listen."""
        self._server, self._thread = start_http_server(self._port, addr=self._host)
        self.port = self._server.server_port

    async def stop(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._thread.join(timeout=2)
