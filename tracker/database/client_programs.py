"""pg_dump, pg_restore and psql: finding ones that fit, and running them so that they end when we do.

pg_dump refuses a server that is newer than itself, and pg_restore a file whose format is newer than itself; both
take whatever is older. So the programs that come with the tracker are asked first, then those of this machine.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tracker.database import embedded_cluster
from tracker.errors import SurroundingsError

DISTRIBUTIONS = "/usr/lib/postgresql"  # where Debian and its kin keep the programs of each version
_PAUSE = 0.5  # seconds
_PATIENCE = 5  # seconds that a program gets to end by itself


class Program(NamedTuple):
    """One program on this machine; `version` is as it tells it, such as "18.6"."""

    path: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.match(r"\d+", self.version)[0])  # type: ignore[index]

    def __str__(self) -> str:
        return f"{self.version} ({self.path})"


def candidates(name: str) -> Iterator[Program]:
    """All programs of that name: the one that comes with the tracker, those in PATH, those of the distribution."""
    seen = set()
    for folder in _folders():
        path = folder / name
        if path not in seen and os.access(path, os.X_OK) and path.is_file():
            seen.add(path)
            version = _version(path)
            if version:
                yield Program(path, version)


def pg_dump_for(server: str, major: int, *, encrypted: bool) -> Program:
    """The first pg_dump for a server of this major version; `server` is how that server tells its version.

    The one that comes with the tracker cannot encrypt, and must not take a connection in the open that is
    encrypted now. Raises SurroundingsError where none fits.
    """
    found = []
    for program in candidates("pg_dump"):
        found.append(program)
        if program.major >= major and (not encrypted or _encrypts(program)):
            return program
    wanted = f"a pg_dump of PostgreSQL {major} or newer" + (" that can encrypt its connection" if encrypted else "")
    raise SurroundingsError(
        f"the server is PostgreSQL {server}, and a backup of it needs {wanted}; {found_among(found)}",
        f"Install the client programs of PostgreSQL {major} (on Debian: postgresql-client-{major}).",
    )


def psql_for(*, encrypted: bool) -> Program:
    """A psql to sit before: one of this machine, which can edit lines; the tracker's own cannot, nor encrypt.

    Raises SurroundingsError where there is none.
    """
    found = sorted(candidates("psql"), key=lambda program: program.path.parent == _own_folder())
    for program in found:
        if not encrypted or _encrypts(program):
            return program
    wanted = "a psql that can encrypt its connection" if encrypted else "a psql"
    raise SurroundingsError(
        f"this needs {wanted}; {found_among(found)}",
        "Install the client programs of PostgreSQL (on Debian: postgresql-client), or give a query: tracker sql QUERY",
    )


def attended(program: Program, words: Sequence[str], env: Mapping[str, str]) -> int:
    """Runs a program at the user's terminal and returns its exit code; a Ctrl-C there is the program's."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run([str(program.path), *words], env={**os.environ, **env}, check=False).returncode  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


def connection(url: str, name: str) -> tuple[str, dict[str, str]]:
    """The connection as a word of a command line, and what must not stand there as variables for the program."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    if parts.pop("sslpassword", None):
        raise SurroundingsError(
            "the URL has a passphrase for a client key, which would show in the list of processes",
            "Name a key without a passphrase with sslkey.",
        )
    password = parts.pop("password", None)
    parts.setdefault("application_name", name)
    return f"--dbname={make_conninfo(**parts)}", {"PGPASSWORD": str(password)} if password else {}


def found_among(programs: Sequence[Program]) -> str:
    return "found: " + (", ".join(map(str, programs)) if programs else "none")


@contextmanager
def started(
    program: Program, words: Sequence[str], *, stdin: IO[bytes] | int, stderr: IO[bytes] | int, env: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A running program; it is ended when the block ends in any way.

    In a process group of its own: a Ctrl-C reaches us alone, and we end it.
    """
    child = None
    try:
        with _interrupts_put_off():
            child = subprocess.Popen(  # noqa: S603
                [str(program.path), *words],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, **env, "LC_ALL": "C"},
                process_group=0,
            )
        yield child
    finally:
        if child:
            _end(child)


@contextmanager
def _interrupts_put_off() -> Iterator[None]:
    """An interrupt comes at the end of the block: one in the midst of a start would leave a program to nobody."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda n, _: came.append(n)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for late in came:
            signal.raise_signal(late)


def lines_or_pauses(pipe: IO[bytes]) -> Iterator[str | None]:
    """What a program writes, line by line, and None for every pause in it."""
    rest = b""
    while True:
        if not select.select([pipe], [], [], _PAUSE)[0]:
            yield None
            continue
        chunk = os.read(pipe.fileno(), 1 << 16)
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line.decode(errors="replace") for line in lines)
        if not chunk:
            return


def _end(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdout, child.stderr):
        if pipe:
            pipe.close()
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
    if child.poll() is None:
        child.kill()
    child.wait()


def complaint(told: str) -> str:
    """The first error among the lines that a program wrote, without its name; else the last line."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"pg_\w+: (error|fatal):", line)]
    return re.sub(r"^pg_\w+: (error|fatal): ", "", (errors or lines[-1:] or ["it says nothing"])[0])


def _own_folder() -> Path | None:
    try:
        return embedded_cluster.programs()
    except SurroundingsError:
        return None


def _folders() -> Iterator[Path]:
    if own := _own_folder():
        yield own
    yield from (Path(folder) for folder in os.get_exec_path() if folder)
    installed = [path for path in Path(DISTRIBUTIONS).glob("*/bin") if path.parent.name.isdecimal()]
    yield from sorted(installed, key=lambda path: int(path.parent.name), reverse=True)


def _version(path: Path) -> str | None:
    """As in "pg_dump (PostgreSQL) 15.13 (Debian 15.13-1)"."""
    try:
        told = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d[\w.]*)", told.stdout)
    return found[1] if found else None


def _encrypts(program: Program) -> bool:
    """libpq looks whether it can before it looks for the server, which is nowhere."""
    words = [str(program.path), "--no-password", "--dbname=host=/nonexistent sslmode=require"]
    told = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})  # noqa: S603
    return "not compiled in" not in told.stderr
