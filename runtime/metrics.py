"""The few numbers every process shows. Labels are bounded: topics, consumers, RPC names; never an id."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, start_http_server

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

outbox_unsent_seconds = Gauge("onetrip_outbox_unsent_seconds", "Age of the oldest message not sent yet")
outbox_sent = Counter("onetrip_outbox_sent_total", "Messages sent to Kafka")
outbox_failed = Counter("onetrip_outbox_failed_total", "Attempts to send a message that failed")
consumed = Counter("onetrip_consumed_total", "Messages whose effect was committed", ["consumer"])
duplicates = Counter("onetrip_duplicates_total", "Messages that had had their effect before", ["consumer"])
skipped = Counter("onetrip_skipped_total", "Messages of a type this consumer does not handle", ["consumer"])
retried = Counter("onetrip_retried_total", "Attempts to handle messages that failed", ["consumer"])
parked = Counter("onetrip_parked_total", "Messages parked", ["consumer"])
rpc_seconds = Histogram("onetrip_rpc_seconds", "Time to answer", ["rpc", "code"], buckets=_SECONDS)
rpc_faults = Counter("onetrip_rpc_faults_total", "Answers INTERNAL: each one is a fault of ours", ["rpc"])


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
