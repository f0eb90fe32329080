"""The guide: what is held, what is needed, what may come later, and what follows, in sentences to read aloud."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from contracts.errors.applications import UnknownItem, WrongApplicantKind
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import catalog_service_pb2 as pb
from onetrip.verification.v1 import holdings_service_pb2 as holdings
from runtime.errors import InvalidInput
from services.intake.catalog import guides, load_catalog, registers
from services.intake.guide import Guides
from services.intake.handlers import guide as handler
from services.intake.holdings import Holdings
from services.intake.office import Office
from services.intake.shortening import shortened
from services.intake.tests.bench import principal
from services.intake.tests.samples import CATALOG, CREDIT_CODE, catalogue_items, item
from services.intake.texts import Texts

WRITER = Guides(Texts.load(), ZoneInfo("Asia/Shanghai"))
QUESTIONS = {one.item_code: one for one in guides(load_catalog(CATALOG))}
REGISTERS = {one.code: one for one in registers(load_catalog(CATALOG))}


def composed(
    code: str, answers: dict[str, bool] | None = None, held: Sequence[holdings.Holding] | None = None
) -> pb.GetGuideResponse:
    """The guide to an item of the real catalogue."""
    of = shortened(item(code), REGISTERS, ())
    known = None if held is None else Holdings(held)
    return WRITER.compose(of, QUESTIONS.get(code, catalog.Guide()), answers or {}, known)


def states(guide: pb.GetGuideResponse) -> dict[str, str]:
    """Where each document stands."""
    return {one.code: pb.GuideState.Name(one.state).removeprefix("GUIDE_STATE_") for one in guide.documents}


def holding(code: str, material: str, state: holdings.HoldingState) -> holdings.Holding:
    """What verification says of a document."""
    as_of = Timestamp()
    as_of.FromDatetime(datetime(2026, 11, 20, 1, tzinfo=UTC))
    return holdings.Holding(item_code=code, material_code=material, state=state, source="education", as_of_time=as_of)


@pytest.mark.parametrize("code", [one.code for one in catalogue_items()])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_guide_can_be_read_aloud_and_says_everything_in_words(code: str, language: str) -> None:
    guide = composed(code)
    spoken = [getattr(sentence, language) for sentence in guide.sentences]
    for sentence in spoken:
        assert sentence[-1] in ("。" if language == "zh" else "."), sentence
        assert not re.search(r"[\n\t|*#•✓✔→{}]", sentence), sentence
    whole = "".join(spoken)
    for document in guide.documents:
        assert getattr(document.name, language) in getattr(document.sentence, language)
        assert getattr(document.sentence, language) in whole
        if document.state == pb.GUIDE_STATE_NEEDED:
            assert getattr(document.obtained_from, language) in whole
    assert str(guide.promised_working_days) in whole and str(guide.statutory_working_days) in whole
    assert getattr(guide.name, language) in whole


def test_shuffled_sentences_still_tell_which_documents_to_bring() -> None:
    for document in composed("restaurant-opening").documents:
        others = [one for one in composed("restaurant-opening").documents if one.state != document.state]
        assert document.sentence.zh.split(document.name.zh)[0] or document.sentence.zh.endswith("。")
        assert all(one.sentence.zh.replace(one.name.zh, "") != document.sentence.zh.replace(document.name.zh, "")
                   for one in others)  # fmt: skip


def test_a_guide_asks_at_most_five_questions() -> None:
    assert all(1 <= len(guide.questions) <= 5 for guide in QUESTIONS.values())
    assert {"graduate-residence", "newborn", "restaurant-opening", "senior-allowance"} <= QUESTIONS.keys()


def test_for_anybody_it_says_the_rules_and_that_nothing_is_asked_which_a_register_holds() -> None:
    guide = composed("graduate-residence")
    assert set(states(guide).values()) == {"LOOKED_UP"}
    assert not guide.personal
    assert "您不用带任何材料。" in [sentence.zh for sentence in guide.sentences]


def test_for_a_person_it_says_what_is_held_by_whom_and_since_when() -> None:
    code = "graduate-residence"
    guide = composed(code, held=[holding(code, "graduation-certificate", holdings.HOLDING_STATE_HELD)])
    held = next(one for one in guide.documents if one.code == "graduation-certificate")
    assert held.state == pb.GUIDE_STATE_HELD
    assert [source.code for source in held.sources] == ["education"]
    assert "学历学位库" in held.sentence.zh and "2026-11-20" in held.sentence.zh
    assert guide.personal


def test_what_no_register_has_a_record_of_is_to_be_brought_and_the_guide_says_why() -> None:
    code = "graduate-residence"
    guide = composed(code, held=[holding(code, "graduation-certificate", holdings.HOLDING_STATE_NO_RECORD)])
    needed = next(one for one in guide.documents if one.code == "graduation-certificate")
    assert needed.state == pb.GUIDE_STATE_NEEDED
    assert "没有您的" in needed.sentence.zh
    assert needed.HasField("obtained_from")


def evidence(
    material: str, source: str, state: holdings.HoldingState = holdings.HOLDING_STATE_HELD
) -> holdings.Holding:
    """What verification says of a document that the person's own evidence stands for, or does not."""
    one = holding("newborn-social-security-card", material, state)
    one.source = source
    if source != "material" and state == holdings.HOLDING_STATE_HELD:
        one.name.CopyFrom(catalog.LocalizedText(zh="居民户口簿(新生儿页)", en="Household register"))
        one.about_something = True
    return one


def test_a_certificate_of_the_persons_is_told_with_its_name_and_day_and_that_it_is_about_something() -> None:
    code, paper = "newborn-social-security-card", "child-household-registration"
    guide = composed(code, held=[evidence(paper, "certificate:household-registration")])
    held = next(one for one in guide.documents if one.code == paper)
    assert (held.state, held.certificate.zh) == (pb.GUIDE_STATE_HELD, "居民户口簿(新生儿页)")
    assert not held.sources and not held.HasField("obtained_from")
    assert all(part in held.sentence.zh for part in ("居民户口簿(新生儿页)", "2026-11-20", "别的对象"))
    assert "Household register" in held.sentence.en and "2026-11-20" in held.sentence.en


def test_a_certificate_that_the_person_does_not_hold_is_to_be_brought() -> None:
    code, paper = "newborn-social-security-card", "child-household-registration"
    none = evidence(paper, "certificate:household-registration", holdings.HOLDING_STATE_NO_RECORD)
    assert states(composed(code, held=[none]))[paper] == "NEEDED"
    unknown = evidence(paper, "certificate:household-registration", holdings.HOLDING_STATE_UNKNOWN)
    assert states(composed(code, held=[unknown]))[paper] == "LOOKED_UP"


def test_a_document_whose_original_was_seen_is_not_asked_for_again() -> None:
    code, paper = "newborn-social-security-card", "child-household-registration"
    guide = composed(code, held=[evidence(paper, "material")])
    held = next(one for one in guide.documents if one.code == paper)
    assert held.state == pb.GUIDE_STATE_HELD
    assert "看过您的原件" in held.sentence.zh and "2026-11-20" in held.sentence.zh


@pytest.mark.parametrize("code", [one.code for one in catalogue_items()])
def test_every_guide_says_visits_days_fee_and_what_happens_next_to_the_end(code: str) -> None:
    of, spoken = item(code), "".join(sentence.zh for sentence in composed(code).sentences)
    assert ("最多跑一次" if of.visits else "一次也不用跑") in spoken
    assert f"{of.limits.promised_working_days}个工作日内办完" in spoken
    assert f"决定以后{of.limits.delivery_working_days}个工作日内" in spoken
    assert f"{of.fee_fen // 100}." in spoken if of.fee_fen else "不收费" in spoken
    assert "申请编号" in spoken and "审核" in spoken and of.remedy.zh in spoken


def test_an_answer_spares_what_is_not_required_or_lets_it_come_later() -> None:
    assert states(composed("restaurant-opening"))["owner-consent"] == "NEEDED"
    owner = composed("restaurant-opening", {"owns-premises": True, "plan-ready": False})
    assert any("告知承诺" in sentence.zh for sentence in owner.sentences)
    assert states(owner)["fire-emergency-plan"] == "LATER"
    plan = next(one for one in owner.documents if one.code == "fire-emergency-plan")
    assert plan.late_working_days == 3
    tenant = composed("restaurant-opening", {"owns-premises": False})
    assert states(tenant)["owner-consent"] == "LATER"
    assert [one.answer for one in tenant.questions] == [0, pb.GUIDE_ANSWER_NO, 0]


def test_a_guide_says_where_a_commitment_can_be_signed_in_place_of_a_document() -> None:
    signed = [sentence.en for sentence in composed("signboard-permit").sentences if "sign a commitment" in sentence.en]
    assert signed == ["In place of “The owner's consent to the sign” you may sign a commitment yourself."]


def test_what_an_answer_spares_is_named_as_not_needed() -> None:
    photo = catalog.Material(code="photo", name=catalog.LocalizedText(zh="照片", en="Photo"))
    question = catalog.GuideQuestion(code="same-face", if_yes=catalog.GuideEffect(not_needed=["photo"]))
    guide = catalog.Guide(questions=[question])
    of = catalog.ServiceItem(code="card", materials=[photo])
    assert states(WRITER.compose(of, guide, {"same-face": True}, None)) == {"photo": "NOT_NEEDED"}
    assert states(WRITER.compose(of, guide, {"same-face": False}, None)) == {"photo": "NEEDED"}


def test_who_is_told_that_it_is_not_for_them_may_apply_all_the_same() -> None:
    guide = composed("senior-allowance", {"eighty": False})
    assert guide.stopped
    assert any("仍然可以申请" in sentence.zh for sentence in guide.sentences)


def test_the_child_registration_that_the_same_bundle_issues_is_nobodys_to_bring() -> None:
    assert states(composed("newborn"))["child-household-registration"] == "LOOKED_UP"


class FakeHoldings:
    """Verification, as far as a guide knows it."""

    def __init__(self, held: Sequence[holdings.Holding] | None, *, not_represented: bool = False) -> None:
        self.held = None if held is None else Holdings(held, not_represented)
        self.asked: list[str] = []

    async def of(self, person_id: str, item: catalog.ServiceItem, credit_code: str = "") -> Holdings | None:
        self.asked.append(f"{person_id} {credit_code}".strip())
        return self.held


@pytest.mark.engines
async def test_only_an_applicant_who_is_signed_in_is_looked_up_and_only_themself(office: Office) -> None:
    request, fake = pb.GetGuideRequest(code="graduate-residence"), FakeHoldings([])
    for caller in (None, principal("p-clerk", "clerk"), principal("p-officer", "officer", department="education")):
        assert not (await handler.get(office, WRITER, fake, request, caller)).personal
    assert fake.asked == []
    assert (await handler.get(office, WRITER, fake, request, principal("p-1", "applicant"))).personal
    assert fake.asked == ["p-1"]


async def of_company(office: Office, fake: FakeHoldings, code: str = "food-business-licence") -> pb.GetGuideResponse:
    """The guide for a company, to somebody who is signed in."""
    request = pb.GetGuideRequest(code=code, credit_code=CREDIT_CODE)
    return await handler.get(office, WRITER, fake, request, principal("p-1", "applicant"))


@pytest.mark.engines
async def test_a_companys_representative_is_told_what_the_state_holds_of_the_company(office: Office) -> None:
    fake = FakeHoldings([])
    guide = await of_company(office, fake)
    assert (guide.personal, fake.asked) == (True, [f"p-1 {CREDIT_CODE}"])
    assert any("you represent" in sentence.en for sentence in guide.sentences)


@pytest.mark.engines
async def test_whom_the_register_does_not_name_is_told_the_rules_and_why(office: Office) -> None:
    guide = await of_company(office, FakeHoldings([], not_represented=True))
    assert not guide.personal
    assert any("somebody else" in sentence.en for sentence in guide.sentences)


@pytest.mark.engines
async def test_a_number_that_is_none_and_an_item_for_persons_only_are_refused(office: Office) -> None:
    request = pb.GetGuideRequest(code="food-business-licence", credit_code="1")
    with pytest.raises(InvalidInput):
        await handler.get(office, WRITER, FakeHoldings([]), request, None)
    with pytest.raises(WrongApplicantKind):
        await of_company(office, FakeHoldings([]), "graduate-residence")


@pytest.mark.engines
async def test_while_verification_is_away_the_guide_shows_the_rules(office: Office) -> None:
    request = pb.GetGuideRequest(code="graduate-residence")
    guide = await handler.get(office, WRITER, FakeHoldings(None), request, principal("p-1", "applicant"))
    assert (guide.personal, set(states(guide).values())) == (False, {"LOOKED_UP"})


@pytest.mark.engines
async def test_answers_to_no_question_and_items_that_are_none_are_named(office: Office) -> None:
    with pytest.raises(UnknownItem):
        await handler.get(office, WRITER, FakeHoldings(None), pb.GetGuideRequest(code="nothing"), None)
    request = pb.GetGuideRequest(code="graduate-residence", answers={"gossip": "yes"})
    with pytest.raises(InvalidInput):
        await handler.get(office, WRITER, FakeHoldings(None), request, None)
