"""The program `tracker`; also `python -m tracker`."""

from __future__ import annotations

import sys


def main() -> None:
    try:
        from tracker.cli.run import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:  # while the program itself is still loading
        sys.exit(130)


if __name__ == "__main__":
    main()
