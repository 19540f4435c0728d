"""Standard output: the report in its first format, for cron to send on or a service's log to keep."""

from __future__ import annotations

import sys

from tracker.report.delivery import Parcel


def deliver(_: str, parcel: Parcel) -> None:
    write(parcel.message.parts[0].content)


def write(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()
