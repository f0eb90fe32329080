import pytest

from runtime.errors import InvalidInput
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.sealing import Sealer
from runtime.tests.suite import SUITE

TOKENS = PageTokens(Sealer({"k1": b"k" * 32}, "k1", SUITE), "ListThings")


def test_a_token_brings_its_caller_back_to_the_position() -> None:
    token = TOKENS.make("alice", ["open"], ["2026-01-01", "7"])
    assert TOKENS.read(token, "alice", ["open"]) == ["2026-01-01", "7"]
    assert TOKENS.read("", "alice", ["open"]) is None


def test_a_token_of_another_caller_filter_or_list_is_refused() -> None:
    token = TOKENS.make("alice", ["open"], ["7"])
    other_list = PageTokens(Sealer({"k1": b"k" * 32}, "k1", SUITE), "ListOthers")
    for reader, caller, filters in [(TOKENS, "bob", ["open"]), (TOKENS, "alice", []), (other_list, "alice", ["open"])]:
        with pytest.raises(BadPageToken):
            reader.read(token, caller, filters)


@pytest.mark.parametrize("token", ["x", "é", "AAAA", "a" * 2000, "=", "../..", "\x00"])
def test_a_forged_token_is_refused(token: str) -> None:
    with pytest.raises(BadPageToken):
        TOKENS.read(token, "alice", [])


def test_page_sizes_have_a_default_and_a_maximum() -> None:
    assert (page_size_of(0, 20, 100), page_size_of(7, 20, 100), page_size_of(10**6, 20, 100)) == (20, 7, 100)
    with pytest.raises(InvalidInput):
        page_size_of(-1, 20, 100)
