"""Damaged samples, the same in every run: what a fuzzer does when nothing guides it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

# What has broken parsers before: ends of numbers, brackets, quotes, other encodings, other line ends, other types.
PIECES = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b'"', b"'", b"\\", b"%", b"#", b"&a ", b"*a", b"!!",
    b"[" * 60, b"{" * 60, b"(" * 60, b"- " * 60, b": ", b", ", b"null", b"true", b"NaN", b"1e999", b"-0", b"0x1",
    b"9" * 30, b"9223372036854775808", b"0001-01-01", b"9999-12-31", b"2026-02-30", b"\xf0\x9f\x98\x80", b"a" * 3_000,
    b"%PDF-1.7\n", b"PK\x03\x04", b"MZ", b"<svg ", b"<!DOCTYPE x [<!ENTITY a 'a'>]>", b"\xff\xd8\xff",
)  # fmt: skip
CHANGES_MAX = 6


def damaged(samples: Sequence[bytes], seed: str, count: int) -> Iterator[bytes]:
    """Yield so many samples, each changed in one to six places."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(samples)
        for _change in range(chance.randint(1, CHANGES_MAX)):
            data = chance.choice(CHANGES)(data, chance, samples)
        yield data


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 2, 4, 16, 64, 1024)))


def _put(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(PIECES) + data[at:]


def _replace(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.choice(PIECES) + data[end:]


def _remove(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[start:end] * chance.choice((2, 3, 50)) + data[end:]


def _flip(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))]


def _splice(data: bytes, chance: random.Random, samples: Sequence[bytes]) -> bytes:
    other = chance.choice(samples)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


CHANGES: Sequence[Callable[[bytes, random.Random, Sequence[bytes]], bytes]] = (
    _put, _replace, _remove, _repeat, _flip, _cut, _splice,
)  # fmt: skip
