"""The tables of the schemas `tracker` and `report`, with their comments and constraints.

They are declared here, created by the migrations and described to analysts by their comments. Nothing is
queried through them: imports are set operations, and readers use the views of schema `analysis`.
"""

from tracker.model import actors, changesets, codebook, demands, derived, names, outcomes, sources
from tracker.model.base import HISTORY, LIVE, metadata
from tracker.model.reports import reports

__all__ = [
    "HISTORY",
    "LIVE",
    "actors",
    "changesets",
    "codebook",
    "demands",
    "derived",
    "metadata",
    "names",
    "outcomes",
    "reports",
    "sources",
]
