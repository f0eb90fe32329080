"""What notices say."""

import json
import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.message import Message

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.notification.v1 import events_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from onetrip.verification.v1.messages_pb2 import Barred
from services.notification import texts
from services.notification.matter import Localized, Matter
from services.notification.office import Office
from services.notification.rendering.table import (
    RENDERERS,
    Case,
    Rendered,
    render,
    sealed_barred,
    sealed_correction,
    sealed_words,
)
from services.notification.tests.every_kind import events
from services.notification.tests.samples import LAYOUT, REFUSED, SIGN, Story, definition, named


def written(story: Story, event: Message, version: str = "", *, template: str = "") -> Rendered:
    words = story.office.open_words(story.id, sealed_words(event))
    matter = Matter.from_json(Matter.of(definition()).to_json())
    correction = story.office.open_words(story.id, sealed_correction(event))
    barred = story.office.open_barred(story.id, sealed_barred(event))
    zone, to_party = ZoneInfo("Asia/Shanghai"), template.startswith("party_")
    return render(event, Case(matter, story.tracking_number, version, zone, words, correction, barred, to_party))


def test_every_kind_has_a_text_without_holes_in_both_languages(story: Story) -> None:
    for template, event in events(story).items():
        rendered = written(story, event, template=template)
        assert rendered.template == template
        for text in (rendered.title, rendered.text):
            for language in (text.zh, text.en):
                assert language.strip()
                assert not re.search(r"\{(?!not a placeholder)", language)
                assert "\n\n" not in language
        assert not re.search("[一-鿿]", rendered.title.en)


def test_what_is_not_accepted_says_whose_it_is_or_why_it_is_nobodys(story: Story) -> None:
    def said(**of: Any) -> str:
        return written(story, process.ApplicationNotAccepted(application_id=story.id, **of)).text.zh

    assert "请向示范海关申请" in said(right_body="示范海关", ground=state.NOT_ACCEPTED_GROUND_NOT_OURS)
    assert "不需要申请" in said(ground=state.NOT_ACCEPTED_GROUND_NOT_NEEDED)
    assert "已在另一申请中办理" in said(ground=state.NOT_ACCEPTED_GROUND_HANDLED_ALREADY)


def test_a_special_procedure_and_an_extension_say_how_long_why_and_until_when(story: Story) -> None:
    paused, extended = (written(story, events(story)[kind]).text for kind in ("special_procedure", "extension"))
    for text, words in ((paused.zh, "听证 12个工作日"), (extended.zh, "延长10个工作日")):
        assert all(word in text for word in [*words.split(), "食品经营许可", "市场监管局", "案情复杂", "2027年1月12日"])


def test_an_extension_names_the_head_who_approved_it(story: Story) -> None:
    of_department = story.moved(process.MOVE_CAUSE_EXTENDED, working_days=10)
    of_government = story.moved(process.MOVE_CAUSE_EXTENDED, working_days=15, by_government=True)
    assert "经市场监管局负责人批准" in written(story, of_department).text.zh
    text = written(story, of_government).text
    assert "经本级人民政府负责人批准" in text.zh
    assert "the head of the government" in text.en


@pytest.mark.parametrize("procedure", [value for value in state.SpecialProcedure.values() if value])
def test_every_special_procedure_has_a_name(story: Story, procedure: state.SpecialProcedure) -> None:
    event = story.moved(process.MOVE_CAUSE_PAUSED, procedure_id="p1", procedure=procedure, working_days=1)
    assert "特别程序需要" not in written(story, event).text.zh


def test_a_withdrawal_in_part_names_what_was_withdrawn_and_what_stands(story: Story) -> None:
    text = written(story, events(story)["withdrawal_in_part"]).text
    for language, withdrawn, stands in ((text.zh, "招牌设置", "食品经营许可"), (text.en, "Signboard", "Food licence")):
        first, second = language.splitlines()
        assert withdrawn in first and stands not in first
        assert stands in second and withdrawn not in second


def test_what_a_visit_is_replaced_by_is_told_with_its_price_from_the_opening_on(story: Story) -> None:
    planned = written(story, events(story)["visit_converted_at_opening"]).text
    assert "视频方式进行，需2个工作日" in planned.zh and "需3个工作日" in planned.zh
    assert "by video; working days it takes: 2" in planned.en
    refused = written(story, events(story)["visit_refused"]).text
    assert "视频办理（需1个工作日）" in refused.zh and "where and when you choose (working days: 2)" in refused.en


def test_every_event_of_the_map_and_every_kind_of_the_contract_is_written(story: Story) -> None:
    assert {type(event) for event in events(story).values()} | {approval.UndecidedEnded} == set(RENDERERS)
    kinds = {name.removeprefix("NOTICE_KIND_").lower() for name, number in pb.NoticeKind.items() if number}
    assert {kind_of(template, kinds) for template in events(story)} == kinds


def kind_of(template: str, kinds: set[str]) -> str:
    """A kind's templates bear its name, as decision_granted does."""
    return max((kind for kind in kinds if f"{template}_".startswith(f"{kind}_")), key=len)


def test_every_kind_has_a_series_of_its_own(story: Story) -> None:
    kinds = {name.removeprefix("NOTICE_KIND_").lower() for name, number in pb.NoticeKind.items() if number}
    pairs = {
        (kind_of(template, kinds), written(story, event, template=template).series)
        for template, event in events(story).items()
    }
    assert len(pairs) == len(kinds) == len({series for _, series in pairs})
    assert ("decision", "市监决定") in pairs


def test_a_number_is_written_as_the_standard_for_official_documents_has_it() -> None:
    assert texts.number("市监补正", 2026, 123) == "市监补正〔2026〕123号"


def test_a_notice_is_issued_by_the_department_it_is_about_and_else_by_the_one_that_leads(story: Story) -> None:
    assert written(story, story.accepted()).department == "market-regulation"
    decided = written(story, story.decided("signboard", department="urban-management"))
    # Without a word of its own in the catalogue a department's name stands in front of the number.
    assert (decided.department, decided.series) == ("urban-management", "城管局决定")
    ended = approval.UndecidedEnded(application_id=story.id, reason=commands.END_REASON_PREREQUISITE_REFUSED)
    assert written(story, ended, f"{story.id}.signboard").department == "urban-management"


def test_what_was_stored_before_notices_had_departments_is_still_read(story: Story) -> None:
    stored = json.loads(Matter.of(definition()).to_json())
    for name in ("lead", "leads", "words"):
        del stored[name]
    case = Case(Matter.from_json(json.dumps(stored)), story.tracking_number, "", ZoneInfo("Asia/Shanghai"))
    assert (render(story.accepted(), case).department, render(story.accepted(), case).series) == ("", "受理")


def test_who_has_not_asked_is_told_what_was_done_and_that_they_may_say_no(story: Story) -> None:
    rendered = written(story, story.submitted(filed_as=intake.FILING_ROLE_PROACTIVE))
    assert rendered.title.zh == "主动服务告知书"
    assert "无需提出申请" in rendered.text.zh
    assert "如您不需要" in rendered.text.zh
    assert "If you do not want it" in rendered.text.en


def test_the_receipt_names_what_was_handed_in_and_nothing_the_applicant_typed(story: Story) -> None:
    rendered = written(story, story.submitted(phone="13812345678"))
    assert "厨房布局图" in rendered.text.zh
    assert "Kitchen layout" in rendered.text.en
    assert story.tracking_number in rendered.text.zh
    assert "evil" not in rendered.text.zh + rendered.text.en
    assert "13812345678" not in rendered.text.zh


def test_the_acceptance_names_every_case_with_its_department_and_days(story: Story) -> None:
    zh = written(story, story.accepted()).text.zh
    for words in ("食品经营许可（市场监管局）", "招牌设置（城管局）", "2026年12月23日", "2027年1月5日（暂定"):
        assert words in zh


def test_the_acceptance_names_what_comes_late_and_by_when(story: Story) -> None:
    event = story.accepted()
    assert "容缺" not in written(story, event).text.zh
    late = process.LateMaterial(material=LAYOUT, due=process.DueDate(date="2026-12-01"))
    event.late_materials.append(late)  # pyright: ignore[reportAttributeAccessIssue]
    rendered = written(story, event)
    assert "厨房布局图（食品经营许可）：请于2026年12月1日前补交" in rendered.text.zh
    assert "Kitchen layout" in rendered.text.en and "1 December 2026" in rendered.text.en


def test_the_supplement_notice_says_what_may_come_late_what_was_chosen_to_and_what_bars_it(story: Story) -> None:
    event = story.supplement()
    assert "容缺" not in written(story, event).text.zh
    for material, words in (
        (MissingMaterial(item_code="signboard", secondary=True), "可以选择容缺后补"),
        (MissingMaterial(item_code="signboard", secondary=True, promised=True), "已选择容缺后补"),
    ):
        event.missing.append(material)  # pyright: ignore[reportAttributeAccessIssue]
        assert words in written(story, event).text.zh
    sealed = story.office.seal(story.id, Barred(late=True, commitment=False))
    event.sealed_barred = sealed  # pyright: ignore[reportAttributeAccessIssue]
    assert "因信用记录不良" in written(story, event).text.zh
    assert "告知承诺不能代替材料" not in written(story, event).text.zh


@pytest.mark.parametrize("barred", [{"late_barred": True}, {"commitment_barred": True}])
def test_what_the_release_before_said_in_the_clear_is_told_still(story: Story, barred: dict[str, bool]) -> None:
    event = process.SupplementRequested(application_id=story.id, missing=[SIGN], **barred)
    words = "因信用记录不良" if "late_barred" in barred else "告知承诺不能代替材料"
    assert words in written(story, event).text.zh


def test_the_supplement_notice_names_everything_missing_and_the_day(story: Story) -> None:
    rendered = written(story, story.supplement())
    for words in ("厨房布局图（食品经营许可），由设计单位取得", "招牌效果图（招牌设置）", "2026年12月16日"):
        assert words in rendered.text.zh
    assert "16 December 2026" in rendered.text.en


def test_a_second_supplement_notice_names_its_new_fact(story: Story) -> None:
    event = story.supplement(round_=2)
    event.sealed_new_fact = story.office.seal(story.id, approval.DecisionText(reasons="改变了用途"))
    assert "改变了用途" in written(story, event).text.zh


def test_a_grant_names_the_certificate_and_a_refusal_the_reasons_and_the_remedy(story: Story) -> None:
    granted = written(story, events(story)["decision_granted"]).text
    assert "编号JY1" in granted.zh
    refused = written(story, story.decided(outcome=REFUSED, reasons="面积不足 {due} %s")).text
    assert "面积不足 {due} %s" in refused.zh
    assert "可在60日内申请行政复议" in refused.zh


def test_a_case_that_ended_for_want_of_another_is_named(story: Story) -> None:
    event = approval.UndecidedEnded(
        application_id=story.id,
        ended_case_ids=[f"{story.id}.signboard"],
        reason=commands.END_REASON_PREREQUISITE_REFUSED,
    )
    assert "招牌设置" in written(story, event, f"{story.id}.signboard").text.zh


def test_a_text_message_says_what_and_where_and_no_more(office: Office) -> None:
    title = Localized("不予批准决定书", "Refused: Food licence")
    message = texts.sms(title, "市监决定〔2026〕1号", "26-ABC", "onetrip.example")
    assert message.count("onetrip.example") == 2
    assert "http" not in message
    assert len(message) < 300
    assert "example" not in texts.sms(title, "市监决定〔2026〕1号", "26-ABC", None)


def test_dates_are_written_as_people_do() -> None:
    assert texts.day(date(2026, 8, 3)) == Localized("2026年8月3日", "3 August 2026")


def test_a_code_the_definition_does_not_name_still_makes_a_notice(story: Story) -> None:
    assert "crane" in written(story, story.decided("crane")).text.zh


def test_a_message_that_makes_no_notice_is_an_error(story: Story) -> None:
    with pytest.raises(KeyError):
        written(story, process.LightChanged())


def test_a_visit_says_where_and_when_on_the_citys_clock(story: Story) -> None:
    rendered = written(story, events(story)["visit"])
    assert "时间：2026年11月25日12:00" in rendered.text.zh and "地点：和平里15号" in rendered.text.zh
    assert "When: 12:00 on 25 November 2026" in rendered.text.en
    assert "has a new appointment and needs you" in rendered.text.en


def test_a_conversion_says_what_comes_instead_and_what_it_costs(story: Story) -> None:
    rendered = written(story, events(story)["visit_converted"])
    assert (
        "视频办理，需1个工作日" in rendered.text.zh and "a call by video. Working days it takes: 1" in rendered.text.en
    )


def test_an_interested_party_is_told_of_the_matter_and_of_its_rights_but_not_whose_it_is(story: Story) -> None:
    text = written(story, events(story)["rights_party"]).text
    assert all(
        words in text.zh for words in ("直接关系您的重大利益", "2026年12月2日前要求听证", story.id, "以本告知书为准")
    )
    assert "You may ask for a hearing by 2 December 2026" in text.en
    without = events(story)["rights_party"]
    without.ClearField("request_by")
    assert "听证" not in written(story, without).text.zh
    without.request_working_days = 5
    assert "自收到本告知书之日起5个工作日内要求听证" in written(story, without).text.zh


def test_what_is_asked_for_after_acceptance_says_that_the_clock_stands_still_and_what_follows(story: Story) -> None:
    text = written(story, events(story)["supplement_later"]).text.zh
    assert all(words in text for words in ("等待补交的时间不计入办理期限", "依据现有材料作出决定", "2026年12月16日"))


def test_a_hearing_is_told_with_its_place_and_time_and_what_it_is_for(story: Story) -> None:
    text = written(story, events(story)["hearing"]).text.zh
    assert all(words in text for words in ("政务大厅三楼", "2026年11月25日12:00", "时间地点有变", "听证笔录"))


def test_a_revocation_and_a_correction_name_reasons_what_holds_now_and_the_remedy(story: Story) -> None:
    known = events(story)
    revoked = written(story, known["revocation"]).text.zh
    assert all(words in revoked for words in ("属于海关", "编号JY1，自即日起失效", "可申请行政复议", "2026年"))
    corrected = written(story, known["correction"]).text.zh
    assert "决定结果不变" in corrected
    assert corrected.count("属于海关") == 2


def test_a_case_that_ended_for_want_of_another_names_it(story: Story) -> None:
    ended = approval.UndecidedEnded(
        application_id=story.id,
        reason=commands.END_REASON_PREREQUISITE_REFUSED,
        needed_case_ids=[f"{story.id}.food-licence"],
    )
    rendered = written(story, ended, f"{story.id}.signboard")
    assert "所依赖的前置事项“食品经营许可”未获批准，“招牌设置”" in rendered.text.zh
    assert 'What "Signboard"' in rendered.text.en and "needs first (Food licence) was not granted" in rendered.text.en


def test_a_grant_on_a_commitment_says_so_for_which_document_and_by_when_it_is_checked(story: Story) -> None:
    lease = approval.CommittedMaterial(material_code="lease", name=named("租赁证明", "Lease"), check_working_days=40)
    text = written(story, story.decided(commitments=[lease])).text
    assert "凭告知承诺作出" in text.zh and "租赁证明" in text.zh and "40个工作日内核查" in text.zh
    assert "Lease" in text.en and "within 40 working days" in text.en
    assert "告知承诺" not in written(story, story.decided()).text.zh


def test_before_a_revocation_its_reasons_and_the_right_to_be_heard_are_told(story: Story) -> None:
    text = written(story, events(story)["revocation_proposed"]).text
    assert "属于海关" in text.zh and "2026年12月16日前陈述、申辩，或者申请听证" in text.zh
    assert "ask for a hearing" in text.en


def test_a_revocation_for_a_false_commitment_names_the_mark_and_another_one_does_not(story: Story) -> None:
    revoked = approval.DecisionRevoked()
    revoked.CopyFrom(events(story)["revocation"])
    assert "告知承诺" not in written(story, revoked).text.zh
    revoked.marked_until_date = "2027-11-25"
    assert "2027年11月25日前不再适用告知承诺和容缺受理" in written(story, revoked).text.zh


def test_a_revocation_says_when_a_result_on_its_way_comes_no_more(story: Story) -> None:
    revoked = approval.DecisionRevoked()
    revoked.CopyFrom(events(story)["revocation"])
    assert "不再送达" not in written(story, revoked).text.zh
    revoked.delivery_stopped = True
    assert "不再送达" in written(story, revoked).text.zh


def test_a_commitment_that_a_bad_record_bars_is_named_in_the_supplement_notice(story: Story) -> None:
    sealed = story.office.seal(story.id, Barred(late=False, commitment=True))
    event = process.SupplementRequested(application_id=story.id, missing=[SIGN], sealed_barred=sealed)
    assert "告知承诺不能代替材料" in written(story, event).text.zh
