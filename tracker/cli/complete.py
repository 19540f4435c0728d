"""Completion of names, from a database that answers at once; never an error, never a wait."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

Completer = Callable[["click.Context", "click.Parameter", str], list[str]]
MOST = 200


def slugs(*entities: str) -> Completer:
    """The slugs of these kinds of record that begin as typed."""

    def found(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        del parameter
        with suppress(Exception):
            return _read(ctx, entities, incomplete)
        return []

    return found


def _read(ctx: click.Context, entities: tuple[str, ...], incomplete: str) -> list[str]:
    from tracker.config import load
    from tracker.database import embedded
    from tracker.database.connect import reading
    from tracker.query.names import slugs as known

    options = ctx.find_root().params
    settings = load(options.get("database"), options.get("known_at"), False)
    if settings.database_url is None and embedded.running_url(settings) is None:
        return []
    with reading(settings) as reader:
        return [
            slug
            for entity in entities
            for slug in known(reader, entity, f"starts_with({entity}, %s)", incomplete)[:MOST]
        ]
