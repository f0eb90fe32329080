"""A personal guide (办事指南): a few answers and what the state holds make the list of what is still to do. Pure.

Every document is one whole sentence, and the sentences in their order are the guide: it can be read aloud, and nothing
is said by layout alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from zoneinfo import ZoneInfo

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import catalog_service_pb2 as pb
from onetrip.verification.v1 import holdings_service_pb2 as holdings_pb2
from services.intake.holdings import Holdings
from services.intake.texts import Text, Texts, joined
from services.intake.waiting import local_time

FEN_PER_YUAN = 100
# What a holding's source begins with that is the person's own evidence and no register.
_CERTIFICATE, _MATERIAL = "certificate", "material"
_EVIDENCE = frozenset({_CERTIFICATE, _MATERIAL})
_BY_EVIDENCE: Mapping[int, int] = {
    holdings_pb2.HOLDING_STATE_HELD: pb.GUIDE_STATE_HELD,
    holdings_pb2.HOLDING_STATE_NO_RECORD: pb.GUIDE_STATE_NEEDED,
}


@dataclass(frozen=True)
class Paper:
    """A document of the item, each code once for a bundle, with where it stands."""

    material: catalog.Material
    state: int
    sources: tuple[catalog.Register, ...] = ()
    holding: holdings_pb2.Holding | None = None


def effects_of(guide: catalog.Guide, answers: Mapping[str, bool]) -> list[catalog.GuideEffect]:
    """What the answers change, in the order of the questions."""
    return [
        question.if_yes if answers[question.code] else question.if_no
        for question in guide.questions
        if question.code in answers
    ]


def papers_of(
    item: catalog.ServiceItem, effects: Sequence[catalog.GuideEffect], holdings: Iterable[holdings_pb2.Holding]
) -> list[Paper]:
    """Every document with its state: a bundle's documents once each, the strictest of its items' demands."""
    later = {code for effect in effects for code in effect.later}
    spared = {code for effect in effects for code in effect.not_needed}
    known = {(one.item_code, one.material_code): one for one in holdings}
    found: dict[str, Paper] = {}
    for part in (item, *(entry.item for entry in item.items)):
        earlier = _issued_before(item, part.code)
        for material in part.materials:
            awaited = not earlier.isdisjoint(material.supplied_by)
            paper = _paper(part, material, known.get((part.code, material.code)), awaited=awaited)
            if paper.state == pb.GUIDE_STATE_NEEDED and material.code in later:
                paper = replace(paper, state=pb.GUIDE_STATE_LATER)
            if paper.state == pb.GUIDE_STATE_NEEDED and material.code in spared:
                paper = replace(paper, state=pb.GUIDE_STATE_NOT_NEEDED)
            found.setdefault(material.code, paper)
    return list(found.values())


def _issued_before(item: catalog.ServiceItem, code: str) -> frozenset[str]:
    entries = {entry.item.code: entry for entry in item.items}
    needed = entries[code].needs if code in entries else ()
    return frozenset(f"certificate:{entries[one].item.certificate.kind}" for one in needed if one in entries)


def _paper(
    part: catalog.ServiceItem, material: catalog.Material, holding: holdings_pb2.Holding | None, *, awaited: bool
) -> Paper:
    if holding is not None and holding.source.partition(":")[0] in _EVIDENCE:
        return Paper(material, _BY_EVIDENCE.get(holding.state, pb.GUIDE_STATE_LOOKED_UP), (), holding)
    if not material.supplied_by:
        return Paper(material, pb.GUIDE_STATE_NEEDED)
    registers = {need.name: need.register for need in part.facts}
    named = {one.code: one for one in part.registers}
    codes = dict.fromkeys(registers.get(one.removeprefix("fact:"), "") for one in material.supplied_by)
    sources = tuple(named[code] for code in codes if code in named)
    if holding is not None and holding.state == holdings_pb2.HOLDING_STATE_HELD:
        return Paper(material, pb.GUIDE_STATE_HELD, sources, holding)
    nothing_held = holding is not None and holding.state == holdings_pb2.HOLDING_STATE_NO_RECORD
    if nothing_held and not awaited:
        return Paper(material, pb.GUIDE_STATE_NEEDED, sources, holding)
    return Paper(material, pb.GUIDE_STATE_LOOKED_UP, sources)


class Guides:
    """Says guides in words."""

    def __init__(self, texts: Texts, zone: ZoneInfo) -> None:
        self._texts = texts
        self._zone = zone

    def compose(
        self,
        item: catalog.ServiceItem,
        guide: catalog.Guide,
        answers: Mapping[str, bool],
        holdings: Holdings | None,
        *,
        by_organisation: bool = False,
    ) -> pb.GetGuideResponse:
        """The guide to an item, by the answers given; `holdings` None: for nobody in particular.

        `by_organisation`: for one that shall apply, whose representative the caller is unless `holdings` say otherwise.
        """
        effects = effects_of(guide, answers)
        represented = holdings is not None and not holdings.not_represented
        papers = papers_of(item, effects, holdings.found if holdings else ())
        response = pb.GetGuideResponse(
            item_code=item.code,
            item_version=item.version,
            name=item.name,
            questions=[_question(question, answers) for question in guide.questions],
            stopped=any(effect.stop for effect in effects),
            documents=[self._document(paper) for paper in papers],
            visits=item.visits,
            promised_working_days=item.limits.promised_working_days,
            statutory_working_days=item.limits.statutory_working_days,
            fee_fen=item.fee_fen,
            personal=represented,
        )
        signed = [paper.material for paper in papers if _may_be_signed(paper)]
        whose = "ORGANISATION" if by_organisation else "PERSONAL"
        if not represented:
            whose = "NOT_REPRESENTED" if holdings else "RULES_ONLY"
        response.sentences.extend(self._sentences(item, response, effects, signed, whose))
        return response

    def _document(self, paper: Paper) -> pb.GuideDocument:
        material, brought = paper.material, paper.state in (pb.GUIDE_STATE_NEEDED, pb.GUIDE_STATE_LATER)
        document = pb.GuideDocument(
            code=material.code,
            name=material.name,
            state=paper.state,  # pyright: ignore[reportArgumentType]
            sources=() if brought else paper.sources,
            late_working_days=material.late_working_days if paper.state == pb.GUIDE_STATE_LATER else 0,
        )
        if brought:
            document.obtained_from.CopyFrom(material.obtained_from)
        if paper.state == pb.GUIDE_STATE_HELD and paper.holding is not None and paper.holding.HasField("as_of_time"):
            document.as_of_time.CopyFrom(paper.holding.as_of_time)
        if paper.state == pb.GUIDE_STATE_HELD and paper.holding is not None and paper.holding.HasField("name"):
            document.certificate.CopyFrom(paper.holding.name)
        document.sentence.CopyFrom(self._sentence(paper, document))
        return document

    def _sentence(self, paper: Paper, document: pb.GuideDocument) -> catalog.LocalizedText:
        sources = joined([_by_department(one) for one in paper.sources])
        details = {
            "document": _text(document.name),
            "sources": sources if paper.sources else self._texts.name("guide", "CERTIFICATES"),
            "obtained_from": _text(document.obtained_from),
            "days": document.late_working_days,
            "as_of": "",
            "certificate": _text(document.certificate),
        }
        code = pb.GuideState.Name(document.state).removeprefix("GUIDE_STATE_")
        if document.HasField("as_of_time"):
            details["as_of"] = local_time(document.as_of_time.ToDatetime(tzinfo=UTC), self._zone)
            code = _held_code(paper.holding)
        if document.state == pb.GUIDE_STATE_NEEDED and paper.holding is not None:
            code = "NEEDED_NO_RECORD"
        return self._texts.filled("guide", code, details)

    def _sentences(
        self,
        item: catalog.ServiceItem,
        guide: pb.GetGuideResponse,
        effects: Sequence[catalog.GuideEffect],
        signed: Sequence[catalog.Material],
        whose: str,
    ) -> list[catalog.LocalizedText]:
        """All of it in words; `whose`: the code of the sentence that says about whom it speaks."""
        documents = [document.sentence for document in guide.documents]
        brought = {pb.GUIDE_STATE_NEEDED, pb.GUIDE_STATE_LATER}
        opening = [
            self._said("INTRODUCTION", name=_text(item.name)),
            *(effect.say for effect in effects if effect.HasField("say")),
            *([self._said("STOPPED")] if guide.stopped else []),
        ]
        if not any(document.state in brought for document in guide.documents):
            opening.append(self._said("NOTHING_TO_BRING"))
        commitments = [self._said("COMMITMENT", document=_text(material.name)) for material in signed]
        asked = [_text(field.label) for field in item.form if field.required]
        form = [self._said("ASKED", fields=joined(asked))] if asked else []
        return [*opening, *documents, *commitments, *form, self._said(whose), *self._terms(item), *self._next(item)]

    def _terms(self, item: catalog.ServiceItem) -> list[catalog.LocalizedText]:
        """Visits, days, fee."""
        limits = item.limits
        days = {"promised": limits.promised_working_days, "statutory": limits.statutory_working_days}
        yuan, fen = divmod(item.fee_fen, FEN_PER_YUAN)
        fee = self._said("FEE", yuan=f"{yuan}.{fen:02d}") if item.fee_fen else self._said("FREE")
        return [self._said("VISIT" if item.visits else "NO_VISIT"), self._said("DAYS", **days), fee]

    def _next(self, item: catalog.ServiceItem) -> list[catalog.LocalizedText]:
        """What happens next: who accepts, who reviews, how the result comes."""
        accepted = "ACCEPTED_BY_WINDOW" if item.acceptance == catalog.ACCEPTANCE_MODE_WINDOW else "ACCEPTED_AT_ONCE"
        parts = [entry.item for entry in item.items] or [item]
        names = {one.code: _text(one.name) for part in (*parts, item) for one in part.departments}
        departments = dict.fromkeys(stage.department for part in parts for stage in part.stages)
        methods = [catalog.DeliveryMethod.Name(one) for one in item.delivery]
        lines = [
            self._said("TRACKED"),
            self._said(accepted, days=item.limits.acceptance_working_days),
            self._said("REVIEWED", departments=joined([names.get(one, {"zh": one, "en": one}) for one in departments])),
        ]
        if any(part.HasField("instant") for part in parts):
            lines.append(self._said("INSTANT"))
        days, deliveries = item.limits.delivery_working_days, self._texts.names("deliveries", methods)
        lines.append(self._said("DELIVERED", deliveries=deliveries, days=days))
        return [*lines, *([item.remedy] if item.HasField("remedy") else [])]

    def _said(self, code: str, **details: Text | str | int) -> catalog.LocalizedText:
        return self._texts.filled("guide", code, details)


def _held_code(holding: holdings_pb2.Holding | None) -> str:
    source = holding.source.partition(":")[0] if holding is not None else ""
    if holding is not None and source == _CERTIFICATE:
        return "HELD_CERTIFICATE_ABOUT" if holding.about_something else "HELD_CERTIFICATE"
    return "HELD_ATTESTED" if source == _MATERIAL else "HELD_AS_OF"


def _may_be_signed(paper: Paper) -> bool:
    """Whether a commitment can be signed in place of what the applicant would have to bring (告知承诺)."""
    brought = paper.state in (pb.GUIDE_STATE_NEEDED, pb.GUIDE_STATE_LATER)
    return brought and paper.material.HasField("commitment")


def _question(question: catalog.GuideQuestion, answers: Mapping[str, bool]) -> pb.GuideQuestionView:
    given = {None: pb.GUIDE_ANSWER_UNSPECIFIED, True: pb.GUIDE_ANSWER_YES, False: pb.GUIDE_ANSWER_NO}
    return pb.GuideQuestionView(code=question.code, text=question.text, answer=given[answers.get(question.code)])


def _by_department(register: catalog.Register) -> Text:
    name, department = register.name, register.department.name
    return {"zh": f"{department.zh}的{name.zh}", "en": f"{name.en} ({department.en})"}


def _text(text: catalog.LocalizedText) -> Text:
    return {"zh": text.zh, "en": text.en}
