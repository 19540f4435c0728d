"""SQLAlchemy-Continuum: a version table that the ORM writes in each transaction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
import sqlalchemy_continuum
from sqlalchemy.orm import DeclarativeBase, Session, configure_mappers

from benchmarks.peers.base import SIZE, Axis, Event, Held, Peer

sqlalchemy_continuum.make_versioned(user_cls=None)


class Base(DeclarativeBase):
    pass


class Demand(Base):
    __tablename__ = "demand"
    __versioned__: ClassVar[dict[str, Any]] = {}
    demand = sa.Column(sa.Text, primary_key=True)
    process = sa.Column(sa.Text, index=True)
    party = sa.Column(sa.Text)
    topic = sa.Column(sa.Text)
    title = sa.Column(sa.Text)
    version = sa.Column(sa.Text)
    summary = sa.Column(sa.Text)
    terms = sa.Column(sa.Text)


configure_mappers()
Kept: Any = sqlalchemy_continuum.version_class(Demand)
REMOVED = 2


class Continuum(Peer):
    def __init__(self, url: str, folder: Path) -> None:  # noqa: ARG002
        self._engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        self._session = Session(self._engine)
        self._axis = Axis()

    def prepare(self) -> None:
        Base.metadata.create_all(self._engine)

    def play(self, day: str, events: Sequence[Event]) -> None:
        self._write(events)
        self._session.commit()
        self._session.expunge_all()
        self._axis.add(day, self._session.scalar(sa.text("select max(id) from transaction")))

    def settle(self) -> None:
        self._session.rollback()
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum analyze")

    def _write(self, events: Sequence[Event]) -> None:
        names = [event.demand for event in events]
        there: dict[str, Any] = {
            str(one.demand): one for one in self._session.scalars(sa.select(Demand).where(Demand.demand.in_(names)))
        }
        for event in events:
            found = there.get(event.demand)
            if event.version is None:
                self._session.delete(found)
            elif found is None:
                self._session.add(Demand(**dict(zip(Event._fields[1:], event[1:], strict=True))))
            else:
                found.version, found.summary, found.terms = event.version, event.summary, event.terms

    def positions(self, day: str, process: str | None) -> list[Held]:
        at = self._axis.at(day)
        open_ = sa.or_(Kept.end_transaction_id > at, Kept.end_transaction_id.is_(None))
        query = sa.select(Kept).where(Kept.transaction_id <= at, open_, Kept.operation_type != REMOVED)
        if process:
            query = query.where(Kept.process == process)
        self._session.expunge_all()
        return [Held(one.demand, one.version, one.summary, one.terms) for one in self._session.scalars(query)]

    def history(self, demand: str) -> list[tuple[str, str]]:
        query = sa.select(Kept).where(Kept.demand == demand, Kept.operation_type != REMOVED)
        self._session.expunge_all()
        ordered = self._session.scalars(query.order_by(Kept.transaction_id))
        return [(one.version, one.summary) for one in ordered]

    def size(self) -> int:
        return int(self._session.scalar(sa.text(SIZE)) or 0)


PEER = Continuum
