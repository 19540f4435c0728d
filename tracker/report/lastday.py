"""The day up to which the report before told the news: it was not over, and what was recorded of it since is news too.

What the report before knew of that day was told. So the content before is the one that it knew to be held at the end of
that day, whatever is known of the day by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.query import changes
from tracker.query.changes import Compared, Difference
from tracker.query.changesets import Step

if TYPE_CHECKING:
    from tracker.database.connect import Reader


class Moved(NamedTuple):
    """A demand that moved on the day, after what was told of it.

    `wider` is what became of it after the day before, `later` after the day; `told` is the version that the report
    before knew to be held at the end of the day, `news` are the versions that came to be held since, in order.
    """

    wider: Difference
    later: Difference | None
    told: str | None
    news: Sequence[str]

    @property
    def becomes(self) -> str | None:
        """What is held in the end; or was in between, where that is all that there is to tell."""
        held = None if self.wider.change == "transient" else self.wider.to_version
        return held or (self.news[-1] if self.news and self.told is None else None)

    @property
    def is_news(self) -> bool:
        """Not where it has ended, and that was told."""
        return self.told is not None or self.becomes is not None


def nets(steps: Iterable[Step]) -> dict[str, Step]:
    """By key: each spell that moved, in one step from what the first of some found to what the last left."""
    found: dict[str, Step] = {}
    for row in steps:  # oldest first
        if row.derived:
            found[row.key] = found.get(row.key, row)._replace(after=row.after)
    return found


def moved_on(net: Step, day: date) -> bool:
    """Whether a spell begins or ends on a day otherwise than was known before."""
    before, after = ([_on(side, name, day) for name in ("held_from", "held_to")] for side in (net.before, net.after))
    return before != after


def begun_on(net: Step, day: date) -> bool:
    """Whether a spell begins on a day, and was not known to."""
    return _on(net.after, "held_from", day) and not _on(net.before, "held_from", day)


def _on(spell: Mapping[str, Any] | None, name: str, day: date) -> bool:
    return spell is not None and spell.get(name) == day.isoformat()


def differences(reader: Reader, found: Sequence[Moved], since: date, until: date) -> list[Difference]:
    """What became of each, compared with what was told of the day `since`; one that has nothing left to tell is out."""
    rows = [one for one in found if one.is_news]
    pairs = [(one.wider.demand, one.told, one.becomes) for one in rows]
    compared = {row.demand: row for row in changes.versions_compared(reader, pairs, since, until)} if pairs else {}
    return [_against_what_was_told(one, compared[one.wider.demand]) for one in rows]


def _against_what_was_told(one: Moved, between: Compared) -> Difference:
    values = {name: value for name, value in between._asdict().items() if name in Difference._fields}
    passing = [*one.news, *(one.later.in_passing if one.later else ())]
    passing = [name for name in dict.fromkeys(passing) if name not in (one.told, one.becomes)]
    # What is told is as it was: then it was something else meanwhile, or given up and taken up again.
    again = between.change == "persisted" and bool(one.news)
    interrupted = again or (one.later is not None and one.later.interrupted)
    return one.wider._replace(
        **values | {"change": _word(one, between), "interrupted": interrupted, "in_passing": passing}
    )


def _word(one: Moved, between: Compared) -> str:
    if between.change:
        return between.change
    if one.becomes is None:
        return "dropped"
    passed = one.wider.change == "transient" or one.wider.to_version is None
    return "transient" if passed else "revived"
