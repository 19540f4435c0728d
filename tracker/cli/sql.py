"""tracker sql: a query of one's own, or psql, as the analyst."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import command as shared
from tracker.cli import terminal
from tracker.cli.command import command
from tracker.cli.values import RegularFile
from tracker.errors import InputError, SurroundingsError
from tracker.render.paper import Paper, Span

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.database.shell import Shell

EXAMPLES = (
    ("what is held today, by party", "tracker sql 'select party, count(*) from position group by party'"),
    ("values beside the query, as $1 and $2", "tracker sql -p 2024-06-14 -p 2025-06-02 'select * from diff($1, $2)'"),
    (
        "all terms, for a spreadsheet, as known before",
        "tracker sql --known-at 'changeset 1' 'table term' --format csv > terms.csv",
    ),
)
HINTS = r"\d+ position: a view, what its columns mean; \df+ diff: a function; \? and \h: help; \q: leave."
LOST = 2  # psql's exit code where it lost its connection


@command(name="sql", examples=EXAMPLES)
@click.argument("query", required=False)
@click.option("--file", type=RegularFile(), metavar="FILE", help="Read the query from this file.")
@click.option(
    "-p",
    "--param",
    multiple=True,
    metavar="VALUE",
    help="The value of $1; once more: of $2. Its type follows its place.",
)
@shared.form
@shared.known_at
@click.pass_context
def sql(
    ctx: click.Context, query: str | None, file: Path | None, param: Sequence[str], form: str, known_at: str | None
) -> None:
    """Run a query as the analyst, who reads and nothing else; without one, open psql so.

    QUERY is one statement; - or a pipe reads it from standard input. Names without a schema are those of schema
    analysis, with --known-at those of schema past. Rows come as the server sends them; only a table is put together
    first. Ctrl-C cancels the query on the server.

    In the embedded database the analyst is a login of its own, which has no rights but the analysts'. Of another
    database the login given is used, and takes their role: that guards against slips, not against ill will. A login
    made by tracker db grant is a wall.
    """
    settings = shared.settings(ctx, known_at)
    text = _query(ctx, query, file)
    if text is None:
        ctx.exit(_opened(settings))
    _answer(settings, text, [_typed(value, "--param") for value in param], form)


def _query(ctx: click.Context, query: str | None, file: Path | None) -> str | None:
    """The text of the query; none where a person sits before it and gave none."""
    if file and query is not None:
        raise click.UsageError("give a query or --file, not both.", ctx)
    if file:
        return _decoded(file.read_bytes(), str(file))
    if query is not None and query != "-":
        return _typed(query, "QUERY")
    if query is None and sys.stdin.isatty():
        return None
    return _decoded(sys.stdin.buffer.read(), "standard input")


def _typed(text: str, name: str) -> str:
    """A word of the command line, which need not be text: Python hides in it what is not."""
    return _decoded(os.fsencode(text), name)


def _decoded(data: bytes, name: str) -> str:
    try:
        if (place := data.find(b"\0")) >= 0:
            raise UnicodeDecodeError("utf-8", data, place, place + 1, "no text holds it")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: this is not text in UTF-8", f"Found: {data[error.start]:#04x}") from error


def _answer(settings: Settings, query: str, parameters: Sequence[str], form: str) -> None:
    from tracker.database.asking import ask, asking
    from tracker.render.answer import lines

    paper = terminal.paper()
    with asking(settings) as reader:
        found = ask(reader, query, parameters)
        terminal.write(lines(form, paper, found.columns, found.rows), paper.colour)
    terminal.note(shared.read_at(reader))


def _opened(settings: Settings) -> int:
    from tracker.database.shell import shell

    found = shell(settings)
    paper = terminal.paper()
    for line in greeting(found, paper):
        click.echo(line, err=True, color=paper.colour)
    code = found.run()
    return SurroundingsError.exit_code if code == LOST else code


def greeting(shell: Shell, paper: Paper) -> Iterator[str]:
    """What can be asked, one line each, and how to leave."""
    longest = max(len(found.name) for found in shell.objects)
    for title, kind in (("Views", "view"), ("Functions", "function")):
        yield paper.rule(Span(title, "bold"))
        for found in shell.objects:
            if found.kind == kind:
                told = f"{found.name:<{longest}}  {found.comment.partition('. ')[0].partition('; ')[0].rstrip('.')}"
                yield paper.show(told if len(told) <= paper.width else f"{told[: paper.width - 1]}…")
    yield paper.rule()
    yield from paper.flow(HINTS)
    yield shared.read_at(shell.reader)
