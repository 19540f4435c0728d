"""A PostgreSQL of the distribution that takes encrypted connections only; the embedded one cannot encrypt."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Any

import trustme

from tracker.database.client_programs import DISTRIBUTIONS

INSTALLED = sorted(Path(DISTRIBUTIONS).glob("*/bin/postgres"))
RULES = """
local all all trust
hostssl all reader,writer 127.0.0.1/32 cert
hostssl all all 127.0.0.1/32 trust
"""


@dataclass(frozen=True)
class Encrypted:
    """Where it listens, and a folder with the files of certificates."""

    port: int
    folder: Path

    def url(self, host: str = "localhost", user: str = "postgres", **options: str) -> str:
        words = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://{user}@{host}:{self.port}/postgres?{words}"

    @property
    def verified(self) -> dict[str, str]:
        return {"sslmode": "verify-full", "sslrootcert": str(self.folder / "ca.pem")}

    def certified(self, user: str) -> str:
        """The URL of `reader` or `writer`, who come in by a certificate only."""
        own = {"sslcert": str(self.folder / f"{user}.pem"), "sslkey": str(self.folder / f"{user}.key")}
        return self.url(user=user, **self.verified, **own)


@contextmanager
def encrypted() -> Iterator[Encrypted]:
    """The certificate of the server is for `localhost`; there is another authority besides."""
    programs = INSTALLED[-1].parent
    user = _user()
    with tempfile.TemporaryDirectory(prefix="tracker-tls-") as name, create_server(("127.0.0.1", 0)) as probe:
        folder, port = Path(name), int(probe.getsockname()[1])
        folder.chmod(0o755)
        _certificates(folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        _run(user, folder, programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        probe.close()
        for file in ("server.pem", "server.key"):
            (data / file).write_bytes((folder / file).read_bytes())
            (data / file).chmod(0o600)
        (data / "pg_hba.conf").write_text(RULES)
        for path in data.glob("server.*") if user else ():
            os.chown(path, user["user"], user["group"])
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": data,
            "fsync": "off",
            "ssl": "on",
            "ssl_cert_file": "server.pem",
            "ssl_key_file": "server.key",
            "ssl_ca_file": folder / "ca.pem",
        }
        words = " ".join(f"-c {key}={value}" for key, value in settings.items())
        _run(user, folder, programs / "pg_ctl", "-D", data, "-l", data / "log", "-w", "-o", words, "start")
        try:
            yield Encrypted(port, folder)
        finally:
            _run(user, folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _certificates(folder: Path) -> None:
    ours, others = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(str(folder / "ca.pem"))
    others.cert_pem.write_to_path(str(folder / "other-ca.pem"))
    for name, made in (
        ("server", ours.issue_cert("localhost")),
        ("reader", ours.issue_cert("reader@localhost", common_name="reader")),
        ("writer", ours.issue_cert("writer@localhost", common_name="writer")),
    ):
        made.private_key_pem.write_to_path(str(folder / f"{name}.key"))
        made.cert_chain_pems[0].write_to_path(str(folder / f"{name}.pem"))
        (folder / f"{name}.key").chmod(0o600)


def _user() -> dict[str, Any]:
    """Whom to run it as: it refuses root."""
    if os.geteuid() != 0:
        return {}
    found = pwd.getpwnam("postgres")
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _run(user: dict[str, Any], folder: Path, *words: object) -> None:
    if user:
        os.chown(folder / "data", user["user"], user["group"])
    with (folder / "log").open("a+") as log:
        code = subprocess.run([str(word) for word in words], cwd="/", stdout=log, stderr=log, **user).returncode
    assert code == 0, (folder / "log").read_text()
