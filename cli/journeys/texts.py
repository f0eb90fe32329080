"""What the demo says, in Chinese and English: texts.yaml."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("texts.yaml")


@dataclass(frozen=True)
class Text:
    """The same in both languages."""

    zh: str
    en: str

    def filled(self, values: Mapping[str, object]) -> Text:
        """Return it with its {braces} filled in."""
        return Text(self.zh.format_map(values), self.en.format_map(values))


def title(journey: str) -> Text:
    """What a journey is called."""
    return Text(**_texts()["journeys"][journey]["title"])


def narration(journey: str, step: str, values: Mapping[str, object]) -> Text:
    """What happens in a step of a journey."""
    return Text(**_texts()["journeys"][journey]["steps"][step]).filled(values)


def text(section: str, code: str, **values: object) -> Text:
    """Any other text: names of states, lights and outcomes, headings, the summary."""
    return Text(**_texts()[section][code]).filled(values)


@functools.cache
def _texts() -> Mapping[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))
