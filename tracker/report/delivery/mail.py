"""Mail: plain text, HTML with its pictures inside, and the formats attached; over TLS, with a login.

One run makes the same letter at every attempt, byte for byte, under one Message-ID: a server or reader that has it
already can tell.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from tracker import config
from tracker.errors import InputError, SurroundingsError
from tracker.report import targets
from tracker.report.delivery import TIMEOUT, Parcel

PORTS = {"smtp": 587, "smtps": 465}
FORM = "Expected smtp://USER@HOST:PORT (with STARTTLS) or smtps://USER@HOST:PORT; the password goes elsewhere."


class Server(NamedTuple):
    """`plain` where the URL says `?starttls=no`, for a relay in the same house; then nobody logs in."""

    host: str
    port: int
    implicit_tls: bool
    plain: bool
    user: str | None
    password: str | None
    sender: str  # as the letter's From has it, perhaps with a name before the address
    address: str

    def __str__(self) -> str:
        return f"the mail server {self.host}:{self.port}"


def deliver(target: str, parcel: Parcel) -> None:
    server = _server()
    recipient = target.removeprefix("mailto:")
    letter = written(parcel, server.sender, recipient)
    with _connected(server) as smtp:
        smtp.sendmail(server.address, [recipient], letter)


def check() -> None:
    """Logs in and sends nothing; an error where no mail could be sent from here."""
    with _connected(_server()) as smtp:
        smtp.noop()


# --- the letter -----------------------------------------------------------------------------------------------------


def written(parcel: Parcel, sender: str, recipient: str) -> bytes:
    message = parcel.message
    host = parseaddr(sender)[1].rpartition("@")[2]
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = sender, recipient
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(parcel.made_at)
    letter["Message-ID"] = f"<{parcel.key}@{host}>"
    letter["Idempotency-Key"] = str(parcel.key)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text, cte="quoted-printable")
    _embed(letter, parcel, host)
    for part in message.parts:
        main, _, sub = part.media_type.partition(";")[0].partition("/")
        letter.add_attachment(part.content, maintype=main, subtype=sub, filename=part.file_name)
    _bounded(letter, parcel.key.hex)
    return letter.as_bytes()


def _embed(letter: EmailMessage, parcel: Parcel, host: str) -> None:
    """The HTML, with its pictures under names that are no other letter's."""
    content = parcel.message.mail
    names = {picture.file_name: f"{picture.file_name}.{parcel.key}@{host}" for picture in parcel.message.pictures}
    for name, cid in names.items():
        content = content.replace(f'"cid:{name}"', f'"cid:{cid}"')
    letter.add_alternative(content, subtype="html", cte="quoted-printable")
    html = letter.get_body(("html",))
    assert isinstance(html, EmailMessage)
    for picture in parcel.message.pictures:
        main, _, sub = picture.media_type.partition("/")
        name = picture.file_name
        html.add_related(picture.content, main, sub, cid=f"<{names[name]}>", filename=name, disposition="inline")


def _bounded(letter: EmailMessage, key: str) -> None:
    """Boundaries that are the same at every attempt, where the library would draw lots."""
    for number, part in enumerate(part for part in letter.walk() if part.is_multipart()):
        part.set_boundary(f"={key}-{number}=")


# --- the server -----------------------------------------------------------------------------------------------------


def _server() -> Server:
    given = config.delivering()
    if not given.smtp_url or not given.smtp_from:
        name = "TRACKER_SMTP_FROM" if given.smtp_url else "TRACKER_SMTP_URL"
        raise InputError(f"{name} is not set", FORM if name.endswith("URL") else "Set it to the sender's address.")
    address = parseaddr(given.smtp_from)[1]
    if "\n" in given.smtp_from or not targets.is_address(address):
        raise InputError(f"TRACKER_SMTP_FROM is no address: {given.smtp_from!r}", "Expected NAME@HOST.")
    try:
        url = urlsplit(given.smtp_url)
        port = url.port or PORTS[url.scheme]
    except (ValueError, KeyError):
        raise InputError("TRACKER_SMTP_URL is no address of a mail server", FORM) from None
    if not url.hostname or url.password is not None:
        what = "holds a password" if url.hostname else "names no host"
        raise InputError(f"TRACKER_SMTP_URL {what}", f"{FORM.partition(';')[0]}, and TRACKER_SMTP_PASSWORD.")
    plain = parse_qs(url.query).get("starttls") == ["no"]
    user = unquote(url.username) if url.username else None
    if user and (plain or not given.smtp_password):
        what = "TRACKER_SMTP_URL has a user, but no TLS" if plain else "TRACKER_SMTP_PASSWORD is not set"
        raise InputError(what, "A login needs TLS and a password: TRACKER_SMTP_PASSWORD or _FILE.")
    login = (user, given.smtp_password)
    return Server(url.hostname, port, url.scheme == "smtps", plain, *login, given.smtp_from, address)


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Over TLS and logged in; whatever goes wrong is told with the server's words."""
    try:
        smtp = _opened(server)
        try:
            if server.user and server.password:
                smtp.login(server.user, server.password)
            yield smtp
        finally:
            with suppress(OSError, smtplib.SMTPException):  # what it took, it has
                smtp.quit()
    except (OSError, smtplib.SMTPException) as error:
        raise SurroundingsError(f"{server}: {_why(error)}") from error


def _opened(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if not server.plain:
            smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"it refuses {name}: {code} {_text(said)}" for name, (code, said) in error.recipients.items()]
        return "; ".join(answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())
