"""What intake shows of what was destroyed at the end of retention (decision 0050)."""

import pytest

from onetrip.intake.v1.events_pb2 import FormContent
from runtime.sealing import Sealer, Shredded
from runtime.tests.suite import DATA_KEYS, SUITE, DestroyedKeys
from services.intake.codec import open_form, open_name, seal_form, seal_name

BEFORE = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)
AFTER = Sealer({"test": bytes(32)}, "test", SUITE, DestroyedKeys())


def test_a_list_shows_an_application_without_the_name_that_was_destroyed() -> None:
    sealed = seal_name(BEFORE, "a", "王**")
    assert open_name(BEFORE, "a", sealed) == "王**"
    assert open_name(AFTER, "a", sealed) == ""


def test_a_form_that_was_destroyed_is_refused_by_name() -> None:
    sealed = seal_form(BEFORE, "a", FormContent(comment="x"))
    with pytest.raises(Shredded) as refused:
        open_form(AFTER, "a", sealed)
    assert (refused.value.reason, refused.value.retryable) == ("PERSONAL_DATA_DESTROYED", False)
