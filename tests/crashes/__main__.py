"""python -m tests.crashes --kills 100 [--seed N]: kills clients, backends and servers, and tells what came of it."""

from __future__ import annotations

import argparse
import sys

from tests.crashes.place import place
from tests.crashes.rounds import rounds, table

parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
parser.add_argument("--kills", type=int, default=100, help="how many (100)")
parser.add_argument("--seed", type=int, default=1, help="of the moments at which is killed (1)")
given = parser.parse_args()
with place() as here:
    outcomes = rounds(here, given.kills, given.seed, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
print(table(outcomes))  # noqa: T201
