"""Rounds of one kill each, and what came of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from random import Random

from tests.crashes import checks
from tests.crashes.kills import KILLS
from tests.crashes.operations import CHECK, Operation, prepare
from tests.crashes.place import PATIENCE, Place

Outcomes = Counter[tuple[str, str, str]]  # kind of kill, operation, whole or absent


def rounds(place: Place, kills: int, seed: int, say: Callable[[str], None] = lambda _: None) -> Outcomes:
    """So many kills, of each kind in turn and during each operation; an AssertionError where one did harm."""
    random, outcomes = Random(seed), Outcomes()
    operations = list(prepare(place))
    todo = [(kind, operation) for kind in KILLS for operation in operations]
    for number in range(kills):
        kind, operation = todo[number % len(todo)]
        outcome = _tried(place, kind, operation, random)
        place.run(*CHECK)
        outcomes[kind, operation.name, outcome] += 1
        say(f"{number + 1}: {kind} killed during {operation.name}: {outcome}")
    return outcomes


def _tried(place: Place, kind: str, operation: Operation, random: Random) -> str:
    """What came of a kill, at some moment of the work or, every other time, of the commit; again, where it was late."""
    while True:
        place.restore(operation.starts_from)
        command = place.start(*operation.words)
        commits = random.random() < 0.5
        at_work = place.await_work(command, "commit" if commits else "")
        moment = random.uniform(0, 0.04 if commits else operation.seconds * 0.6)
        time.sleep(moment)
        killed = at_work and KILLS[kind](place, command, at_work)
        _, told = command.communicate(timeout=PATIENCE)
        place.stands = ""
        if killed:
            when = f"{moment:.3f} s after its {'commit' if commits else 'start'}"
            return _outcome(place, operation, command.returncode, f"{kind} killed {when}: {told}")


def _outcome(place: Place, operation: Operation, code: int, told: str) -> str:
    """Whole or absent, as the command said itself: one that ended well has lost nothing."""
    assert "Traceback" not in told, told
    with place.connect() as connection:
        assert checks.faults(connection) == [], told
        found = checks.digest(connection)
    outcome = {repr(operation.before): "absent", repr(operation.after): "whole"}.get(repr(found))
    assert outcome, f"neither as before nor as after: {told}"
    place.stands = operation.starts_from if outcome == "absent" else operation.name
    assert code != 0 or outcome == "whole", told
    return outcome


def table(outcomes: Outcomes) -> str:
    """As Markdown."""
    pairs = sorted({(kind, operation) for kind, operation, _ in outcomes})
    lines = ["| killed | during | kills | whole | absent |", "| --- | --- | --- | --- | --- |"]
    for pair in pairs:
        whole, absent = outcomes[*pair, "whole"], outcomes[*pair, "absent"]
        lines.append(f"| {' | '.join(pair)} | {whole + absent} | {whole} | {absent} |")
    return "\n".join(lines)
