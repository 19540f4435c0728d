"""The tables of schema `tracker`, with their comments and constraints.

They are declared here, created by the migrations and described to analysts by their comments. Nothing is
queried through them: imports are set operations, and readers use the views of schema `analysis`.
"""

from tracker.model import actors, changesets, codebook, demands, names, outcomes, sources
from tracker.model.base import HISTORY, LIVE, metadata

__all__ = ["HISTORY", "LIVE", "actors", "changesets", "codebook", "demands", "metadata", "names", "outcomes", "sources"]
