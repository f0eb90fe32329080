"""What was not heard is said again in the order in which it was said, of each application (decision 0067)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deploy.reconcile.gaps import Gap, Kind
from deploy.reconcile.order import PATIENCE_SECONDS, message_of, next_to_say

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def unheard(id_: str, topic: str, seconds: int, key: str = "a1") -> Gap:
    return Gap(Kind.UNHEARD, id_, "process", topic, key, "t", time=NOON + timedelta(seconds=seconds))


SUPPLEMENTED = unheard("supplemented", "intake", 1)
RELEASED, DECIDED = unheard("released", "approval", 2), unheard("decided", "approval", 3)
VERIFIED = unheard("verified", "verification", 4)
OTHER = unheard("other", "approval", 9, key="a2")
ALL = [DECIDED, OTHER, RELEASED, VERIFIED, SUPPLEMENTED]


def test_of_each_application_the_first_is_said_and_what_follows_it_on_its_topic() -> None:
    assert {gap.message_id for gap in next_to_say(ALL, (), {}, 0.0)} == {"supplemented", "other"}
    assert next_to_say([DECIDED, RELEASED, VERIFIED], (), {}, 0.0) == [RELEASED, DECIDED]


def test_the_next_waits_until_the_one_before_is_heard_or_has_another_cause() -> None:
    said = {message_of(SUPPLEMENTED): 100.0}
    mine = [SUPPLEMENTED, RELEASED, DECIDED]
    assert next_to_say(mine, (), said, 100.0 + PATIENCE_SECONDS / 2) == []
    assert next_to_say(mine, (), said, 100.0 + PATIENCE_SECONDS) == [RELEASED, DECIDED]
    assert next_to_say([RELEASED, DECIDED], (), said, 101.0) == [RELEASED, DECIDED]


def test_nothing_is_said_of_what_is_taken_back_first_and_nothing_twice() -> None:
    assert next_to_say(ALL, {"a1"}, {}, 0.0) == [OTHER]
    assert next_to_say([OTHER], (), {message_of(OTHER): 0.0}, 10 * PATIENCE_SECONDS) == []
    assert next_to_say([Gap(Kind.FORGOTTEN, "x"), Gap(Kind.UNSENT, "y")], (), {}, 0.0) == []
