"""python -m tests.report.serving URL FOLDER [SECONDS]: a scheduler whose deliveries may take that long."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.report.making import make
from tracker.config import Settings
from tracker.report.delivery import Parcel, deliver
from tracker.report.rounds import Engine
from tracker.report.scheduler import serve


def slowly(target: str, parcel: Parcel) -> None:
    print("delivering", flush=True)  # noqa: T201
    time.sleep(float(sys.argv[3]) if len(sys.argv) > 3 else 0)
    deliver(target, parcel)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


serve(Engine(Settings(sys.argv[1], Path(sys.argv[2])), make, say, slowly))
