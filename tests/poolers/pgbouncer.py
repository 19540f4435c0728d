"""PgBouncer in transaction mode before the server of the tests: its clients share the server's connections."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.servers import Database, url_of

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PORT = "6432"  # part of the socket's name only
# Whoever comes is logged in as the user of the test's URL: so all of them share one pool.
SETTINGS = """
[databases]
* = {server}

[pgbouncer]
unix_socket_dir = {folder}
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
query_wait_timeout = 20
logfile = {folder}/log
"""


@contextmanager
def pooled(database: Database, connections: int = 1) -> Iterator[Database]:
    """The database as it is reached through a pooler with so many connections to the server."""
    assert PROGRAM
    parts = conninfo_to_dict(database.url)
    with tempfile.TemporaryDirectory(prefix="tracker-pooler-") as folder:
        settings = Path(folder, "pgbouncer.ini")
        server = " ".join(
            f"{name}={_quoted(parts[name])}" for name in ("host", "port", "user", "password") if name in parts
        )
        settings.write_text(SETTINGS.format(server=server, folder=folder, port=PORT, connections=connections))
        user = _user(str(parts.get("host", "")))
        for path in (folder, settings) if user else ():
            os.chown(path, user["user"], user["group"])
        with subprocess.Popen([PROGRAM, "-q", settings], cwd="/", **user) as pooler:
            through = Database(database.name, url_of(database.url, host=folder, port=PORT))
            try:
                _wait(through, pooler)
                yield through
            finally:
                through.close()
                pooler.kill()


def _user(host: str) -> dict[str, Any]:
    """Whom to run it as: root is refused. The embedded server's socket is open to the server's own user only."""
    if os.geteuid() != 0:
        return {}
    owner = Path(host).stat().st_uid if host.startswith("/") else 0
    found = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _quoted(value: Any) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _wait(through: Database, pooler: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            return through.connect().close()
        except psycopg.OperationalError:
            assert pooler.poll() is None, "the pooler has ended"
            assert time.monotonic() < deadline, "the pooler does not answer"
            time.sleep(0.02)
