"""psql as the analyst: where it connects, with which settings, and what it is greeted with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.config import Settings
from tracker.database import client_programs
from tracker.database.address import address, with_settings
from tracker.database.asking import asking, path
from tracker.database.connect import Reader

_OBJECTS = """
select name, kind, comment from (
  select c.relname::text, 'view', obj_description(c.oid, 'pg_class') from pg_class c
  where c.relnamespace = 'analysis'::regnamespace and c.relkind = 'v'
  union all
  select p.proname::text, 'function', obj_description(p.oid, 'pg_proc') from pg_proc p
  where p.pronamespace = 'analysis'::regnamespace
) object (name, kind, comment) order by kind desc, name collate "C"
"""


class Named(NamedTuple):
    """A view or a function of `analysis`, with its comment."""

    name: str
    kind: str
    comment: str


@dataclass(frozen=True, slots=True)
class Shell:
    """A psql that is ready to be run; `objects` are what it can ask, `reader` tells the changeset."""

    program: client_programs.Program
    url: str
    reader: Reader
    objects: Sequence[Named]

    def run(self) -> int:
        """psql's exit code: 2 where it lost its connection."""
        word, env = client_programs.connection(self.url, "tracker sql")
        known = f" (as known at changeset {self.reader.changeset})" if self.reader.schema == "past" else ""
        prompts = [f"--set=PROMPT{number}=tracker{known}%R> " for number in (1, 2)]
        return client_programs.attended(self.program, [word, *prompts], env)


def shell(settings: Settings) -> Shell:
    """Raises SurroundingsError where the database cannot be asked, or there is no psql for it."""
    found = address(settings, "analyst")
    with asking(settings) as reader:
        objects = reader.rows(Named, _OBJECTS)
        program = client_programs.psql_for(encrypted=reader.connection.info.pgconn.ssl_in_use)
    return Shell(program, with_settings(found.url, _session(reader)), reader, objects)


def _session(reader: Reader) -> dict[str, str]:
    """What the session begins with; with a time, just what analysis.as_known(…, for_session => true) would set."""
    begin = {"search_path": path(reader).replace(" ", ""), "default_transaction_read_only": "on"}
    if reader.schema == "past":
        begin |= {"tracker.known_at": str(reader.changeset), "tracker.known_in_session": "yes"}
    return begin
