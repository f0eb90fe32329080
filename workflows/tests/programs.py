"""Programs of this environment that tests start."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def program(name: str) -> str:
    """The path of a program: that of this environment first."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or name
