"""What an export is of: told in every form of it, so that it can be read, and cited, away from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.export.tables import Extent

if TYPE_CHECKING:
    from tracker.database.connect import Reader

NAMED = 3  # processes that a title names
WHAT = (
    "Who demanded what of whom, when, in which words and on what evidence, and how it changed:"
    " demands and proposals of the parties to negotiations, with the documents that they rest on."
)


@dataclass(frozen=True, slots=True)
class About:
    """`version` is 1.CHANGESET.0: columns are only ever added, and every change of the rows has a changeset."""

    title: str
    extent: Extent
    changeset: int | None
    recorded_at: datetime | None
    licence: str | None

    @property
    def version(self) -> str:
        return f"1.{self.changeset or 0}.0"

    @property
    def state(self) -> str:
        if self.changeset is None or self.recorded_at is None:
            return "the database is empty: no changeset yet"
        return f"changeset {self.changeset}, recorded {self.recorded_at:%Y-%m-%d %H:%M:%S} UTC"

    @property
    def citation(self) -> str:
        when = f", {self.recorded_at:%Y-%m-%d}" if self.recorded_at else ""
        return f"{self.title}: demands, proposals and their evidence. Data set, version {self.version}{when}."

    def facts(self) -> list[tuple[str, str]]:
        """Titles and what they are followed by."""
        return [
            ("Version", self.version),
            ("State", self.state),
            ("Scope", self._scope()),
            ("Dates", self._dates()),
            ("Texts", self._texts()),
            ("Licence", self.licence or "none is stated; ask whoever gave you these data"),
            ("Cite as", self.citation),
            ("Written by", f"tracker {__version__}"),
        ]

    def _scope(self) -> str:
        if self.extent.process is None:
            return "the whole database"
        return (
            f"the process {self.extent.process}: its records and the documents that they use; actors, affiliations,"
            " places, the codebook and the log of changesets are shared by all processes, and whole"
        )

    def _texts(self) -> str:
        if self.extent.with_text:
            return (
                "the attached texts of sources stand in passage, as far as they are coded; they may be under copyright"
            )
        return "the texts of sources are left out; passages say where in them something stands"

    def _dates(self) -> str:
        return (
            f"position is what was held on {self.extent.day}; every other table has all its rows, whatever their dates"
        )


def about(reader: Reader, wanted: Extent, licence: str | None) -> About:
    return About(_title(reader, wanted.process), wanted, reader.changeset, reader.recorded_at, licence)


def _title(reader: Reader, process: str | None) -> str:
    sql = f"""
        select title from {reader.schema}.process where %(process)s::text is null or process = %(process)s
        order by process collate "C"
    """
    titles = reader.rows(str, sql, {"process": process})
    return "; ".join(titles) if 0 < len(titles) <= NAMED else f"{len(titles)} processes"
