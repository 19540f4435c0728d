"""A primary and a streaming replica of it, both run with the programs that come with the tracker."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tests.servers import QUICK, Database, data_folders, wait_for
from tracker.config import Settings
from tracker.database import embedded, embedded_user
from tracker.database.embedded_cluster import programs
from tracker.database.upgrade import upgrade


@dataclass(frozen=True)
class Pair:
    primary: Database
    replica: Database
    folder: Path

    def lag(self) -> None:
        """From now on the replica replays nothing."""
        self.replica.execute("select pg_wal_replay_pause()")
        wait_for(lambda: self.replica.execute("select pg_get_wal_replay_pause_state()") == [("paused",)])

    def catch_up(self) -> None:
        self.replica.execute("select pg_wal_replay_resume()")
        [(written,)] = self.primary.execute("select pg_current_wal_insert_lsn()")
        wait_for(lambda: self.replica.execute("select pg_last_wal_replay_lsn() >= %s", [written]) == [(True,)])

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """What was removed on the primary cancels a query at the replica at once."""
        self.replica.execute("alter system set max_standby_streaming_delay = 0")
        self.replica.execute("select pg_reload_conf()")
        try:
            yield
        finally:
            with self.replica.connect() as connection:  # the owner's may have been cancelled
                connection.execute("alter system reset max_standby_streaming_delay")
                connection.execute("select pg_reload_conf()")

    def stop_primary(self) -> None:
        self.primary.close()
        embedded.stop(Settings(None, self.folder / "primary"))

    def start_primary(self) -> None:
        embedded.start(Settings(None, self.folder / "primary"), options=QUICK)
        self.primary.__dict__.pop("owner", None)


@contextmanager
def replicated() -> Iterator[Pair]:
    with data_folders() as folder:
        url = embedded.start(Settings(None, folder / "primary"), options=QUICK)
        upgrade(url)
        _copy(url, folder / "replica")
        pair = Pair(Database("primary", url), Database("replica", _start(folder / "replica")), folder)
        yield pair
        pair.replica.close()
        pair.primary.close()


def _start(data: Path) -> str:
    return embedded.start(Settings(None, data), create=False, options=QUICK)


def _copy(url: str, data: Path) -> None:
    """What docs/replicas.md says: pg_basebackup, and the server starts as a replica."""
    parts = conninfo_to_dict(url)
    pgdata = data / "postgresql"
    data.mkdir()
    pgdata.mkdir(mode=0o700)
    user = embedded_user.server_user(Path(str(parts["host"])).parent / "postgresql", programs())
    if user:
        data.chmod(0o711)
        user.take(pgdata)
    words = [str(programs() / "pg_basebackup"), "-d", _without_database(url), "-D", str(pgdata), "-R", "-c", "fast"]
    subprocess.run(words, check=True, cwd="/", **(user.credentials() if user else {}))


def _without_database(url: str) -> str:
    parts = conninfo_to_dict(url)
    return f"host={parts['host']} port={parts['port']} user={parts['user']}"
