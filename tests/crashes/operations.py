"""What is done while something is killed: an import that adds and corrects, and the revert of its corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crashes import checks
from tests.crashes.place import Place
from tests.database.builder import Talks

DEMANDS = 400  # added, and as many corrected: enough for a second of work
BASE = "base"
CHECK = ("db", "check")
Bundle = dict[str, list[dict[str, Any]]]


@dataclass
class Operation:
    """`starts_from` is the name of the state before it; the state after it has the operation's own name.

    What an undisturbed run came to stands here once it was tried.
    """

    name: str
    words: tuple[str, ...]
    starts_from: str
    seconds: float = 0
    before: dict[str, str | None] = field(default_factory=dict)
    after: dict[str, str | None] = field(default_factory=dict)

    def try_out(self, place: Place) -> None:
        place.restore(self.starts_from)
        self.before = _digest(place)
        self.seconds = place.run(*self.words)
        self.after = _digest(place)
        assert self.after != self.before
        place.keep(self.name)


def prepare(place: Place) -> Iterator[Operation]:
    """Makes the first state, and tries every operation once undisturbed."""
    place.run("db", "upgrade")
    database = place.database()
    Talks(database).connection.close()
    place.run("import", str(_written(place.folder / "base.json", _bundle(0, "First words."))))
    place.keep(BASE)
    number = database.execute("select max(changeset) from tracker.changeset")[0][0]
    database.close()
    both = _bundle(0, "Better words.")["demands"] + (added := _bundle(DEMANDS, "First words."))["demands"]
    bundle = _written(place.folder / "import.json", {**added, "demands": both})
    operations = [
        Operation("import", ("import", str(bundle), "--cause", "correction"), BASE),
        Operation("revert", ("revert", str(number + 2)), "import"),
    ]
    for operation in operations:
        operation.try_out(place)
        yield operation


def _digest(place: Place) -> dict[str, str | None]:
    with place.connect() as connection:
        return checks.digest(connection)


def _written(path: Path, bundle: Bundle) -> Path:
    path.write_text(json.dumps(bundle), "utf-8")
    return path


def _bundle(first: int, summary: str) -> Bundle:
    """Demands with two versions each, cited in a document of their own."""
    numbers = range(first, first + DEMANDS)
    return {
        "documents": [
            {"document": f"d{n}", "kind": "statement", "title": "Said", "issuer": "alba", "issued_on": "2024-01-10"}
            for n in numbers
        ],
        "demands": [_demand(n, summary) for n in numbers],
    }


def _demand(number: int, summary: str) -> dict[str, Any]:
    places = {"A": ["north"], "B": ["north", "south"]}
    return {
        "demand": f"alba.demand{number}",
        "process": "talks",
        "party": "alba",
        "addressee": "borea",
        "kind": "demand",
        "topic": "territory.withdrawal",
        "title": "Leave",
        "versions": [
            {
                "version": name,
                "summary": summary,
                "terms": {"territory": territory},
                "citations": [{"document": f"d{number}", "order": order}],
            }
            for order, (name, territory) in enumerate(places.items(), 1)
        ],
    }
