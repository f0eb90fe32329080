"""The texts applicants read, from texts.yaml: in both languages, filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from onetrip.catalog.v1 import catalog_pb2

FILE = Path(__file__).with_name("texts.yaml")

# One text: by language.
Text = Mapping[str, str]


class Texts:
    """The texts by section and code. Read the file once, in the composition root."""

    def __init__(self, sections: Mapping[str, Mapping[str, Text]]) -> None:
        self._sections = sections

    @classmethod
    def load(cls, file: Path = FILE) -> Texts:
        """Return the texts of a file."""
        return cls(yaml.safe_load(file.read_text(encoding="utf-8")))

    def codes(self, section: str) -> frozenset[str]:
        """Return the codes a section has texts for."""
        return frozenset(self._sections[section])

    def name(self, section: str, code: str) -> Text:
        """Return the name of something; a code without one is its own name."""
        return self._sections[section].get(code) or {"zh": code, "en": code}

    def names(self, section: str, codes: Iterable[str]) -> Text:
        """Return several names in a row."""
        return joined([self.name(section, code) for code in codes])

    def filled(self, section: str, code: str, details: Mapping[str, Any]) -> catalog_pb2.LocalizedText:
        """Return a text with its details filled in; a detail may be a Text, which is taken in the same language."""
        text = self.name(section, code)
        return catalog_pb2.LocalizedText(zh=_filled(text, "zh", details), en=_filled(text, "en", details))


def joined(texts: Iterable[Text]) -> Text:
    """Return several texts in a row, in each language."""
    listed = list(texts)
    return {"zh": "、".join(text["zh"] for text in listed), "en": ", ".join(text["en"] for text in listed)}


class _Details(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _filled(text: Text, language: str, details: Mapping[str, Any]) -> str:
    plain = {name: value[language] if isinstance(value, Mapping) else value for name, value in details.items()}
    return text[language].format_map(_Details(plain))
