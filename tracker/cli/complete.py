"""Completion of names, from a database that answers at once; never an error, never a wait."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from tracker.config import Settings
    from tracker.database.connect import Reader

Completer = Callable[["click.Context", "click.Parameter", str], list[str]]
MOST = 200


def slugs(*entities: str) -> Completer:
    """The slugs of these kinds of record that begin as typed."""

    def known(reader: Reader, begun: str) -> list[str]:
        from tracker.query import names

        found = [names.slugs(reader, entity, f"starts_with({entity}, %s)", begun)[:MOST] for entity in entities]
        return [slug for some in found for slug in some]

    return _completer(known)


def _parties(reader: Reader, begun: str) -> list[str]:
    from tracker.query.names import parties

    return [slug for slug in parties(reader) if slug.startswith(begun)][:MOST]


def _authors(reader: Reader, begun: str) -> list[str]:
    from tracker.query.changesets import authors

    return authors(reader, begun)[:MOST]


def _changesets(reader: Reader, begun: str) -> list[str]:
    from tracker.query.changesets import changesets

    return [str(row.changeset) for row in changesets(reader, MOST) if str(row.changeset).startswith(begun)]


def _sources(reader: Reader, begun: str) -> list[str]:
    from tracker.query.dictionary import names

    return [name for name in names(reader) if name.startswith(begun)]


def _logins(reader: Reader, begun: str) -> list[str]:
    from tracker.database.logins import begun as found

    return found(reader.connection, begun)[:MOST]


def _completer(known: Callable[[Reader, str], list[str]]) -> Completer:
    def found(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        del parameter
        with suppress(Exception):
            return _read(ctx, known, incomplete)
        return []

    return found


def _read(ctx: click.Context, known: Callable[[Reader, str], list[str]], incomplete: str) -> list[str]:
    from dataclasses import replace

    from tracker.database.connect import reading

    settings = _settings(ctx)
    if settings.read_url:  # how far it is behind does not matter here
        settings = replace(settings, database_url=settings.read_url, read_url=None)
    if not _answers(settings):
        return []
    with reading(settings) as reader:
        return known(reader, incomplete)


def _settings(ctx: click.Context) -> Settings:
    from tracker.config import load

    options = ctx.find_root().params
    return load(options.get("database"), options.get("known_at"), False)


def _answers(settings: Settings) -> bool:
    """At once: no server is started to complete a word."""
    from tracker.database import embedded

    return settings.database_url is not None or embedded.running_url(settings) is not None


def reports(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The names of reports, for who may send them."""
    with suppress(Exception):
        from tracker.database.connect import reporting
        from tracker.report import store

        settings = _settings(ctx).at_primary()
        if not _answers(settings):
            return []
        with reporting(settings) as connection:
            return [row.name for row in store.definitions(connection) if row.name.startswith(incomplete)][:MOST]
    return []


def time_zones(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from zoneinfo import available_timezones

    return sorted(name for name in available_timezones() if name.startswith(incomplete))


parties = _completer(_parties)
authors = _completer(_authors)
changesets = _completer(_changesets)
sources = _completer(_sources)
logins = _completer(_logins)
