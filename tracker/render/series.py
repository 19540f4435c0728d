"""Figures on a terminal: one metric through time, its claimants side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from tracker.query.outcomes import Figure
from tracker.query.sources import Document
from tracker.render.dates import day
from tracker.render.paper import Paper, Span, width
from tracker.render.values import amount


def said(row: Figure, unit: bool = True) -> str:
    """The amount in words: `about 75 percent`; the source's own where it gives no digits."""
    text = amount(row) if unit else amount(row).removesuffix(row.unit).rstrip()
    return text or row.wording or ""


def dated(row: Figure, documents: Mapping[str, Document]) -> date:
    """The day that a figure is of: its own, else the end of its period, else that of its document."""
    return row.as_of or row.to_date or row.from_date or documents[row.document].issued_on


def when(row: Figure, documents: Mapping[str, Document]) -> str:
    """The day or the period that a figure is of; where it has none, when it was said."""
    if row.as_of:
        return day(row.as_of, row.as_of_precision)
    if row.from_date or row.to_date:
        return f"{day(row.from_date, row.from_precision)} to {day(row.to_date, row.to_precision)}"
    source = documents[row.document]
    return f"said {day(source.issued_on, source.issued_precision)}"


class Claims(NamedTuple):
    """Rows in order of subject, metric and date."""

    rows: Sequence[Figure]
    names: Mapping[str, str]
    documents: Mapping[str, Document]

    def told(self, paper: Paper) -> Iterator[str]:
        most = max([float(row.amount_max or row.amount_min or 0) for row in self.rows] or [0])
        for at, ((about, metric), found) in enumerate(groupby(self.rows, key=lambda row: (row.about, row.metric))):
            rows = list(found)
            yield from [""] * bool(at)
            where = ", ".join(filter(None, [about, f"in {rows[0].unit}"]))
            yield from paper.flow([Span(metric, "bold"), Span(f"  {where}", "dim")])
            yield from self._lines(paper, rows, most)

    def _lines(self, paper: Paper, rows: Sequence[Figure], most: float) -> Iterator[str]:
        cells = [
            (when(row, self.documents), said(row, unit=False), self.names.get(row.claimant, row.claimant), row.basis)
            for row in rows
        ]
        widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
        room = paper.width - sum(widths) - 2 * len(widths)
        for row, texts in zip(rows, cells, strict=True):
            line = "  ".join(text + " " * (size - width(text)) for text, size in zip(texts, widths, strict=True))
            if room < 10:
                yield from paper.flow(line)
                continue
            length = round(float(row.amount_max or row.amount_min or 0) / most * (room - 2)) if most else 0
            tail = paper.sign("onward") if row.amount_max is None and row.amount_min is not None else ""
            yield paper.show(
                [line, "  ", Span(paper.sign("silent" if row.approximate else "held") * length + tail, "date")]
            ).rstrip()
