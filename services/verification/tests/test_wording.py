"""Who read their data is told to people in a sentence, in both languages, with no code in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.verification.store import Read
from services.verification.tests.conftest import CATALOG
from services.verification.wording import Wording

NOW = datetime(2026, 11, 25, 4, 5, tzinfo=UTC)
WORDING = Wording.load(CATALOG / "departments.yaml", CATALOG / "registers", "Asia/Shanghai")


def read(purpose: str, *fields: str, **who: Any) -> Read:
    return Read(
        **{"person_id": "p", "reader": "pofficer", "application_id": "a1", "read_at": NOW, **who},
        purpose=purpose,
        fields=fields,
    )


def test_an_officers_look_says_who_why_when_what_and_for_which_application() -> None:
    look = read(
        "REVIEW_TASK", "applicant_name", "degree", "form.degree", "material.x", role="officer", department="education"
    )
    words = WORDING.of(look)
    assert words.zh == (
        "2026年11月25日12:05,教育局工作人员为办理您的申请,"
        "查看了您的姓名、核验所得信息、申请表所填内容、提交的材料(申请 a1)。"
    )
    assert words.en == (
        "On 2026-11-25 at 12:05, an officer of the Education Bureau looked at your name, what was verified about you, "
        "what you filled in, the documents you handed in (application a1): to decide on the application."
    )


def test_the_systems_own_look_names_the_registers_once_each() -> None:
    words = WORDING.of(read("VERIFICATION", "education.degree", "education.school", "population.name"))
    assert "学历学位库、" in words.zh
    assert words.zh.count("学历学位库") == 1
    assert words.zh.startswith("2026年11月25日12:05,系统核验程序")
    assert "the verification service" in words.en


def test_a_rule_is_told_apart_from_a_person() -> None:
    words = WORDING.of(read("INSTANT_RULE", "degree", role="rule", department="human-resources"))
    assert "自动审批规则" in words.zh
    assert "an automatic rule of the" in words.en


def test_an_agents_look_says_that_it_was_by_the_persons_own_mandate() -> None:
    words = WORDING.of(read("MANDATE", "matter", role="agent"))
    assert words.zh == "2026年11月25日12:05,您授权的代办人依据您的授权为您代办,查看了您的申请办理情况(申请 a1)。"
    assert words.en.endswith(
        "somebody you let act for you looked at how your application stands (application a1): "
        "to act for you under your mandate."
    )


def test_a_guide_is_for_no_application() -> None:
    words = WORDING.of(read("GUIDE", "education.degree", application_id=""))
    assert "application" not in words.en
    assert "申请" not in words.zh.replace("为免除", "")


@pytest.mark.parametrize("role", ["officer", "approver", "supervisor", "clerk", "agent", "rule", "", "courier"])
@pytest.mark.parametrize("department", ["", "education", "unheard-of"])
def test_whoever_looked_and_whatever_for_there_is_a_sentence(role: str, department: str) -> None:
    words = WORDING.of(read("UNHEARD_OF", "anything", role=role, department=department))
    for text in (words.zh, words.en):
        assert "{" not in text
        assert "UNHEARD_OF" not in text
