"""python -m tests.report.kills: kills a run at each of its steps, lets another round follow, and tells what arrived.

The run is in a process of its own (`python -m tests.report.kills STEP URL FOLDER`), which kills itself with SIGKILL: in
the report's making, before or after a delivery took effect, or where it says that a step is done.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple

from tests.report.making import make
from tests.report.receivers import LOGIN, Authority, Post, Web, mail_server, web_server
from tests.report.world import START, World
from tests.servers import Database
from tracker.config import Settings
from tracker.report.delivery import Parcel, deliver
from tracker.report.rounds import Engine, run_due

SECRET = "whsec_" + "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
KINDS = ("folder", "http", "mailto")  # in the order in which they are delivered to
SAID = {"opened": "attempt", "made and kept": "made of", "ended": "delivered"}
STEPS = (
    "opened",
    "while it is made",
    "made and kept",
    *(f"{when} {kind}" for kind in KINDS for when in ("before", "after", "noted")),
    "ended",
)


class Came(NamedTuple):
    """What arrived in two rounds; letters and posts with how many different keys and bytes they had."""

    step: str
    killed: bool
    after_kill: str
    at_the_end: str
    folders: int
    letters: int
    different_letters: int
    posts: int
    different_posts: int
    watermark_right: bool
    told_once: bool


def _kind(target: str) -> str:
    return next((kind for kind in KINDS[1:] if target.startswith(kind)), KINDS[0])


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def one_round(step: str, url: str, now: datetime) -> None:
    """A round that kills itself at a step; at none where it has no such name."""

    def making(*given: Any) -> Any:
        if step == "while it is made":
            _die()
        return make(*given)

    def delivering(target: str, parcel: Parcel) -> None:
        if step == f"before {_kind(target)}":
            _die()
        deliver(target, parcel)
        if step == f"after {_kind(target)}":
            _die()

    def saying(line: str) -> None:
        noted = step.removeprefix("noted ")
        at = {"folder": "sent to /", "mailto": "sent to mailto:", "http": "sent to http"}.get(noted, SAID.get(step))
        if at and at in line:
            _die()

    run_due(Engine(Settings(url, Path("unused")), making, saying, delivering, lambda: now))


def tried(step: str, database: Database, folder: Path, post: Post, web: Web, env: dict[str, str]) -> Came:
    """One change, a run of its report that is killed, one more change, and a second round."""
    world = World(database)
    try:
        (folder / "out").mkdir()
        targets = [str(folder / "out"), "mailto:desk@example.org", web.url]
        world.add(targets=targets, formats=["json"])
        one = world.change()
        code = _process(step, database, env, START + timedelta(hours=1))
        after = world.run().status
        two = world.change()
        for hours in (2, 3):
            assert _process("none", database, env, START + timedelta(hours=hours)) == 0
        return _came(world, step, code == -signal.SIGKILL, after, (one, two), folder / "out", post, web)
    finally:
        world.close()


def _process(step: str, database: Database, env: dict[str, str], now: datetime) -> int:
    words = [sys.executable, "-m", "tests.report.kills", step, database.url, now.isoformat()]
    return subprocess.run(words, env={**os.environ, **env}, timeout=60).returncode


def _came(
    world: World, step: str, killed: bool, after: str, changes: tuple[int, int], folder: Path, post: Post, web: Web
) -> Came:
    stood = [json.loads(file.read_bytes())["told"] for file in sorted(folder.glob("hourly-*/hourly.json"))]
    letters, posts = [content for _, _, content in post.letters], web.got
    by_mail = {_letter(content): content for content in letters}
    by_web = {headers["webhook-id"]: json.loads(content)["data"]["parts"]["json"]["told"] for headers, content in posts}
    told = sorted(map(list, by_web.values())), sorted(stood), sorted(map(_told, by_mail.values()))
    numbers = [sorted(number for some in place for number in some) for place in told]
    return Came(
        step,
        killed,
        after,
        world.run(0).status,
        len(stood),
        len(letters),
        len(set(letters)),
        len(posts),
        len({(headers["webhook-id"], content) for headers, content in posts}),
        world.watermark()[0] == changes[1],
        numbers == [list(changes)] * 3 and len(by_mail) == len(set(letters)),
    )


def _letter(content: bytes) -> str:
    return str(message_from_bytes(content)["message-id"])


def _told(content: bytes) -> list[int]:
    (part,) = [part for part in message_from_bytes(content).walk() if part.get_filename() == "hourly.json"]
    found: list[int] = json.loads(part.get_payload(decode=True))["told"]  # type: ignore[arg-type]
    return found


@contextmanager
def receivers(folder: Path) -> Iterator[tuple[Post, Web, dict[str, str]]]:
    """A mail server with STARTTLS and a login, a web server, and the environment that leads to them."""
    authority, post = Authority(folder), Post()
    with mail_server(post, authority.context()) as port, web_server([200]) as web:
        yield (
            post,
            web,
            {
                "SSL_CERT_FILE": authority.trusted(),
                "TRACKER_SMTP_URL": f"smtp://{LOGIN[0]}@127.0.0.1:{port}",
                "TRACKER_SMTP_PASSWORD": LOGIN[1],
                "TRACKER_SMTP_FROM": "tracker@example.org",
                "TRACKER_WEBHOOK_SECRET": SECRET,
            },
        )


def table(found: list[Came]) -> str:
    """As Markdown."""
    lines = [
        "| killed | run after the kill | and in the end | folder | mail | webhook | each change told once |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in found:
        mail = f"{one.letters}, {one.different_letters} different"
        posts = f"{one.posts}, {one.different_posts} different"
        right = "yes" if one.told_once and one.watermark_right else "NO"
        cells = (one.step, one.after_kill, one.at_the_end, one.folders, mail, posts, right)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def every_step(say: Callable[[str], None]) -> list[Came]:
    import tempfile

    from tests.servers import serving
    from tracker.database.upgrade import upgrade

    found = []
    with serving("embedded") as server, server.fresh_database() as template:
        upgrade(template.url)
        for step in STEPS:
            with (
                server.fresh_database(template) as database,
                tempfile.TemporaryDirectory() as place,
                receivers(Path(place)) as (post, web, env),
            ):
                found.append(tried(step, database, Path(place), post, web, env))
            say(step)
    return found


if __name__ == "__main__":
    if len(sys.argv) == 4:
        one_round(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3]).astimezone(UTC))
    else:
        print(table(every_step(lambda step: print(step, file=sys.stderr))))  # noqa: T201
