"""How an applicant is reached."""

import pytest

from onetrip.verification.v1.facts_pb2 import Contact
from runtime.errors import InvalidInput
from services.notification.checks import Violations
from services.notification.contacts import merged, reachable, target
from services.notification.domain import Channel


def test_what_was_given_goes_before_what_the_registers_have() -> None:
    whole = merged([Contact(phone="1", email="e"), Contact(name="王", phone="2", address="a")])
    assert whole == Contact(name="王", phone="1", address="a", email="e")
    assert merged([]) == Contact()
    assert (target(whole, Channel.SMS), target(whole, Channel.POST)) == ("1", "a")


def test_a_channel_is_reachable_when_it_has_a_target() -> None:
    assert reachable(Contact(name="王")) == []
    assert reachable(Contact(phone="1")) == [Channel.SMS, Channel.PHONE]
    assert reachable(Contact(email="e", address="a")) == [Channel.EMAIL, Channel.POST]


def test_everything_wrong_with_a_request_is_told_at_once() -> None:
    violations = Violations()
    violations.request_id("short")
    violations.page_size(-1, 20, 100)
    violations.note("x" * 501 + "\x00")
    with pytest.raises(InvalidInput) as caught:
        violations.refuse()
    assert [each.field for each in caught.value.fields] == ["request_id", "page_size", "note"]


def test_a_remark_may_have_lines_and_emoji_and_a_page_is_at_most_the_most() -> None:
    violations = Violations()
    assert violations.note("  没人接\n再打 😀 ") == "没人接\n再打 😀"
    assert [violations.page_size(asked, 20, 100) for asked in (0, 5, 1000)] == [20, 5, 100]
    violations.refuse()
