"""What the renames of one kind of record come to: which are to be done, which are done, which cannot be.

Names may change hands: a name that one record gives up another may take, in a chain (a passage is inserted in front of
others) or in a ring (two swap names). So a rename cannot be judged alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Wish(NamedTuple):
    """One `renamed_from` of a bundle, beside what stands in the database.

    `scope` is the id of that in which names are unique (none: everywhere). `id` is the record that bears the old name,
    or bore it before, and `current` its name; `beside` the record that bears the new name, which `bore` the old one
    before; `older` one of which the new name is an older one. `given`: the bundle has a record of the old name as well.
    """

    seq: int
    key: str
    scope: int | None
    old: str
    new: str
    id: int | None
    current: str | None
    beside: int | None
    older: int | None
    bore: bool
    given: bool


@dataclass(slots=True)
class Renames:
    """`refused` has for each such wish why; `unclear` those of which it cannot be told whether they are done."""

    pending: list[Wish] = field(default_factory=list)
    done: list[Wish] = field(default_factory=list)
    nothing: list[Wish] = field(default_factory=list)
    unclear: list[Wish] = field(default_factory=list)
    refused: list[tuple[Wish, str]] = field(default_factory=list)


Names: TypeAlias = dict[tuple[int | None, str], Wish]  # by the scope and the new name


def judged(kind: str, wishes: Iterable[Wish]) -> Renames:
    """What each wish comes to."""
    result = Renames()
    all_wishes = sorted(wishes)
    by_new = {(wish.scope, wish.new): wish for wish in all_wishes}
    result.done = [wish for wish in all_wishes if _is_done(wish)]
    open_wishes: list[Wish] = []
    for wish in _once([wish for wish in all_wishes if not _is_done(wish)], result):
        if absent := [one.old for one in _ring(wish, by_new) if one.id is None]:
            told = f"names change hands only between records that are there; there is no {', '.join(absent)}"
            result.refused.append((wish, told))
        elif wish.id is None:
            (result.nothing if wish.beside is None else result.done).append(wish)
        elif wish.older is not None and wish.older != wish.id:
            result.refused.append((wish, "the new name is an older name of another; remove that alias first"))
        else:
            open_wishes.append(wish)
    _settle(kind, open_wishes, by_new, result)
    return result


def _is_done(wish: Wish) -> bool:
    """The record bears the new name, or bore both before."""
    return wish.id is not None and (wish.id == wish.beside or (wish.current != wish.old and wish.older == wish.id))


def _once(wishes: list[Wish], result: Renames) -> list[Wish]:
    """A record gets one new name, and a name goes to one record."""
    of_record: dict[int, Wish] = {}
    of_name: dict[tuple[int | None, str], Wish] = {}
    kept = []
    for wish in wishes:
        if wish.id is None:
            kept.append(wish)
            continue
        same, other = of_record.setdefault(wish.id, wish), of_name.setdefault((wish.scope, wish.new), wish)
        if same.new != wish.new:
            result.refused.append((wish, f"it is renamed to {same.new} as well"))
        elif other.id != wish.id:
            result.refused.append((wish, f"{other.old} is renamed to {wish.new} as well"))
        elif same is wish:
            kept.append(wish)
    return kept


def _ring(wish: Wish, by_new: Names) -> list[Wish]:
    """The wishes among which names go round, this one included; none where its old name goes to no other so."""
    ring, at = [wish], by_new.get((wish.scope, wish.old))
    while at is not None and at is not wish and len(ring) < len(by_new):
        ring.append(at)
        at = by_new.get((at.scope, at.old))
    return ring if at is wish else []


def _settle(kind: str, wishes: list[Wish], by_new: Names, result: Renames) -> None:
    """A new name is free where nothing bears it, or what bears it gives it up; a ring where nobody had it before."""
    pending = _freed([wish for wish in wishes if wish.beside is None], wishes)
    rest = [wish for wish in wishes if wish not in pending]
    leaving = {wish.id for wish in rest}
    while closed := [wish for wish in rest if wish.beside not in leaving]:
        for wish in closed:
            rest.remove(wish)
            leaving.discard(wish.id)
            if wish.bore:
                result.done.append(wish)
            elif wish.given or (wish.scope, wish.old) in by_new:
                result.unclear.append(wish)
            else:
                told = f"there is a {kind} {wish.new} beside it; remove one of them"
                result.refused.append((wish, told))
    for wish in rest:  # these are rings
        (result.done if wish.bore else pending).append(wish)
    result.pending += pending


def _freed(free: list[Wish], wishes: list[Wish]) -> list[Wish]:
    """With those whose new name is free, those that take the names that these give up."""
    taking = {wish.beside: wish for wish in wishes if wish.beside is not None}
    found = list(free)
    for wish in found:
        if wish.id in taking:
            found.append(taking[wish.id])
    return found
