"""What people may write to people, and that nothing hidden gets in (domain.md, "Formats")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.texts import free_text


@pytest.mark.parametrize(
    "text",
    ["", "好的 👍🏽", "👨\u200d👩\u200d👧", "第一行\n第二行\t。", "🏴\U000e0067\U000e0062\U000e007f", "می\u200cخواهم"],
)
def test_comments_may_hold_any_script_and_emoji(text: str) -> None:
    assert free_text(text, 100) == text


@pytest.mark.parametrize(
    "bad", [*"\u0000\u0008\u001b\u007f\u0085\u200b\ufeff\u202e\u2066\u2028\u00ad", "\ud83d", "\uffff"]
)
def test_comments_hold_nothing_that_hides_or_reorders(bad: str) -> None:
    with pytest.raises(ValueError):
        free_text(f"a{bad}b", 100)


@given(st.integers(1, 300))
def test_a_text_at_its_limit_passes_and_over_it_does_not(limit: int) -> None:
    assert free_text("𠮷" * limit + " \n", limit) == "𠮷" * limit
    with pytest.raises(ValueError, match=str(limit)):
        free_text("𠮷" * (limit + 1), limit)


def test_a_required_text_is_not_blank() -> None:
    with pytest.raises(ValueError):
        free_text(" \u3000\n", 10, required=True)
