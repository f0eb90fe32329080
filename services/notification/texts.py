"""The texts of texts.yaml, filled in.

Placeholders are names only, and what is filled in is never read as a template again: an officer's reasons that hold
braces stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.notification.matter import Localized

Words = Mapping[str, Localized]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July")
_MONTHS += ("August", "September", "October", "November", "December")


@cache
def _texts() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))


def title(template: str, words: Words) -> Localized:
    """The title of a kind of notice."""
    return _fill(_texts()["notices"][template]["title"], words)


def text(template: str, words: Words) -> Localized:
    """The text of a kind of notice; lines that nothing was filled into are left out."""
    filled = _fill(_texts()["notices"][template]["text"], words)
    return Localized(_dense(filled.zh), _dense(filled.en))


def phrase(name: str, /, **words: Localized) -> Localized:
    """A part of a text."""
    return _fill(_texts()["phrases"][name], words)


def series(template: str) -> str:
    """The word that stands for a kind of notice in its number, such as 补正."""
    return _texts()["notices"][template]["series"]


def number(series: str, year: int, sequence: int) -> str:
    """The number of a document as GB/T 9704 has it, such as 市监补正〔2026〕123号: no zeros in front."""
    return _texts()["number"].format(series=series, year=year, sequence=sequence)


def document(title: Localized, body: Localized, number: str, issued: date) -> Localized:
    """A whole notice as it is read out, mailed or printed."""
    words = {"title": title, "text": body, "number": Localized.same(number), "date": day(issued)}
    return _fill(_texts()["document"], words)


def sms(title: Localized, number: str, tracking_number: str, host: str | None) -> str:
    """A text message in both languages. `host` is the official one; None: nothing to go to is named."""
    where = _fill(_texts()["where"], {"host": Localized.same(host)}) if host else Localized.same("")
    words = {
        "title": title,
        "number": Localized.same(number),
        "tracking_number": Localized.same(tracking_number),
        "where_zh": Localized.same(where.zh),
        "where_en": Localized.same(where.en),
    }
    both = _fill(_texts()["sms"], words)
    return f"{both.zh}\n{both.en}".strip()


def joined(separator: Localized, parts: list[Localized]) -> Localized:
    """Several texts as one, in each language."""
    return Localized(separator.zh.join(part.zh for part in parts), separator.en.join(part.en for part in parts))


def day(value: date) -> Localized:
    """A date as people write it."""
    return Localized(
        f"{value.year}年{value.month}月{value.day}日", f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    )


def moment(value: datetime) -> Localized:
    """A local date and time as people write it."""
    on = day(value.date())
    return Localized(f"{on.zh}{value:%H:%M}", f"{value:%H:%M} on {on.en}")


def _dense(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())


def _fill(template: Mapping[str, str], words: Words) -> Localized:
    return Localized(
        template["zh"].format(**{name: word.zh for name, word in words.items()}),
        template["en"].format(**{name: word.en for name, word in words.items()}),
    )
