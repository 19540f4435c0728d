"""Servers that deliveries are tried against: a mail server with TLS and a login, a web server, and one that is mute."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

LOGIN = ("reports", "opens-sesame")


@dataclass
class Authority:
    """A certificate for 127.0.0.1, and the file by which a client trusts it."""

    folder: Path
    ca: trustme.CA = field(default_factory=trustme.CA)

    def context(self, host: str = "127.0.0.1") -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert(host).configure_cert(context)
        return context

    def trusted(self) -> str:
        self.ca.cert_pem.write_to_path(self.folder / "ca.pem")
        return str(self.folder / "ca.pem")


class Post:
    """What a mail server got; `refuse` is the answer to a recipient, where it is not taken."""

    def __init__(self, refuse: str | None = None) -> None:
        self.refuse = refuse
        self.letters: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 taken"


@contextmanager
def mail_server(post: Post, context: ssl.SSLContext | None, implicit: bool = False) -> Iterator[int]:
    """Its port. With a certificate it asks for STARTTLS, or begins with TLS, and then for the login."""

    def known(_: Any, __: Any, ___: Any, ____: Any, given: Any) -> AuthResult:
        pair = (given.login.decode(), given.password.decode()) if isinstance(given, LoginPassword) else None
        return AuthResult(success=pair == LOGIN, handled=False)

    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": _free_port(), "data_size_limit": None}
    if context and implicit:
        options |= {"ssl_context": context, "authenticator": known, "auth_require_tls": False, "auth_required": True}
    elif context:
        options |= {"tls_context": context, "require_starttls": True, "authenticator": known, "auth_required": True}
    controller = Controller(post, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Web:
    """A web server that answers in turn with these statuses, the last one for ever; and what it got."""

    url: str
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def web_server(statuses: Sequence[int], context: ssl.SSLContext | None = None, echo: bool = False) -> Iterator[Web]:
    """It answers with these, the last one again and again; with `echo` each answer has the path that was asked for."""
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            web.got.append(({name.lower(): value for name, value in self.headers.items()}, content))
            status = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(f"no handler at {self.path}".encode() if echo else b"so it is")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web = Web(f"http{'s' if context else ''}://127.0.0.1:{server.server_port}/hooks/s3cret-path")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mute_server() -> Iterator[int]:
    """The port of one that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        yield mute.getsockname()[1]
