"""The words of notices about presences of the applicant, and about the result on its way. Pure."""

from __future__ import annotations

from datetime import UTC

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from services.notification import texts
from services.notification.matter import Localized, name_in
from services.notification.rendering.case_words import NOTHING, Case, Written, day

_METHODS = {
    catalog.DELIVERY_METHOD_ELECTRONIC: "electronic",
    catalog.DELIVERY_METHOD_COURIER: "courier",
    catalog.DELIVERY_METHOD_COLLECTION: "collection",
    catalog.DELIVERY_METHOD_HOME_VISIT: "home-visit",
}


def delivery_receipt(event: approval.ResultDelivered, case: Case) -> Written:
    """送达回执."""
    method = texts.phrase(_METHODS[event.delivery_method]) if event.delivery_method in _METHODS else NOTHING
    return "delivery_receipt", {"date": day(event.deliver_time, case), "method": method}


def rerouted(event: approval.DeliveryRerouted, case: Case) -> Written:
    """送达方式变更告知书."""
    ways = (event.previous_method, event.delivery_method)
    before, now = (texts.phrase(_METHODS[way]) if way in _METHODS else NOTHING for way in ways)
    return "delivery_rerouted", {"date": day(event.reroute_time, case), "before": before, "now": now}


def visit(event: approval.VisitRequested, case: Case) -> Written:
    """到场通知书."""
    return "visit", {
        "department": name_in(case.matter.departments, event.department),
        "at": texts.moment(event.visit_time.ToDatetime(tzinfo=UTC).astimezone(case.zone)),
        "place": Localized.same(case.words),
        "moved": texts.phrase("visit-moved") if event.appointment > 1 else NOTHING,
        "same": texts.phrase("same-presence") if event.same_presence else NOTHING,
    }


_CONVERSIONS = {
    approval.CONVERSION_LOOKUP: "by-lookup",
    approval.CONVERSION_COURIER: "by-courier",
    approval.CONVERSION_VIDEO: "by-video",
    approval.CONVERSION_HOME_VISIT: "by-home-visit",
    approval.CONVERSION_AGENT: "by-agent",
}


def visit_converted(event: approval.VisitConverted, case: Case) -> Written:
    """免跑告知书."""
    way = event.chosen.conversion
    return "visit_converted", {
        "department": name_in(case.matter.departments, event.department),
        "way": texts.phrase(_CONVERSIONS[way]) if way in _CONVERSIONS else NOTHING,
        "days": Localized.same(str(event.chosen.cost_working_days)),
    }


def visit_cancelled(event: approval.VisitCancelled, case: Case) -> Written:
    """取消到场确认书: the applicant called it off, or there is nothing left to come for."""
    return "visit_cancelled_with_its_case" if event.case_ended else "visit_cancelled", {
        "department": name_in(case.matter.departments, event.department),
        "at": texts.moment(event.visit_time.ToDatetime(tzinfo=UTC).astimezone(case.zone)),
        "date": day(event.cancel_time, case),
    }


def visits_planned(event: approval.ApplicationOpened, case: Case) -> Written:
    """免跑告知书, for what was planned as the application was opened."""
    return "visit_converted_at_opening", {
        "changes": texts.joined(texts.phrase("between-changes"), [_planned(each) for each in event.conversions]),
    }


def _planned(conversion: approval.VisitConversion) -> Localized:
    days = Localized.same(str(conversion.cost_working_days))
    if conversion.delivery_method not in _METHODS:
        return texts.phrase("planned-check", days=days)
    return texts.phrase("planned-delivery", method=texts.phrase(_METHODS[conversion.delivery_method]), days=days)


def visit_refused(event: approval.VisitRefused, case: Case) -> Written:
    """免跑选择告知书: what can be chosen, at what price."""
    options = [
        texts.phrase(
            "conversion-option",
            way=texts.phrase(_CONVERSIONS[each.conversion]),
            days=Localized.same(str(each.cost_working_days)),
        )
        for each in event.options
        if each.conversion in _CONVERSIONS
    ]
    return "visit_refused", {
        "department": name_in(case.matter.departments, event.department),
        "options": texts.joined(texts.phrase("between-changes"), options),
    }
