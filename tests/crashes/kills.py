"""Three ways for a command to come to a sudden end. Each answers whether there was anything left to kill."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from tests.crashes.place import PATIENCE, Place
from tracker.database import embedded

Kill = Callable[[Place, "subprocess.Popen[str]", int], bool]  # the last: the server's process for the command


def client(place: Place, command: subprocess.Popen[str], _: int) -> bool:
    if command.poll() is not None:
        return False
    command.kill()
    command.wait(PATIENCE)
    # The server goes on with the statement, and may even commit, before it finds the client gone.
    _until(lambda: not place.backends(), "the server still works for a client that is dead")
    return True


def backend(_: Place, __: subprocess.Popen[str], at_work: int) -> bool:
    """The server's process for the command; the others are restarted with it."""
    try:
        os.kill(at_work, signal.SIGKILL)
    except ProcessLookupError:
        return False
    _until_gone(at_work)
    return True


def server(place: Place, command: subprocess.Popen[str], _: int) -> bool:
    """The whole server at one moment, as where the machine stops."""
    noted = embedded.status(place.settings).pid
    if noted is None or command.poll() is not None:
        return False
    head = psutil.Process(noted)
    head.suspend()  # so that it does nothing about the death of the others
    for process in (*head.children(recursive=True), head):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return True


KILLS: dict[str, Kill] = {"client": client, "backend": backend, "server": server}


def _until_gone(pid: int) -> None:
    """Until the server has noticed: from then on it lets nobody in before it has recovered."""
    _until(lambda: not psutil.pid_exists(pid), "the server does not notice")


def _until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.002)
