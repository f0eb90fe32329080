"""Every message of the table of topics has a handler, every RPC an implementation."""

from contracts.topics.names import APPROVAL
from contracts.topics.table import TOPICS
from onetrip.approval.v1 import (
    decision_service_pb2,
    review_service_pb2,
    rule_review_service_pb2,
    supervision_service_pb2,
)
from services.approval.api.decisions import DecisionApi, DeliveryApi
from services.approval.api.review import ReviewApi
from services.approval.api.rule_reviews import RuleReviewApi
from services.approval.api.supervision import SupervisionApi
from services.approval.consumer import TABLE


def test_approval_handles_exactly_what_the_table_of_topics_says() -> None:
    said = set().union(*(topic.consumers[APPROVAL] for topic in TOPICS if APPROVAL in topic.consumers))
    assert set(TABLE) == said


def test_every_rpc_is_implemented() -> None:
    files = (review_service_pb2, supervision_service_pb2, decision_service_pb2, rule_review_service_pb2)
    services = {name: service for file in files for name, service in file.DESCRIPTOR.services_by_name.items()}
    implementations = {
        "ReviewService": ReviewApi,
        "SupervisionService": SupervisionApi,
        "DecisionService": DecisionApi,
        "DeliveryService": DeliveryApi,
        "RuleReviewService": RuleReviewApi,
    }
    assert services.keys() == implementations.keys()
    for name, service in services.items():
        for method in service.methods:
            rpc = "".join(f"_{char.lower()}" if char.isupper() else char for char in method.name).lstrip("_")
            assert callable(getattr(implementations[name], rpc))
