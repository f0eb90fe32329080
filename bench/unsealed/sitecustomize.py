"""Loaded by Python itself at the start of a part that is measured without encryption (bench/measures/sealing.py).

Nothing in the product can switch it off; here every value is sealed as itself, and no key is asked for.
"""

from __future__ import annotations

from collections.abc import Collection

from runtime import sealing

# A sealed value of version 1 whose key has no name, so that whoever reads its header finds one.
HEADER = bytes((sealing.VERSION_OF_FIRST_SUITE, 0, 0))


class Unsealed(sealing.Sealer):
    """Seals nothing."""

    async def load(self, owners: Collection[str], *, make: bool = False) -> None:
        """Needs no key."""

    def seal(self, scope: str, plaintext: bytes, associated: str, owner: str | None = None) -> bytes:
        """The value itself."""
        return HEADER + plaintext

    def open(self, scope: str, sealed: bytes, associated: str, owner: str | None = None) -> bytes:
        """The value itself."""
        return sealed[len(HEADER) :]


setattr(sealing, "Sealer", Unsealed)  # noqa: B010 - a class that the type checker knows as another
