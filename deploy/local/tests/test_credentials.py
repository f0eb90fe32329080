"""Secrets: made once, kept, readable by their owner only, never guessed."""

import json
import stat
from dataclasses import asdict
from pathlib import Path

import pytest

from deploy.local.credentials import FILE_NAME, Credentials
from deploy.local.errors import StackError


def test_they_are_made_at_first_start_and_kept(tmp_path: Path) -> None:
    first = Credentials.ensure(tmp_path, ("intake",))
    assert Credentials.ensure(tmp_path, ("intake",)) == first
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_two_stacks_share_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (Credentials.ensure(tmp_path / name, ("intake",), ("population",)) for name in ("a", "b"))
    assert not set(map(str, asdict(one).values())) & set(map(str, asdict(other).values()))


def test_a_new_role_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    before = Credentials.ensure(tmp_path, ("intake",))
    after = Credentials.ensure(tmp_path, ("intake", "approval"))
    assert after.role_passwords["intake"] == before.role_passwords["intake"]
    assert after.role_passwords["approval"] != after.role_passwords["intake"]


def test_a_new_register_gets_a_key_and_the_others_keep_theirs(tmp_path: Path) -> None:
    before = Credentials.ensure(tmp_path, (), ("population",))
    after = Credentials.ensure(tmp_path, (), ("population", "education"))
    assert after.register_keys["population"] == before.register_keys["population"]
    assert after.register_keys["education"]["kid"] == "education/1"


def test_who_checks_signatures_is_not_given_the_keys_that_make_them(tmp_path: Path) -> None:
    made = Credentials.ensure(tmp_path, (), ("population",))
    assert [set(key) for key in json.loads(made.register_key_set(["population"], private=False))["keys"]] == [
        {"kty", "crv", "kid", "x"}
    ]


def test_a_damaged_file_is_said_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps({"lookup_key": "x"}))
    with pytest.raises(StackError, match=r"damaged: .*make clean-data"):
        Credentials.ensure(tmp_path, ())
    assert json.loads((tmp_path / FILE_NAME).read_text()) == {"lookup_key": "x"}


def test_data_without_its_secrets_is_said(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(StackError, match="is gone"):
        Credentials.ensure(tmp_path, ())
