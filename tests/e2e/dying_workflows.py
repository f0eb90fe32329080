"""The process `workflows` with a probe that kills it: `python -m tests.e2e.dying_workflows POINT`."""

import sys
from functools import partial

from runtime.process import run
from runtime.tests.station import killing_probe
from workflows.main import compose

if __name__ == "__main__":
    run(partial(compose, probe=killing_probe(sys.argv[1], 1)))
