"""What `tracker db status` finds out about a database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import SurroundingsError
from tracker.render.dates import moment

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.render.paper import Paper


ANALYST = "tracker_analyst"


class Health(NamedTuple):
    """Facts by name, and whether a reading command would work."""

    facts: dict[str, str]
    well: bool

    def told(self, paper: Paper) -> Iterator[str]:
        from tracker.render.sheet import Sheet

        return Sheet("Ready." if self.well else "Not ready.", "Ready." if self.well else "Not ready.", self.facts).told(
            paper
        )


def health(settings: Settings) -> Health:
    facts, url = _server(settings)
    if url is None:
        return Health(facts, well=False)
    facts |= _schema(url)
    facts |= _contents(settings)
    return Health(facts, "changeset" in facts)


def _server(settings: Settings) -> tuple[dict[str, str], str | None]:
    if settings.database_url:
        from tracker.database.failures import shown

        return {"database": shown(settings.database_url)}, settings.database_url
    from tracker.database import embedded

    found = embedded.status(settings)
    facts = {"database": f"embedded PostgreSQL, {found.state}", "data folder": str(found.folder)}
    if found.state == "absent":
        facts["to do"] = "tracker quickstart (or tracker db upgrade, without seed data)"
    if found.state == "stopped":
        facts["to do"] = "tracker db start (any command that reads starts it, too)"
    return facts, found.url


def _schema(url: str) -> dict[str, str]:
    from tracker.database.upgrade import status

    found = status(url)
    if found.revision is None:
        return {"schema": "none", "to do": "tracker db upgrade"}
    if found.newer:
        return {
            "schema": f"{found.revision}, newer than this program ({found.head})",
            "to do": "install a newer tracker",
        }
    if not found.current:
        return {"schema": f"{found.revision}, not this program's ({found.head})", "to do": "tracker db upgrade"}
    return {"schema": f"{found.revision}, current"}


def _contents(settings: Settings) -> dict[str, str]:
    from tracker.database.connect import reading

    try:
        with reading(settings) as reader:
            role, version = reader.rows(_pair, "select current_user, current_setting('server_version')")[0]
            own = "" if role == ANALYST else f", in a read-only transaction (this login may not take {ANALYST})"
            at = f"{reader.changeset}, {moment(reader.recorded_at)}" if reader.recorded_at else "none yet"
            return {"server": f"PostgreSQL {version}", "reads as": f"{role}{own}", "changeset": at}
    except SurroundingsError as error:
        return {"problem": str(error)}


def _pair(role: str, version: str) -> tuple[str, str]:
    return role, version
