"""Webhooks, signed as https://www.standardwebhooks.com says: POST of JSON, with the key as the message's id."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC

import urllib3

from tracker import __version__, config
from tracker.errors import InputError, SurroundingsError
from tracker.report import targets
from tracker.report.delivery import TIMEOUT, Parcel

SHORTEST, LONGEST = 24, 64  # bytes of a secret
QUOTED = 200  # bytes of an answer that a message quotes


def deliver(target: str, parcel: Parcel) -> None:
    content = body(parcel)
    sent = int(time.time())
    headers = {
        "content-type": "application/json",
        "user-agent": f"tracker/{__version__}",
        "webhook-id": str(parcel.key),
        "webhook-timestamp": str(sent),
        "webhook-signature": f"v1,{signature(_secret(), str(parcel.key), sent, content)}",
    }
    status, said = _posted(target, content, headers)
    if not 200 <= status < 300:
        more = " (redirects are not followed)" if 300 <= status < 400 else f": {said}" if said else ""
        raise SurroundingsError(f"{targets.shown(target)} answered {status}{more}")


def body(parcel: Parcel) -> bytes:
    """`{"type", "timestamp", "data"}`; in `data.parts` the formats by name, JSON as JSON and the others as text."""
    message = parcel.message
    head = {
        "report": parcel.report,
        "run": parcel.run,
        "until": parcel.until.isoformat(),
        "subject": message.subject,
        "news": message.news,
    }
    parts = [f"{json.dumps(part.form)}: {_value(part.form, part.content)}" for part in message.parts]
    data = f'{json.dumps(head)[:-1]}, "parts": {{{", ".join(parts)}}}}}'
    made = parcel.made_at.astimezone(UTC).isoformat()
    return f'{{"type": "report.made", "timestamp": {json.dumps(made)}, "data": {data}}}'.encode()


def _value(form: str, content: bytes) -> str:
    """JSON goes in as it is, so that its numbers keep all their digits."""
    text = content.decode()
    return text if form == "json" else json.dumps(text)


def signature(secret: bytes, key: str, sent: int, content: bytes) -> str:
    signed = f"{key}.{sent}.".encode() + content
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def _secret() -> bytes:
    given = config.delivering().webhook_secret
    if not given:
        raise InputError("TRACKER_WEBHOOK_SECRET is not set", "Set it, or TRACKER_WEBHOOK_SECRET_FILE.")
    try:
        secret = base64.b64decode(given.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not SHORTEST <= len(secret) <= LONGEST:
        raise InputError(
            "TRACKER_WEBHOOK_SECRET is no secret of a webhook",
            f"Expected whsec_ and the base64 of {SHORTEST} to {LONGEST} random bytes.",
        )
    return secret


def check() -> None:
    """InputError where no webhook could be signed from here."""
    _secret()


def _posted(target: str, content: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """The status of the answer, and how its body begins."""
    timeout = urllib3.Timeout(connect=TIMEOUT / 3, read=TIMEOUT)
    try:
        with urllib3.PoolManager(timeout=timeout, retries=False) as pool:
            answer = pool.request("POST", target, body=content, headers=headers, redirect=False, preload_content=False)
            said = "" if 200 <= answer.status < 400 else answer.read(QUOTED).decode("utf-8", "replace")
            answer.close()
            return answer.status, "" if targets.tells_of(said, target) else " ".join(said.split())
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise SurroundingsError(f"{targets.shown(target)} {_why(error)}") from error


def _why(error: BaseException) -> str:
    """In words; urllib3 says before them which connection it was. Who gives no answer may have got the report."""
    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return f"was reached, and gave no answer in {TIMEOUT:g} seconds"
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # a kind of timeout, to urllib3
    if isinstance(error, urllib3.exceptions.TimeoutError) and not refused:
        return "was not reached: no answer in time"
    return f"was not reached: {str(error).rpartition('): ')[2] or str(error) or type(error).__name__}"
