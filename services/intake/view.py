"""An application as its applicant sees it: the row, its definition and the texts make the message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import events_pb2 as approval_pb2
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_pb2, events_pb2
from onetrip.process.v1 import events_pb2 as process_pb2
from onetrip.verification.v1 import facts_pb2
from runtime.sealing import Sealer
from services.intake.catalogue import Definition
from services.intake.codec import open_name
from services.intake.corrections import Correction
from services.intake.domain import Case, Due, Entry, Late, Missing, Progress, Rating, Reused, Visit
from services.intake.store import GivenDocument, Stored
from services.intake.texts import Text, Texts, joined
from services.intake.visits import visits_at_filing
from services.intake.waiting import local_time, waited_for

# Details that are codes, and where their names are.
_NAMED = {
    "delivery": "deliveries",
    "notice": "notices",
    "channel": "channels",
    "conversion": "conversions",
    "procedure": "procedures",
    "level": "rating_levels",
    "act": "recorded_acts",
    "door": "doors",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def timestamp(at: datetime) -> Timestamp:
    """Return an instant as protobuf has it."""
    since = at - _EPOCH
    return Timestamp(seconds=since.days * 86_400 + since.seconds, nanos=since.microseconds * 1000)


def given_material(document: GivenDocument) -> events_pb2.GivenMaterial:
    """Return a document as events and views have it."""
    return events_pb2.GivenMaterial(
        code=document.code,
        material_id=document.material_id,
        sha256=document.sha256,
        content_type=document.content_type,
        size_bytes=document.size_bytes,
        scan_state=document.scan_state,
    )


class Views:
    """Makes messages of rows."""

    def __init__(self, texts: Texts, sealer: Sealer, zone: ZoneInfo) -> None:
        self._texts = texts
        self._sealer = sealer
        self._zone = zone

    def application(self, stored: Stored, definition: Definition) -> application_pb2.Application:
        """Return the whole view; the timeline is there when the row was read with it."""
        progress, item = stored.progress, definition.item
        declared = visits_at_filing(item.visits, stored.channel, stored.filed_as)
        view = application_pb2.Application(
            id=stored.id,
            tracking_number=stored.tracking_number,
            item_code=stored.item_code,
            item_version=stored.item_version,
            item_name=item.name,
            state=int(progress.state),  # pyright: ignore[reportArgumentType]
            etag=str(stored.version),
            channel=stored.channel,  # pyright: ignore[reportArgumentType]
            applicant_name_masked=open_name(self._sealer, stored.id, stored.sealed_name) if stored.sealed_name else "",
            applicant_kind=stored.applicant_kind,  # pyright: ignore[reportArgumentType]
            filed_as=stored.filed_as,  # pyright: ignore[reportArgumentType]
            receive_time=timestamp(stored.receive_time),
            update_time=timestamp(stored.update_time),
            waits_for=waited_for(progress, definition, self._texts, self._zone),
            visits_budget=declared.budget if progress.visits_budget is None else progress.visits_budget,
            visits_used=declared.used if progress.visits_used is None else progress.visits_used,
            delivery_method=progress.delivery_method or stored.delivery_method,  # pyright: ignore[reportArgumentType]
            proofs_spared=progress.verification.proofs_spared if progress.verification else 0,
        )
        view.cases.extend(_cases(stored.id, progress, definition))
        if due := latest(case.due for case in progress.cases.values()):
            view.due.CopyFrom(process_pb2.DueDate(date=due.date, provisional=due.provisional))
        if promised := latest(case.promised for case in progress.cases.values()):
            view.promised.CopyFrom(process_pb2.DueDate(date=promised.date, provisional=promised.provisional))
        view.materials.extend(map(given_material, stored.given))
        view.visits.extend(_visit(id_, visit) for id_, visit in progress.visits.items())
        if progress.supplement:
            view.supplement.CopyFrom(_supplement(progress))
        if progress.rating:
            view.rating.CopyFrom(_rating(progress.rating))
        view.late_materials.extend(map(_late, progress.late))
        open_ones = {one.number for one in progress.corrections_open}
        view.corrections.extend(_correction(one, is_open=one.number in open_ones) for one in progress.corrections)
        view.commitments.extend(stored.commitments)
        view.reused_evidence.extend(map(_reused, progress.verification.reused if progress.verification else ()))
        view.timeline.extend(self._timeline(stored, definition))
        return view

    def _timeline(self, stored: Stored, definition: Definition) -> Iterable[application_pb2.TimelineEntry]:
        for sequence, entry in enumerate(stored.timeline, start=1):
            yield application_pb2.TimelineEntry(
                sequence=sequence,
                kind=entry.kind,
                text=self._texts.filled("timeline", entry.kind, self._details(entry, definition, stored.id)),
                case_id=entry.case_id,
                department=entry.department,
                event_time=timestamp(entry.at),
                **self._acted(entry, stored),
            )

    def _acted(self, entry: Entry, stored: Stored) -> Mapping[str, Any]:
        """Who did it for the applicant, and in which capacity: both identities are kept of every such act."""
        if entry.kind == "RECEIVED" and stored.filed_as != events_pb2.FILING_ROLE_APPLICANT:
            return {"acted_by": stored.filed_by, "acted_as": stored.filed_as}
        return {name: entry.details[name] for name in ("acted_by", "acted_as") if name in entry.details}

    def _details(self, entry: Entry, definition: Definition, application_id: str) -> Mapping[str, Any]:
        """Return what fills an entry's text: codes become names."""
        details: dict[str, Any] = dict(entry.details)
        item_code = entry.case_id.removeprefix(f"{application_id}.")
        part = next((item for item in definition.parts if item.code == item_code), definition.item)
        details["item"] = _text(part.name)
        if entry.department in definition.departments:
            details["department"] = _text(definition.departments[entry.department])
        if "stage" in details:
            stage = next((stage for stage in part.stages if stage.code == details["stage"]), None)
            details["stage"] = _text(stage.name) if stage else details["stage"]
        if "materials" in details:
            names = details["materials"]
            details["materials"] = {
                "zh": "、".join(name[0] for name in names),
                "en": ", ".join(name[1] for name in names),
            }
        if "registers" in details:
            details["registers"] = self._texts.names("registers", details["registers"])
        if details.get("right_body"):
            details["right_body"] = f" ({details['right_body']})"
        for name, section in _NAMED.items():
            if name in details:
                details[name] = self._texts.name(section, details[name])
        if "needed" in details:
            names = {item.code: _text(item.name) for item in definition.parts}
            details["needed"] = joined([names.get(code, {"zh": code, "en": code}) for code in details["needed"]])
        if "conversions" in details:
            details["conversions"] = self._texts.names("conversions", details["conversions"])
        if "at" in details:
            details["at"] = local_time(datetime.fromisoformat(details["at"]), self._zone)
        return details


def latest(dues: Iterable[Due | None]) -> Due | None:
    """Return what an application shows of its cases' limits: the latest; a joint one is the same in all of them.

    Source: domain.md, "Clocks".
    """
    return max((due for due in dues if due), key=lambda due: due.date, default=None)


def _text(text: catalog_pb2.LocalizedText) -> Text:
    return {"zh": text.zh, "en": text.en}


def due_date(due: Due | None) -> process_pb2.DueDate | None:
    """Return a day by which something is due as the contract has it."""
    return process_pb2.DueDate(date=due.date, provisional=due.provisional) if due else None


def _cases(application_id: str, progress: Progress, definition: Definition) -> Iterable[application_pb2.CaseView]:
    for item in definition.parts:
        case_id = f"{application_id}.{item.code}"
        case = progress.cases.get(case_id, Case())
        holders = case.holders(definition.department_of_stage[item.code])
        department = holders[0] if holders else item.lead_department
        yield application_pb2.CaseView(
            id=case_id,
            item_code=item.code,
            item_name=item.name,
            department=department,
            department_name=definition.departments.get(department),
            claimed=bool(holders),
            outcome=int(case.outcome),  # pyright: ignore[reportArgumentType]
            light=case.light,  # pyright: ignore[reportArgumentType]
            due=due_date(case.due),
            promised=due_date(case.promised),
            certificate_number=case.certificate_number,
            revoked=case.revoked,
            paused=bool(case.procedures) and not case.outcome,
        )


def _option(option: tuple[int, int]) -> approval_pb2.ConversionOption:
    conversion, days = option
    return approval_pb2.ConversionOption(conversion=conversion, cost_working_days=days)  # pyright: ignore[reportArgumentType]


def _visit(visit_id: str, visit: Visit) -> application_pb2.VisitView:
    return application_pb2.VisitView(
        id=visit_id,
        case_id=visit.case_id,
        department=visit.department,
        kind=visit.kind,  # pyright: ignore[reportArgumentType]
        state=visit.state,  # pyright: ignore[reportArgumentType]
        visit_time=timestamp(visit.at) if visit.at else None,
        options=map(_option, visit.options),
        chosen=_option(visit.chosen) if visit.chosen else None,
    )


def _missing(missing: Missing) -> facts_pb2.MissingMaterial:
    return facts_pb2.MissingMaterial(
        item_code=missing.item_code,
        material_code=missing.material_code,
        name=catalog_pb2.LocalizedText(zh=missing.name[0], en=missing.name[1]),
        obtained_from=catalog_pb2.LocalizedText(zh=missing.obtained_from[0], en=missing.obtained_from[1]),
        secondary=missing.secondary,
        promised=missing.promised,
    )


def _reused(one: Reused) -> application_pb2.ReusedEvidenceView:
    return application_pb2.ReusedEvidenceView(
        item_code=one.item_code,
        material_code=one.material_code,
        name=catalog_pb2.LocalizedText(zh=one.name[0], en=one.name[1]),
        trust=one.trust,  # pyright: ignore[reportArgumentType]
        source=one.source,
        certificate_id=one.certificate_id,
        material_id=one.material_id,
        as_of_time=timestamp(one.as_of),
    )


def _late(late: Late) -> application_pb2.LateMaterialView:
    return application_pb2.LateMaterialView(
        material=_missing(late.material), due=due_date(late.due), received=late.received
    )


def _correction(asked: Correction, *, is_open: bool) -> application_pb2.CorrectionView:
    return application_pb2.CorrectionView(
        number=asked.number,
        department=asked.department,
        case_id=asked.case_id,
        items=[
            approval_pb2.CorrectionItem(
                field=one.field,
                material_code=one.material_code,
                name=catalog_pb2.LocalizedText(zh=one.name[0], en=one.name[1]),
            )
            for one in asked.left or asked.mistakes
        ],
        ask_time=timestamp(asked.asked_at),
        open=is_open,
    )


def _supplement(progress: Progress) -> application_pb2.SupplementView:
    asked = progress.supplement
    if asked is None:
        return application_pb2.SupplementView()
    return application_pb2.SupplementView(
        round=asked.round,
        missing=map(_missing, progress.still_missing),
        due=due_date(asked.due),
        open=progress.supplement_open,
    )


def _rating(rating: Rating) -> application_pb2.RatingView:
    return application_pb2.RatingView(
        level=rating.level,  # pyright: ignore[reportArgumentType]
        channel=rating.channel,  # pyright: ignore[reportArgumentType]
        rate_time=timestamp(rating.at),
        follow_up_due=due_date(rating.due),
        follow_up_outcome=rating.outcome,  # pyright: ignore[reportArgumentType]
    )
