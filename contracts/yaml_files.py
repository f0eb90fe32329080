"""YAML files as plain data that remembers the line of every value, so that an error can name it.

The catalogue is read by intake (what can be applied for) and by the registers (how a register is reached): both must
read the same file in the same way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FILE_BYTES_MAX = 256 * 1024
"""Largest file read (decision): a service item is a page or two."""

DEPTH_MAX = 50
"""Deepest nesting (decision): ours is at most ten."""

_TAG = "tag:yaml.org,2002:"

Where = tuple[str | int, ...]
"""Where a value is in its file: keys and list indexes from the root."""


class SourceInvalid(ValueError):
    """A file that is not readable as YAML. Has the `line` (from 1) at fault."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Document:
    """One YAML file.

    Attributes:
        file: its path as it is shown in errors.
        data: its content as dicts, lists, strings, integers, booleans.
        lines: the line (from 1) of each value, by where it is.
    """

    file: Path
    data: Any
    lines: Mapping[Where, int] = field(repr=False, default_factory=dict)

    def line(self, where: Where) -> int:
        """The line of a value, or of the nearest thing around it when it is absent."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's core in what matters here: only true and false are booleans, and a date stays the text it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (_TAG + "timestamp", _TAG + "bool")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_TAG + "bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(file: Path) -> Document:
    """Read one file.

    Raises:
        SourceInvalid: not YAML, not UTF-8, over `FILE_BYTES_MAX`, an alias, or a key given twice.
    """
    content = file.read_bytes()
    if len(content) > FILE_BYTES_MAX:
        raise SourceInvalid(1, f"is larger than {FILE_BYTES_MAX} bytes")
    try:
        text = content.decode("utf-8")
        _check_depth(text)
        loader = _Loader(text)
        root = loader.get_single_node()
    except UnicodeDecodeError:
        raise SourceInvalid(1, "is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceInvalid(line, f"is not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise SourceInvalid(1, f"is not YAML: {error}") from None
    if root is None:
        raise SourceInvalid(1, "is empty")
    lines: dict[Where, int] = {}
    _walk(root, (), lines, set())
    try:
        return Document(file, loader.construct_document(root), lines)
    except (yaml.YAMLError, ValueError) as error:
        raise SourceInvalid(1, f"is not YAML: {error}") from None


def _check_depth(text: str) -> None:
    """Before anything is built of it: libyaml's binding recurses on the C stack, and a deep file ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH_MAX:
            raise SourceInvalid(_line(event), f"is nested more than {DEPTH_MAX} deep")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _walk(node: yaml.Node, where: Where, lines: dict[Where, int], seen: set[int]) -> None:
    """Note the lines of a node and what is in it. Aliases are refused: a few lines of them can stand for gigabytes."""
    if id(node) in seen:
        raise SourceInvalid(node.start_mark.line + 1, "uses an alias (*name); write the value out")
    seen.add(id(node))
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*where, index), lines, seen)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise SourceInvalid(line, "has a key that is not a word")
            if key.value in keys:
                raise SourceInvalid(line, f"has the key {key.value!r} twice")
            keys.add(key.value)
            lines[(*where, key.value)] = line
            _walk(child, (*where, key.value), lines, seen)
