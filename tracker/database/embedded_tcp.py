"""The embedded server on a port of this machine, for tools that know no sockets: DBeaver, Metabase, whatever uses JDBC.

Any user of the machine reaches a port, so there it lets in the analyst alone, by a password. That stands, together
with the port, in a file of the data folder that is the user's own and that libpq reads as it is (`passfile`). The
file is also what makes the server listen: without it, it does not.
"""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tracker.errors import SurroundingsError

HOST = "127.0.0.1"
PORTS = range(5433, 5533)
RULES = f"""\
# Whoever reaches the socket is let in; through the port the analyst, by a password.
local all all trust
local replication all trust
host tracker analyst {HOST}/32 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class Door:
    """The port that the server listens on, and the analyst's password."""

    file: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"postgresql://analyst@{HOST}:{self.port}/tracker?passfile={quote(str(self.file), safe='')}"


def door(data_folder: Path) -> Door | None:
    """The door of this data folder, or None where there is none. PermissionError where it is another user's."""
    file = data_folder / "analyst.pgpass"
    try:
        _, port, _, _, password = file.read_text("utf-8").strip().split(":")
        return Door(file, int(port), password)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise SurroundingsError(f"{file} is no passfile of the tracker's", "Delete it: it is made anew.") from error


def make_door(data_folder: Path) -> Door:
    """A new one, at the first port that nobody has."""
    port = next((port for port in PORTS if is_free(port)), None)
    if port is None:
        raise SurroundingsError(f"all ports from {PORTS[0]} to {PORTS[-1]} are taken")
    made = Door(data_folder / "analyst.pgpass", port, secrets.token_urlsafe(24))
    made.file.touch(mode=0o600, exist_ok=False)
    made.file.write_text(f"{HOST}:{port}:tracker:analyst:{made.password}\n", "utf-8")
    return made


def is_free(port: int) -> bool:
    with suppress(OSError), socket.create_server((HOST, port)):
        return True
    return False
