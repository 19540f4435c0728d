"""What `tracker db status` finds out about a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import SurroundingsError
from tracker.render.dates import counted, moment

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.render.paper import Paper


ANALYST = "tracker_analyst"


class Health(NamedTuple):
    """What is known of a database; `ready` says that a reading command would work, `to_do` what to do if not."""

    ready: bool
    database: str
    data_folder: str | None = None
    server: str | None = None
    reads_as: str | None = None
    schema: str | None = None
    program_schema: str | None = None
    changeset: int | None = None
    recorded_at: datetime | None = None
    problem: str | None = None
    to_do: str | None = None
    replica: str | None = None
    replica_changeset: int | None = None

    def told(self, paper: Paper) -> Iterator[str]:
        from tracker.render.sheet import Sheet

        title = "Ready." if self.ready else "Not ready."
        return Sheet(title, title, self._facts()).told(paper)

    def _schema(self) -> str | None:
        if self.ready or self.program_schema is None:  # in the second case nobody could look
            return f"{self.schema}, current" if self.ready else None
        same = self.schema in (None, self.program_schema)
        return (self.schema or "none") + ("" if same else f"; this program's is {self.program_schema}")

    def _replica(self) -> str | None:
        """It is asked after the database, so it may be further."""
        if self.replica is None or not self.ready:
            return self.replica
        behind = (self.changeset or 0) - (self.replica_changeset or 0)
        lag = f"{counted(behind, 'changeset')} behind" if behind > 0 else "current"
        return f"{self.replica}, at changeset {self.replica_changeset or 'none'}, {lag}"

    def _facts(self) -> dict[str, object]:
        at = f"{self.changeset}, {moment(self.recorded_at)}" if self.recorded_at else "none yet" if self.ready else None
        own = "" if self.reads_as in (ANALYST, None) else f", in a read-only transaction (it may not take {ANALYST})"
        return {
            "database": self.database,
            "data folder": self.data_folder,
            "schema": self._schema(),
            "server": self.server,
            "reads as": f"{self.reads_as}{own}" if self.reads_as else None,
            "changeset": at,
            "replica": self._replica(),
            "problem": self.problem,
            "to do": self.to_do,
        }


def health(settings: Settings) -> Health:
    found, url = _server(settings.at_primary())
    if settings.read_url:
        from tracker.database.failures import shown

        found = found._replace(replica=shown(settings.read_url))
    if url is None:
        return found
    try:
        found, astray = _schema(url, found)
        found = _contents(settings.at_primary(), found)
        if astray:  # readers do not look there, and would do their work
            raise SurroundingsError(*astray)
        if settings.read_url:
            found = found._replace(replica_changeset=_changeset_of_replica(settings))
    except SurroundingsError as error:
        return found._replace(ready=False, problem=error.message, to_do=error.hint)
    return found


def _server(settings: Settings) -> tuple[Health, str | None]:
    if settings.database_url:
        from tracker.database.failures import shown

        return Health(False, shown(settings.database_url)), settings.database_url
    from tracker.database import embedded

    found = embedded.status(settings)
    to_do = {
        "absent": "tracker quickstart (or tracker db upgrade, without seed data)",
        "stopped": "tracker db start (any command that reads starts it, too)",
    }
    database = f"embedded PostgreSQL, {found.state}"
    return Health(False, database, str(found.folder), to_do=to_do.get(found.state)), found.url


def _schema(url: str, found: Health) -> tuple[Health, tuple[str, str] | None]:
    """With the schema's revision beside the program's; and what is wrong with the note of it."""
    from tracker.database.upgrade import status

    schema = status(url)
    return found._replace(schema=schema.revision, program_schema=schema.head), schema.astray


def _contents(settings: Settings, found: Health) -> Health:
    from tracker.database.connect import reading

    with reading(settings) as reader:
        role, version = reader.rows(_pair, "select current_user, current_setting('server_version')")[0]
        found = found._replace(ready=True, server=f"PostgreSQL {version}", reads_as=role)
        return found._replace(changeset=reader.changeset, recorded_at=reader.recorded_at)


def _changeset_of_replica(settings: Settings) -> int | None:
    from tracker.database.connect import reading

    with reading(settings) as reader:
        assert reader.replica
        return reader.replica.standing().changeset


def _pair(role: str, version: str) -> tuple[str, str]:
    return role, version
