"""What PostgreSQL and libpq report, as one clear message each; passwords are never shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tracker.errors import InputError, SurroundingsError, TrackerError

_URL_FORM = "Expected: postgresql://USER@HOST:PORT/DATABASE"
# libpq gives no error code for a connection that fails, only words; unknown ones are shown without a hint.
_CONNECTING_HINTS = (
    ("no encryption", "The server wants encrypted connections: give sslmode=verify-full and sslrootcert in the URL."),
    ("does not support SSL", "The server does not encrypt; sslmode=prefer in the URL would do without."),
    ("verify failed", "The server's certificate is not signed by an authority in sslrootcert: is it the right server?"),
    ("does not match host name", "Name the host as in its certificate: is it the right server?"),
    ("root certificate file", "Name the file of the authority that signed the server's certificate in sslrootcert."),
    ("certificate", "Check sslcert, sslkey and sslrootcert in the URL."),
    ("password", "Give the password in the URL, in PGPASSWORD or in ~/.pgpass."),
    ("database", "Create the database first, then run: tracker db upgrade"),
    ("role", "Check the user's name in the URL."),
    ("refused", "Is the server running, and are host and port right?"),
    ("No such file", "Is the server running, and is the socket's folder right?"),
    ("resolve", "Check the host's name in the URL."),
    ("translate host", "Check the host's name in the URL."),
    ("timeout", "Is the host reachable from here?"),
)
_SURROUNDINGS = {
    "25006": ("the database is read-only", "Write to the primary database."),
    "25P03": ("the transaction stood idle for too long", "Nothing was written. Run the command again."),
    "25P04": ("the transaction took longer than the server allows", "Nothing was written."),
    "42501": (
        "no right to do this",
        "The database's administrator can give it: tracker db grant LOGIN --role analyst (or editor, reporter)",
    ),
    "53100": ("the database's disk is full", "Free some space; nothing was written."),
    "53200": ("the database server is out of memory", None),
    "53300": ("the database server has no connection left", "Try again later."),
    "40001": ("another writer was faster", "Nothing was written. Run the command again."),
    "40P01": ("two writers waited for each other", "Nothing was written. Run the command again."),
    "55P03": ("another writer holds the lock", "Nothing was written. Run the command again."),
    "57014": ("the server cancelled the query", None),
}
# data exception, integrity, no data, raised by the schema's own functions, `with check option`
_INPUT_CLASSES = ("22", "23", "02", "P0", "44")


def shown(url: str) -> str:
    """The URL without password and options, fit for a message."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "the database"
    host, port, user = (str(parts.get(name) or "") for name in ("host", "port", "user"))
    address = host + (f":{port}" if port else "")
    return f"postgresql://{user + '@' if user else ''}{address}/{parts.get('dbname') or ''}"


def of_connecting(url: str, error: psycopg.Error) -> TrackerError:
    """The error of a connection that could not be made."""
    if isinstance(error, psycopg.ProgrammingError):  # its text may quote the URL, password and all
        return InputError("the database's URL cannot be understood", _URL_FORM)
    reason = _reason(str(error).removeprefix("connection failed: "))
    hint = next((hint for words, hint in _CONNECTING_HINTS if words in reason), None)
    return SurroundingsError(f"cannot connect to {shown(url)}: {reason}", hint)


def _reason(told: str) -> str:
    """The lines of libpq as one. Its questions ("Is the server running…?") are left to our hints, and so is the list
    of all hosts tried, which repeats the last one.
    """
    lines = [line.strip() for line in told.partition("Multiple connection attempts failed")[0].splitlines()]
    return "; ".join(line.rstrip(".;") for line in lines if line and not line.endswith("?"))


@contextmanager
def translated() -> Iterator[None]:
    """Lets what a user can act on leave as a TrackerError; anything else is our fault and stays what it is."""
    try:
        yield
    except psycopg.Error as error:
        clear = of_query(error)
        if clear is None:
            raise
        raise clear from error


@contextmanager
def of_standby() -> Iterator[None]:
    """Around what only reads: it competes with nobody, except on a replica with what the primary has removed."""
    try:
        yield
    except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as error:
        raise SurroundingsError(
            f"the replica cancelled the query: {error.diag.message_primary}",
            "Run the command again. If it comes often: hot_standby_feedback = on, or a larger "
            "max_standby_streaming_delay, in the replica's settings.",
        ) from error


def of_query(error: psycopg.Error) -> TrackerError | None:
    """The error of a statement, or None where it tells of a fault in the program."""
    state = error.sqlstate
    if state is None or state.startswith(("08", "57P")):
        lost = isinstance(error, psycopg.OperationalError)
        return SurroundingsError(f"the connection to the database was lost: {_first_line(error)}") if lost else None
    if state in _SURROUNDINGS:
        what, hint = _SURROUNDINGS[state]
        return SurroundingsError(f"{what}: {error.diag.message_primary}", hint)
    if state.startswith(_INPUT_CLASSES):
        told = [error.diag.message_detail, error.diag.message_hint]
        return InputError(error.diag.message_primary or str(error), "\n".join(filter(None, told)) or None)
    return None


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().partition("\n")[0]
