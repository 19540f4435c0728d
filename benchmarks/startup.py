"""What a user waits for at the prompt, as ratios measured in one run.

    python -m benchmarks.startup [--runs 20]

Asked of the database that the environment names (TRACKER_DATABASE_URL, or the embedded one after `tracker
quickstart`). Each pair runs interleaved, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

DEMAND = "ru.withdraw-four-oblasts"
ASK = "import psycopg; print(psycopg.connect({url!r}).execute('select 1').fetchone())"


def seconds(command: Sequence[str]) -> float:
    """How long one run of a command takes as a whole process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def compare(name: str, command: Sequence[str], base_name: str, base: Sequence[str], runs: int) -> str:
    """A line of the table: the ratio of the medians, and of the fastest and slowest runs."""
    seconds(command), seconds(base)
    pairs = [(seconds(command), seconds(base)) for _ in range(runs)]
    mine, theirs = zip(*pairs, strict=True)
    ratios = sorted(one / other for one, other in pairs)
    median = statistics.median(mine) / statistics.median(theirs)
    return f"| {name} | {base_name} | {ratios[0]:.1f} / {median:.1f} / {ratios[-1]:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    python, tracker = sys.executable, [sys.executable, "-m", "tracker"]
    url = subprocess.run([*tracker, "db", "url"], check=True, capture_output=True, text=True).stdout.strip()
    print("| command | against | ratio: least / of medians / most |\n| --- | --- | --- |")
    for line in (
        compare("tracker --help", [*tracker, "--help"], "python -c pass", [python, "-c", "pass"], runs),
        compare(
            f"tracker history {DEMAND}",
            [*tracker, "history", DEMAND],
            "psycopg, one question",
            [python, "-c", ASK.format(url=url)],
            runs,
        ),
    ):
        print(line)


if __name__ == "__main__":
    main()
