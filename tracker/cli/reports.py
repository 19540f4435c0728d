"""tracker report and tracker scheduler, with all their commands."""

from tracker.cli.report import report
from tracker.cli.report_run import scheduler

__all__ = ["report", "scheduler"]
