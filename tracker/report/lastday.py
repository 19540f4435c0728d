"""The day up to which the report before told the news: it was not over, and what was recorded of it since is news too.

What the report before knew of that day was told. So the content before is the one that it knew to be held at the end of
that day, whatever is known of the day by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.query import changes
from tracker.query.changes import Difference
from tracker.query.changesets import Step
from tracker.query.demands import Version

if TYPE_CHECKING:
    from tracker.database.connect import Reader

Values = Mapping[str, Any]


class Net(NamedTuple):
    """A spell as the report before knew it, and as it is known now; none where there was or is none."""

    before: Values | None
    after: Values | None


class Known(NamedTuple):
    """A spell as the report before knew it, as far as it matters here."""

    version: str
    began: str
    ended: str  # after every day where it had no end
    place: int


def nets(steps: Iterable[Step]) -> dict[str, Net]:
    """By key: each spell that moved, from what the first of some steps found to what the last left. Oldest first."""
    found: dict[str, Net] = {}
    for row in steps:
        if row.derived:
            found[row.key] = Net(found[row.key].before if row.key in found else row.before, row.after)
    return found


def moved_on(net: Net, day: date) -> bool:
    """Whether a spell begins or ends on a day otherwise than was known before."""
    sides = [(values or {}).get(name) == day.isoformat() for values in net for name in ("held_from", "held_to")]
    return sides[:2] != sides[2:]


def begun_on(net: Net, day: date) -> bool:
    """Whether a spell begins on a day, and was not known to."""
    before, after = ((values or {}).get("held_from") == day.isoformat() for values in net)
    return after and not before


def differences(
    reader: Reader, rows: Sequence[Difference], after: Mapping[str, Difference],
    spells: Mapping[str, Sequence[Version]], moved: Mapping[str, Net], since: date, until: date,
) -> list[Difference]:  # fmt: skip
    """The rows of demands that moved on the day `since`, each compared with the last content that was told.

    `rows` are what became of them after the day before, `after` after that day; one of which nothing is left to tell is
    left out.
    """
    found = [
        _from_what_was_told(
            reader,
            row,
            after.get(row.demand),
            _known(spells.get(row.demand, ()), moved),
            [
                net.after["version"]
                for net in moved.values()
                if net.after and net.after["demand"] == row.demand and begun_on(net, since)
            ],
            since,
            until,
        )
        for row in rows
    ]
    return [row for row in found if row is not None]


def _known(spells: Sequence[Version], moved: Mapping[str, Net]) -> list[Known]:
    """The spells of a demand as the report before knew them, in order."""
    demands = {row.demand for row in spells}
    of_it = [net for net in moved.values() if (net.after or net.before or {}).get("demand") in demands]
    new = {_place(net.after) for net in of_it if net.after}
    found = [
        Known(row.version, str(row.held_from), str(row.held_to or "9999"), row.spell)
        for row in spells
        if (row.version, str(row.held_from), row.spell) not in new
    ]
    found += [
        Known(net.before["version"], net.before["held_from"], net.before.get("held_to", "9999"), net.before["spell"])
        for net in of_it
        if net.before
    ]
    return sorted(found, key=lambda one: (one.began, one.place))


def _place(values: Values) -> tuple[str, str, int]:
    return values["version"], values["held_from"], values["spell"]


def _held(known: Sequence[Known], day: str) -> Known | None:
    return next((one for one in known if one.began <= day < one.ended), None)


def _from_what_was_told(
    reader: Reader,
    row: Difference,
    after: Difference | None,
    known: Sequence[Known],
    begun: Sequence[str],
    since: date,
    until: date,
) -> Difference | None:
    told = _held(known, since.isoformat())
    if told.began < since.isoformat() if told else row.from_version is None:
        return row  # nothing of the day was told
    version = told.version if told else None
    becomes = None if row.change == "transient" else row.to_version
    if version is None and becomes is None:
        return None  # that it ended was told
    (between,) = changes.versions_compared(reader, row.demand, version, becomes, since, until)
    change = between.change or ("dropped" if becomes is None else "revived")
    new = [name for name in begun if name not in (version, becomes)]
    passing = list(dict.fromkeys([*new, *(after.in_passing if after else ())]))
    # Also by what came on that day after what was told of it, and was another content by its end.
    interrupted = after is not None and (after.interrupted or after.from_version not in (version, becomes))
    values = {name: value for name, value in between._asdict().items() if name in Difference._fields}
    return row._replace(**values | {"change": change, "interrupted": interrupted, "in_passing": passing})
