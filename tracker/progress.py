"""How far long work is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # told what is being done, how much of it is done, how much there is
