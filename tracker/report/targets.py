"""Where reports go: a folder, an address for mail, a web address, or standard output."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tracker.config import expanded
from tracker.errors import InputError

FORMS = "Expected a folder, mailto:NAME@HOST, https://HOST/PATH, or - for standard output."
OUTPUT = "-"
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def kind(target: str) -> str:
    """`mail`, `webhook`, `output` or `folder`."""
    if target.startswith("mailto:"):
        return "mail"
    if target.startswith(("https://", "http://")):
        return "webhook"
    return "output" if target == OUTPUT else "folder"


def checked(text: str) -> str:
    """A target as it is stored: a folder by its full path. InputError where nothing could ever be delivered there."""
    checks: dict[str, Callable[[str], str]] = {"mail": _mail, "webhook": _webhook, "folder": _folder, "output": str}
    return checks[kind(text)](text)


def shown(target: str) -> str:
    """For a log or a message: of a web address the host only, since its path may be a secret."""
    return f"{urlsplit(target).scheme}://{_host(target)}" if kind(target) == "webhook" else target


def _host(target: str) -> str:
    address = urlsplit(target)
    port = f":{address.port}" if address.port else ""
    return f"{address.hostname}{port}"


def tells_of(text: str, target: str) -> bool:
    """Whether a text has anything of the path of a web address, which may be a secret."""
    address = urlsplit(target)
    parts = [part for part in re.split(r"[/?&=;]", f"{address.path}?{address.query}") if len(part) >= 4]
    return any(part in said for part in parts for said in (text, unquote(text)))


def is_address(text: str) -> bool:
    """Whether it is `NAME@HOST` and nothing besides."""
    return _ADDRESS.fullmatch(text) is not None


def _mail(text: str) -> str:
    address = text.removeprefix("mailto:")
    if not _ADDRESS.fullmatch(address):
        raise InputError(f"{text!r} names no mailbox", "Expected one address: mailto:NAME@HOST. Give --to once each.")
    return text


def _webhook(text: str) -> str:
    try:
        address = urlsplit(text)
        named = bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        named = False
    if not named or not text.isascii() or re.search(r"\s", text):
        raise InputError(f"{text!r} is no web address", FORMS)
    if address.scheme == "http" and address.hostname not in THIS_MACHINE:
        raise InputError(
            f"http://{_host(text)} would get the report unencrypted", "Expected https://; http:// only to this machine."
        )
    if address.username is not None:
        raise InputError(
            f"the address of {_host(text)} holds a login, which would stand in the database",
            "A receiver knows us by the signature: see TRACKER_WEBHOOK_SECRET.",
        )
    return text.partition("#")[0]


def _folder(text: str) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:", text) or (_ADDRESS.fullmatch(text) and not Path(text).exists()):
        raise InputError(f"{text!r} is no target", FORMS)
    folder = expanded(text, "the folder").absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file", "Name a folder, in which each report gets one of its own.")
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}", f"Make it first: mkdir -p {folder}")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(f"cannot write to the folder {folder}: {error.strerror}", "Name another one.") from None
    return str(folder)
