"""One peer in a process of its own: takes lines of JSON, a question each, and tells what the answer took and was.

python -m benchmarks.peers.worker MODULE URL FOLDER EVENTS
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.peers.base import Event, Peer, read


def main() -> None:
    module, url, folder, events = sys.argv[1:]
    peer: Peer = import_module(f"benchmarks.peers.{module}").PEER(url, Path(folder))
    began = time.perf_counter()
    peer.load(read(Path(events)))
    _tell([time.perf_counter() - began, peer.size()])
    for line in sys.stdin:
        name, *given = json.loads(line)
        if name == "play":
            given[1] = [Event(*event) for event in given[1]]
        began = time.perf_counter()
        rows = getattr(peer, name)(*given) or []
        _tell([time.perf_counter() - began, *digest(rows, ordered=name == "history")])


def digest(rows: list[tuple[object, ...]], *, ordered: bool) -> tuple[int, str]:
    """How many rows, and a hash of them. Summaries stand for contents: terms are written otherwise by everybody."""
    told = [repr(tuple(row[:3])) for row in rows]
    return len(told), hashlib.md5("\n".join(told if ordered else sorted(told)).encode()).hexdigest()[:8]


def _tell(answer: list[object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
