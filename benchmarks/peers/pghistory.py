"""django-pghistory: event tables that triggers of PostgreSQL write, read through Django's ORM."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.base import SIZE, Axis, Event, Held, Peer

APPS = ["django.contrib.contenttypes", "pgtrigger", "pghistory"]


class PgHistory(Peer):
    def __init__(self, url: str, folder: Path) -> None:  # noqa: ARG002
        import django
        from django.conf import settings
        from psycopg.conninfo import conninfo_to_dict

        parts = conninfo_to_dict(url)
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        found = {name: str(parts.get(part) or "") for name, part in names.items()}
        database = {"ENGINE": "django.db.backends.postgresql", **found}
        settings.configure(DATABASES={"default": database}, INSTALLED_APPS=APPS, USE_TZ=True)
        django.setup()
        from django.db import connection

        self._demand = _model()
        self._kept: Any = self._demand.events.rel.related_model
        self._connection = connection
        self._axis = Axis()

    def prepare(self) -> None:
        import pgtrigger
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        with self._connection.schema_editor() as editor:
            editor.create_model(self._demand)
            editor.create_model(self._kept)
        self._run(f"create index on {self._kept._meta.db_table} (demand, pgh_created_at)")
        pgtrigger.install()

    def play(self, day: str, events: Sequence[Event]) -> None:
        from django.db import transaction

        with transaction.atomic():
            self._write(events)
            self._axis.add(day, self._run("select now()"))

    def settle(self) -> None:
        self._run(f"vacuum analyze demand, {self._kept._meta.db_table}")

    def _write(self, events: Sequence[Event]) -> None:
        rows = self._demand.objects
        there = rows.in_bulk([event.demand for event in events])
        new, changed = [], []
        for event in events:
            found = there.get(event.demand)
            if event.version is None:
                continue
            if found is None:
                new.append(self._demand(**dict(zip(Event._fields[1:], event[1:], strict=True))))
            else:
                found.version, found.summary, found.terms = event.version, event.summary, event.terms
                changed.append(found)
        rows.bulk_create(new)
        rows.bulk_update(changed, ["version", "summary", "terms"])
        rows.filter(demand__in=[event.demand for event in events if event.version is None]).delete()

    def _run(self, sql: str) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None

    def positions(self, day: str, process: str | None) -> list[Held]:
        query = self._kept.objects.filter(pgh_created_at__lte=self._axis.at(day))
        if process:
            query = query.filter(process=process)
        last = query.order_by("demand", "-pgh_created_at").distinct("demand")
        return [Held(one.demand, one.version, one.summary, one.terms) for one in last if one.pgh_label != "delete"]

    def history(self, demand: str) -> list[tuple[str, str]]:
        query = self._kept.objects.filter(demand=demand).exclude(pgh_label="delete")
        return [(one.version, one.summary) for one in query.order_by("pgh_created_at")]

    def size(self) -> int:
        return int(self._run(SIZE))


def _model() -> Any:
    import pghistory
    from django.db import models

    @pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    class Demand(models.Model):
        demand = models.TextField(primary_key=True)
        process = models.TextField(db_index=True)
        party = models.TextField()
        topic = models.TextField()
        title = models.TextField()
        version = models.TextField()
        summary = models.TextField()
        terms = models.TextField()

        class Meta:
            app_label = "pghistory"
            db_table = "demand"

    return Demand


PEER = PgHistory
