"""What a user waits for at the prompt: whole processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

from benchmarks import arguments, database
from benchmarks.loaded import Loaded
from benchmarks.measure import Operation, Timed, as_installed, timed

ASK = "import psycopg; print(psycopg.connect({url!r}).execute('select 1').fetchone())"
HELP = "tracker --help"
READ = "tracker history DEMAND, the server running"


def operations(loaded: Loaded, wanted: Callable[[str], bool]) -> Iterator[Operation]:
    python, tracker = sys.executable, [sys.executable, "-m", "tracker", "--database", loaded.url]
    if wanted(HELP):
        yield Operation(HELP, "python -c pass", 6, _run([*tracker, "--help"]), _run([python, "-c", "pass"]))
    if wanted(READ):
        with database.connect(loaded.url) as connection:
            demand = arguments.find(connection).demands[0]
        question = _run([python, "-c", ASK.format(url=loaded.url)])
        yield Operation(READ, "psycopg, one question", 1.5, _run([*tracker, "history", demand]), question)


def _run(command: Sequence[str]) -> Timed:
    """One whole process, which must end well."""
    quiet = subprocess.DEVNULL
    return timed(lambda _: subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=as_installed()))
