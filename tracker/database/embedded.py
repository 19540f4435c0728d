"""The PostgreSQL that comes with the tracker: started when it is needed, left running, stopped by `tracker db stop`.

It lives in the data folder: `postgresql/` holds the database, `run/` the socket and the server's log. It listens on
that socket only, and only the user it belongs to gets into these folders; so it asks for no password. See
`embedded_tcp` for the one exception, which nobody gets unasked.

`running_url` is on the path of every command and reads one small file; all else may take its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tracker.config import Settings
from tracker.database.postmaster import Note, note
from tracker.errors import SurroundingsError

if TYPE_CHECKING:
    from tracker.database.embedded_cluster import Cluster
    from tracker.database.embedded_tcp import Door

DATABASE = "tracker"
LOCK_TIMEOUT = 180  # seconds; a first start takes one or two, a recovery after a crash may take many more


@dataclass(frozen=True, slots=True)
class Status:
    """`absent`: nothing was ever started in this data folder. `url` and `pid` are those of a running server."""

    state: Literal["running", "stopped", "absent"]
    folder: Path
    url: str | None = None
    pid: int | None = None


def running_url(settings: Settings) -> str | None:
    """The address that a running server has noted down; connecting to it is the real test.

    Raises SurroundingsError where the data folder is another user's.
    """
    noted = _noted(settings)
    return _url(_sockets(settings), noted.port) if noted else None


def start(settings: Settings, *, create: bool = True, options: Mapping[str, str] | None = None) -> str:
    """The URL of the server, which is started if it does not run; with `create` also made if there is none.

    Safe from two shells at once. `options` are server settings for this start, such as {"fsync": "off"}.
    """
    if not create and not _pgdata(settings).exists():
        raise SurroundingsError(
            f"there is no database yet in {settings.data_dir}",
            "Run: tracker quickstart (or tracker db upgrade, without seed data)",
        )
    with _locked(settings) as cluster:
        cluster.start(options or {})
        cluster.ensure_database(DATABASE)
        return _url(cluster.socket_folder, cluster.port)


def listen(settings: Settings) -> Door:
    """Lets the server listen on a port from now on; one that runs is started anew, which disconnects its users.

    Raises SurroundingsError where somebody else has the port.
    """
    from tracker.database.embedded_tcp import is_free, make_door

    start(settings, create=False)
    with _locked(settings) as cluster:
        door = cluster.door
        if door is None:
            cluster.stop()
            door = make_door(settings.data_dir)
        behind = _cluster(settings)
        if is_free(door.port):  # nobody listens: it is down, or the port was taken when it was started
            behind.stop()
            behind.start({})
        return door


def stop(settings: Settings) -> bool:
    """Stops the server, disconnecting whoever is connected; False where none was running."""
    if not _pgdata(settings).exists():
        return False
    with _locked(settings) as cluster:
        return cluster.stop()


def status(settings: Settings) -> Status:
    """What is in the data folder, without starting anything."""
    folder = settings.data_dir
    if not _pgdata(settings).exists():
        return Status("absent", folder)
    noted = _noted(settings)
    if noted is None or not _cluster(settings).is_running():
        return Status("stopped", folder)
    return Status("running", folder, _url(_sockets(settings), noted.port), noted.pid)


def _noted(settings: Settings) -> Note | None:
    try:
        noted = note(_pgdata(settings))
    except PermissionError as error:
        raise SurroundingsError(
            f"the database in {settings.data_dir} belongs to another user",
            "Run the tracker as that user, or choose another folder with TRACKER_DATA_DIR.",
        ) from error
    return noted if noted and noted.ready else None


def _url(socket_folder: Path, port: int) -> str:
    from urllib.parse import quote

    # The port is named because PGPORT in the user's environment would change it.
    return f"postgresql://postgres@/{DATABASE}?host={quote(str(socket_folder), safe='')}&port={port}"


def _pgdata(settings: Settings) -> Path:
    return settings.data_dir / "postgresql"


def _sockets(settings: Settings) -> Path:
    return settings.data_dir / "run"


def _cluster(settings: Settings) -> Cluster:
    from tracker.database.embedded_cluster import Cluster
    from tracker.database.embedded_tcp import door

    return Cluster(_pgdata(settings), _sockets(settings), door(settings.data_dir))


@contextmanager
def _locked(settings: Settings) -> Iterator[Cluster]:
    """One starter or stopper at a time for each data folder."""
    import fasteners

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = fasteners.InterProcessLock(settings.data_dir / ".lock")
        if not lock.acquire(timeout=LOCK_TIMEOUT):
            raise SurroundingsError(f"another tracker has been starting the database in {settings.data_dir} for long")
    except OSError as error:
        raise SurroundingsError(
            f"cannot write to the data folder {settings.data_dir}: {error.strerror}",
            "Choose another folder with TRACKER_DATA_DIR, or another database with --database.",
        ) from error
    try:
        yield _cluster(settings)
    finally:
        lock.release()
