"""The program `tracker`; also `python -m tracker`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    # What a command makes stays until its end, and goes with the process: looking for cycles in it hardly finds any.
    gc.set_threshold(100_000)
    try:
        from tracker.cli.run import run

        code = run(sys.argv[1:])
        gc.freeze()
        sys.exit(code)
    except KeyboardInterrupt:  # while the program itself is still loading
        sys.exit(130)


if __name__ == "__main__":
    main()
