"""The pages of docs/operate/stuck: whole, listed, drilled, and their commands are such as there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.main import app
from tests.drill.stuck.pages import FOLDER, INDEX, PARTS, PLACEHOLDERS, Page, names

ROOT = Path(__file__).parents[2]
DRILLS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "drill" / "stuck").glob("test_*.py"))
PAGES_MIN = 12


def test_there_are_twelve_ways_at_least_and_each_is_listed_once_and_drilled() -> None:
    listed = re.findall(r"\]\(([a-z-]+)\.md\)", INDEX.read_text(encoding="utf-8"))
    assert sorted(listed) == names()
    assert len(listed) >= PAGES_MIN
    assert sorted(re.findall(r'follow\("([a-z-]+)"\)', DRILLS)) == names()


@pytest.mark.parametrize("name", names())
def test_a_page_says_what_is_seen_found_mended_and_how_one_knows(name: str) -> None:
    page = Page.read(name)
    assert re.findall(r"^## (.+)$", page.text, re.MULTILINE) == list(PARTS)
    assert {"find", "mend", "check"} <= set(page.blocks)
    assert f"]({name}.png)" in page.text


@pytest.mark.parametrize("name", names())
def test_what_a_page_names_is_there(name: str) -> None:
    text = Page.read(name).text
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (FOLDER / target).exists(), f"{name} points to {target}"


@pytest.mark.parametrize("name", names())
def test_every_command_of_a_page_is_one_that_onetrip_has(name: str) -> None:
    page = Page.read(name)
    values = dict.fromkeys(PLACEHOLDERS, "x")
    lines = "\n".join(page.commands(purpose, **values) for purpose in page.blocks).splitlines()
    for line in lines:
        if line.startswith("onetrip "):
            assert_known(shlex.split(re.split(r" \|", line)[0])[1:])


def assert_known(words: list[str]) -> None:
    """The words name a command, and options that it has."""
    command: Any = typer.main.get_command(app)
    while commands := getattr(command, "commands", None):
        word, *words = words
        assert word in commands, f"onetrip has no {word}"
        command = commands[word]
    known = {option for parameter in command.params for option in parameter.opts}
    used = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert used <= known, f"{command.name} has no {used - known}"
