"""The Grafana dashboards as code: `python -m deploy.observe.dashboards` writes the JSON that is committed beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

FOLDER = Path(__file__).parent / "dashboards"
SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
# Grafana's grid has 24 columns: three panels in a row.
SPAN, HEIGHT = 8, 7
SUBMIT = 'rpc="intake.v1.ApplicationService/SubmitApplication"'


@dataclass(frozen=True)
class Graph:
    """A panel. `query` in PromQL; `legend`, `unit` as Grafana names them; `now`: only the last value."""

    title: str
    query: str
    legend: str = ""
    unit: str = "short"
    now: bool = False


def quantile(share: float, metric: str, selector: str = "", by: str = "") -> str:
    """The PromQL of a quantile of a histogram over five minutes."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket{{{selector}}}[5m])))"


OPERATIONS: dict[str, tuple[Graph, ...]] = {
    "Objectives": (
        Graph(
            "Filings late or refused by a fault of ours, 1 h",
            "onetrip:submit:bad_ratio1h",
            unit="percentunit",
            now=True,
        ),
        Graph("Instant decisions over 10 s, 1 h", "onetrip:instant:bad_ratio1h", unit="percentunit", now=True),
        Graph("Notices over 10 s, 1 h", "onetrip:notices:bad_ratio1h", unit="percentunit", now=True),
    ),
    "Calls": (
        Graph("Calls", "sum by (rpc) (rate(onetrip_rpc_seconds_count[5m]))", "{{rpc}}", "reqps"),
        Graph("Time to acknowledge a filing, p99", quantile(0.99, "onetrip_rpc_seconds", SUBMIT), "p99", "s"),
        Graph("Refused calls", 'sum by (code) (rate(onetrip_rpc_seconds_count{code!="OK"}[5m]))', "{{code}}", "reqps"),
        Graph("Calls and streams under way", "sum by (job, kind) (onetrip_rpc_in_flight)", "{{job}} {{kind}}"),
        Graph("Answers INTERNAL", "sum by (rpc) (increase(onetrip_rpc_faults_total[5m]))", "{{rpc}}"),
        Graph("Processes that answer", "sum by (job) (up)", "{{job}}"),
    ),
    "Messages": (
        Graph("Oldest unsent message", "max by (job) (onetrip_outbox_oldest_unsent_seconds)", "{{job}}", "s"),
        Graph("Unsent messages", "max by (job) (onetrip_outbox_unsent_messages)", "{{job}}"),
        Graph("Sent", "sum by (job) (rate(onetrip_outbox_sent_total[5m]))", "{{job}}", "cps"),
        Graph("Waiting in Kafka", "sum by (consumer) (onetrip_consumer_lag_messages)", "{{consumer}}"),
        Graph("Handled", "sum by (consumer) (rate(onetrip_consumed_total[5m]))", "{{consumer}}", "cps"),
        Graph("Duplicates dropped", "sum by (consumer) (rate(onetrip_duplicates_total[5m]))", "{{consumer}}", "cps"),
        Graph("Tried again", "sum by (consumer) (rate(onetrip_retried_total[5m]))", "{{consumer}}", "cps"),
        Graph("Parked", "max by (consumer) (onetrip_parked_messages)", "{{consumer}}"),
        Graph("Gaps that the last repair left", "max by (kind) (onetrip_reconcile_gaps)", "{{kind}}"),
        Graph("Sending failed", "sum by (job) (rate(onetrip_outbox_failed_total[5m]))", "{{job}}", "cps"),
    ),
    "Temporal": (
        Graph(
            "Workflow tasks wait for a worker, p99",
            quantile(0.99, "temporal_workflow_task_schedule_to_start_latency_seconds"),
            "p99",
            "s",
        ),
        Graph("Failed workflow tasks", "sum(rate(temporal_workflow_task_execution_failed_total[5m]))", "failed", "cps"),
        Graph("Free task slots", "sum by (worker_type) (temporal_worker_task_slots_available)", "{{worker_type}}"),
    ),
}
SUPERVISION: dict[str, tuple[Graph, ...]] = {
    "Under way": (
        Graph("Applications under way", "max(onetrip_applications_open)", now=True),
        Graph("Limits passed in a day", "sum(increase(onetrip_deadlines_missed_total[1d]))", now=True),
        Graph("Deliveries of notices that wait", "max(onetrip_notices_waiting)", now=True),
        Graph("Cases by what they wait for", "max by (waits_for) (onetrip_cases_open)", "{{waits_for}}"),
        Graph("Limits passed", "sum(increase(onetrip_deadlines_missed_total[1h]))", "an hour"),
        Graph("Visits to an office", "sum by (kind) (increase(onetrip_visits_total[1h]))", "{{kind}}"),
    ),
    "What people feel": (
        Graph("Instant decision, median", quantile(0.5, "onetrip_instant_decision_seconds"), "p50", "s"),
        Graph("Notice in hand, p99", quantile(0.99, "onetrip_notice_seconds", by="channel"), "{{channel}}", "s"),
        Graph(
            "What officers were refused",
            "sum by (reason) (increase(onetrip_refused_attempts_total[1h]))",
            "{{reason}}",
        ),
    ),
}
DASHBOARDS = {
    "operations": ("OneTrip: operations", OPERATIONS),
    "supervision": ("OneTrip: supervision", SUPERVISION),
}


def build(name: str) -> str:
    """The JSON of one dashboard, for Grafana's import or provisioning."""
    title, rows = DASHBOARDS[name]
    page = (
        dashboard.Dashboard(title)
        .uid(f"onetrip-{name}")
        .tags(["onetrip"])
        .refresh("30s")
        .time("now-6h", "now")
        .readonly()
    )
    page = page.with_variable(dashboard.DatasourceVariable("source").label("Prometheus").type("prometheus"))
    for row, graphs in rows.items():
        page = page.with_row(dashboard.Row(row))
        for graph in graphs:
            page = page.with_panel(_panel(graph))
    return JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False).encode(page.build()) + "\n"


def _panel(graph: Graph) -> timeseries.Panel | stat.Panel:
    query = prometheus.Dataquery().expr(graph.query).legend_format(graph.legend or graph.title)
    panel = stat.Panel() if graph.now else timeseries.Panel().min(0)
    return panel.title(graph.title).datasource(SOURCE).unit(graph.unit).span(SPAN).height(HEIGHT).with_target(query)


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    for name in DASHBOARDS:
        (FOLDER / f"{name}.json").write_text(build(name), encoding="utf-8")


if __name__ == "__main__":
    main()
