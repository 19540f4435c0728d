"""tracker db roles, grant and revoke: who may read and who may write."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.cli import command as shared
from tracker.cli import complete, terminal
from tracker.cli.command import command
from tracker.errors import InputError, SurroundingsError
from tracker.render.page import Listing, picked

if TYPE_CHECKING:
    from tracker.database.roles import State

ROLE = click.Choice(["analyst", "editor", "reporter"])
NAME = click.argument("name", shell_complete=complete.logins)
ROLES_EXAMPLES = (
    ("create them, and see who has which", "tracker db roles"),
    ("where only a superuser may create them, for psql", "tracker db roles > roles.sql"),
)
GRANT_EXAMPLES = (
    ("a login that reads; asks for its password", "tracker db grant anna --role analyst"),
    ("one who makes views and tables of her own, too", "tracker db grant anna --role analyst --own-schema"),
    ("in a script", "tracker db grant bi --role analyst --password-file /run/secrets/bi"),
    ("a login that the server knows by a certificate", "tracker db grant anna --role editor --no-password"),
)
REVOKE_EXAMPLES = (
    ("all its roles", "tracker db revoke anna"),
    ("she reads on, and writes no more", "tracker db revoke anna --role editor"),
    ("and nothing is left of it", "tracker db revoke anna --drop-schema --drop-login"),
)


class Row(NamedTuple):
    role: str
    there: bool
    may: str
    logins: list[str]


@command(None, "roles", ROLES_EXAMPLES)
@shared.form
@click.pass_context
def roles(ctx: click.Context, form: str) -> None:
    """Create the four roles where this login may; say what each may do and which logins have it.

    Where it may not, the statements for a superuser are printed instead, and the exit code is 3.

    Roles belong to the whole server: a role holds in every tracker database of it that the login may connect to.
    """
    from tracker.cli.db import running
    from tracker.database import roles as database

    state = database.bring(running(shared.settings_of_now(ctx), create=False))
    if state.missing and len(state.logins) < len(database.ROLES):
        _print_statements(state)
        ctx.exit(SurroundingsError.exit_code)
    rows = [Row(role, role in state.logins, may, state.logins.get(role, [])) for role, may in database.MAY.items()]
    terminal.show(Listing(Row._fields, rows, picked(*Row._fields)), form)
    for note in _notes(state):
        terminal.note(f"({note})")


def _notes(state: State) -> Iterator[str]:
    if state.missing:
        yield f"not done, for want of the right: {'; '.join(state.missing)}"
    if state.due:
        yield "the roles came after the schema and have no rights yet; its owner can run: tracker db roles"
    if state.open_to_all:
        yield (
            "every login of the server may connect to this database; to keep it to those granted in it:"
            f" REVOKE CONNECT ON DATABASE {state.database} FROM PUBLIC"
        )


def _print_statements(state: State) -> None:
    terminal.write(["BEGIN;", *(f"{statement};" for statement in state.missing), "COMMIT;"])
    click.echo(
        f"Error: this login may not create roles. A superuser can, with these statements in database {state.database};"
        " then run: tracker db upgrade",
        err=True,
    )


@command(None, "grant", GRANT_EXAMPLES)
@NAME
@click.option("--role", type=ROLE, required=True, help="What it may do: read, write the live rows, write reports.")
@click.option("--own-schema", is_flag=True, help="A schema of its name, for views and tables of its own.")
@click.option(
    "--password-file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Read the password from this file's first line; - is standard input.",
)
@click.option("--new-password", is_flag=True, help="Also for a login that exists.")
@click.option("--no-password", is_flag=True, help="The server knows it otherwise: peer, cert, ldap, gss.")
@click.pass_context
def grant(
    ctx: click.Context,
    name: str,
    role: str,
    own_schema: bool,
    password_file: Path | None,
    new_password: bool,
    no_password: bool,
) -> None:
    """Give a login a role; make the login where there is none. Safe to repeat.

    The password of a new login is asked for, twice, or read from standard input where that is no terminal. It is
    hashed here (SCRAM), so the server never sees it. A login that exists keeps the one it has.

    A role holds in every tracker database of the server that the login may connect to. To keep a database to the
    logins granted in it: REVOKE CONNECT ON DATABASE … FROM PUBLIC.
    """
    from tracker.cli.db import running
    from tracker.database import logins

    if no_password and (new_password or password_file):
        raise click.UsageError("--no-password goes with no other option about passwords.", ctx)
    url = running(shared.settings_of_now(ctx), create=False)
    needed = not no_password and (new_password or not logins.is_there(url, name))
    password = _password(name, password_file) if needed else None
    done = logins.grant(url, name, f"tracker_{role}", own_schema=own_schema, password=password, replace=new_password)
    terminal.write(done or [f"{name} has the role tracker_{role} already."])


@command(None, "revoke", REVOKE_EXAMPLES)
@NAME
@click.option("--role", type=ROLE, help="Only this role; default: all of them.")
@click.option("--drop-schema", is_flag=True, help="Also its own schema, with all that is in it.")
@click.option("--drop-login", is_flag=True, help="Also the login itself, if it owns nothing.")
@click.pass_context
def revoke(ctx: click.Context, name: str, role: str | None, drop_schema: bool, drop_login: bool) -> None:
    """Take a login its roles, on the whole server, and the settings that came with them in this database.

    The login and its own schema stay unless told. Safe to repeat.
    """
    from tracker.cli.db import running
    from tracker.database import logins

    url = running(shared.settings_of_now(ctx), create=False)
    known = logins.elsewhere(url, name)
    named = (f"tracker_{role}",) if role else logins.GRANTED
    done = logins.revoke(url, name, named, drop_schema=drop_schema, drop_login=drop_login)
    terminal.write(done or [f"{name} has no such role."])
    if known and done:
        terminal.note(f"(roles belong to the whole server: {name} lost them in {', '.join(known)}, too)")


def _password(name: str, file: Path | None) -> str:
    """From a file, from standard input, or asked for where a person can answer; never from the command line."""
    if file is None and sys.stdin.isatty():
        return str(click.prompt(f"Password of {name}", hide_input=True, confirmation_prompt="Again", err=True))
    if file is None or str(file) == "-":
        line = sys.stdin.readline()
    else:
        with file.open(encoding="utf-8") as opened:
            line = opened.readline()
    password = line.rstrip("\r\n")
    if not password:
        place = "standard input" if file is None or str(file) == "-" else str(file)
        raise InputError(f"no password in {place}", "Expected it as the first line. Or give --no-password.")
    if "\0" in password:
        raise InputError("a password cannot hold a zero byte", "Choose another.")
    return password
