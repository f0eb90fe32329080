"""The process `workflows` of a release with a fault: `python -m tests.drill.stuck.faulty_release`.

Whatever comes to officers makes its workflow task fail, as code does that raises or does not fit a history.
"""

from typing import Any, NoReturn

from runtime.process import run
from workflows.main import compose
from workflows.operators import view


def _fault(*_: Any) -> NoReturn:
    raise RuntimeError("a fault of this release")


if __name__ == "__main__":
    view.show_review = _fault
    run(compose)
