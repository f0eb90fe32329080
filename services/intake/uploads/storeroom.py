"""Everything an upload meets on its way in."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.uploads.inspector import Inspector
from services.intake.uploads.objects import Objects
from services.intake.uploads.scanning import Scanner


@dataclass(frozen=True)
class Storeroom:
    """Where bytes are kept, who examines what they are, and who scans them."""

    objects: Objects
    inspector: Inspector
    scanner: Scanner
