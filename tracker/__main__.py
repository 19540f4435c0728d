"""The program `tracker`; also `python -m tracker`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    try:
        from tracker.cli.run import run

        code = run(sys.argv[1:])
        gc.freeze()  # what is left goes with the process; to look through it first is a sixth of a reading command
        sys.exit(code)
    except KeyboardInterrupt:  # while the program itself is still loading
        sys.exit(130)


if __name__ == "__main__":
    main()
