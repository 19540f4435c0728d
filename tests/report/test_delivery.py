"""Deliveries against real servers and folders: what they carry, what goes wrong, and what no secret is found in."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast
from uuid import uuid4
from zoneinfo import ZoneInfo

import feedparser
import pytest
from standardwebhooks import Webhook

from tests.report.making import PICTURE, TYPES
from tests.report.receivers import LOGIN, Authority, Post, mail_server, mute_server, web_server
from tracker.errors import InputError, SurroundingsError, TrackerError
from tracker.report import delivery, targets
from tracker.report.delivery import Parcel, deliver, mail
from tracker.report.message import Message, Part

MADE = datetime(2026, 6, 8, 4, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
DESK = "mailto:desk@example.org"


def parcel(report: str = "weekly", run: int = 7, subject: str = "Russia: 1 altered <b>", **given: object) -> Parcel:
    parts = [
        Part("html", TYPES["html"], f"{report}.html", "<!doctype html><title>é</title>".encode()),
        Part("json", TYPES["json"], f"{report}.json", b'{"amount": 0.1234567890123456789}'),
        Part("csv", TYPES["csv"], f"{report}.csv", "ä;b\n".encode()),
    ]
    message = Message(subject, True, parts, "Plain wörds.\n", '<p>HTML <img src="cid:dot.png" alt="x">', [PICTURE])
    return Parcel(report, run, uuid4(), MADE, date(2026, 6, 8), message)._replace(**given)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that servers are given is the only thing that these tests shorten."""
    from tracker.report.delivery import webhook

    for module in (mail, webhook):
        monkeypatch.setattr(module, "TIMEOUT", 0.5)


# --- folders --------------------------------------------------------------------------------------------------------


def test_a_folder_gets_the_report_whole_an_index_and_a_feed(tmp_path: Path) -> None:
    first = parcel(made_at=MADE.astimezone(ZoneInfo("Europe/Kyiv")))
    deliver(str(tmp_path), first)
    deliver(str(tmp_path), parcel(run=8, made_at=MADE.replace(day=15), subject="Nothing"))
    place = tmp_path / "weekly-2026-06-08-7"
    assert {part.file_name: part.content for part in first.message.parts}.items() <= {
        file.name: file.read_bytes() for file in place.iterdir()
    }.items()
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page.index("Nothing") < page.index("Russia: 1 altered &lt;b&gt;")
    assert 'href="weekly-2026-06-08-7/weekly.html"' in page
    assert "2026-06-08 07:00 UTC+03:00" in page  # the report's own clock
    assert "2026-06-15 04:00 UTC<" in page
    feed = feedparser.parse((tmp_path / "feed.xml").read_bytes())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["weekly: Nothing", "weekly: Russia: 1 altered <b>"]
    assert feed.entries[1].id == f"urn:uuid:{first.key}"
    assert feed.entries[1].updated == "2026-06-08T07:00:00+03:00"
    assert feed.entries[1].link == "weekly-2026-06-08-7/weekly.html"
    assert "Plain wörds." in feed.entries[1].summary


def test_a_folder_has_a_report_once_however_often_it_is_delivered(tmp_path: Path) -> None:
    once = parcel()
    for _ in range(3):
        deliver(str(tmp_path), once)
    assert len(list(tmp_path.glob("weekly-*"))) == 1
    assert (tmp_path / "index.html").read_text("utf-8").count("<li>") == 1
    assert not list(tmp_path.rglob("*.part"))


def test_two_reports_of_one_name_day_and_number_stand_side_by_side(tmp_path: Path) -> None:
    """As where a database was restored, and counts its runs again."""
    for _ in range(2):
        deliver(str(tmp_path), parcel())
    assert (tmp_path / "index.html").read_text("utf-8").count("<li>") == 2


def test_what_a_killed_delivery_left_is_no_report(tmp_path: Path) -> None:
    (tmp_path / ".weekly-2026-06-08-7.x.part").mkdir()
    (tmp_path / ".weekly-2026-06-08-7.x.part" / "about.json").write_text("{}", "utf-8")
    deliver(str(tmp_path), parcel())
    assert (tmp_path / "index.html").read_text("utf-8").count("<li>") == 1


def test_others_may_read_what_is_delivered(tmp_path: Path) -> None:
    before = os.umask(0o022)
    deliver(str(tmp_path), parcel())
    os.umask(before)
    assert (tmp_path / "weekly-2026-06-08-7").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "feed.xml").stat().st_mode & 0o777 == 0o644


def test_a_folder_that_is_gone_or_full_of_something_else_is_a_reason(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="there is no folder"):
        deliver(str(tmp_path / "gone"), parcel())
    (tmp_path / "index.html").mkdir()
    with pytest.raises(SurroundingsError, match="cannot write to"):
        deliver(str(tmp_path), parcel())


# --- mail -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def server(post: Post, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """With STARTTLS and a login; the environment is set for it."""
    (tmp_path / "password").write_text(f"{LOGIN[1]}\n", "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", authority.trusted())
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.org")
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    with mail_server(post, authority.context()) as port:
        monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://{LOGIN[0]}@127.0.0.1:{port}")
        yield port


def letter(post: Post) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(post.letters[-1][2], policy=default))


def test_a_letter_has_text_html_with_pictures_and_the_formats(server: int, post: Post) -> None:
    del server
    sent = parcel()
    deliver(DESK, sent)
    ((sender, recipients, _),) = post.letters
    assert (sender, recipients) == ("tracker@example.org", ["desk@example.org"])
    got = letter(post)
    assert got["subject"] == "Russia: 1 altered <b>"
    assert got["message-id"] == f"<{sent.key}@example.org>"
    assert got["idempotency-key"] == str(sent.key)
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Plain wörds."
    name = f"dot.png.{sent.key}@example.org"
    assert f'src="cid:{name}"' in html.get_content()
    related = {part["content-id"]: part for part in got.walk()}
    assert related[f"<{name}>"].get_content() == PICTURE.content
    attached = {part.get_filename(): part.get_payload(decode=True) for part in got.iter_attachments()}
    assert attached == {part.file_name: part.content for part in sent.message.parts}


def test_a_sender_may_have_a_name_before_the_address(server: int, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    del server
    monkeypatch.setenv("TRACKER_SMTP_FROM", "The desk <tracker@example.org>")
    sent = parcel()
    deliver(DESK, sent)
    ((sender, _, _),) = post.letters
    got = letter(post)
    assert (sender, got["from"]) == ("tracker@example.org", "The desk <tracker@example.org>")
    assert got["message-id"] == f"<{sent.key}@example.org>"


@pytest.mark.parametrize("said", ["The desk", "tracker@example.org\nBcc: all@example.org", "<tracker@>"])
def test_a_sender_without_an_address_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("TRACKER_SMTP_FROM", said)
    with pytest.raises(InputError, match="TRACKER_SMTP_FROM is no address"):
        mail.check()


def test_every_attempt_sends_the_same_bytes(server: int, post: Post) -> None:
    del server
    sent = parcel()
    for _ in range(2):
        deliver(DESK, sent)
    assert post.letters[0] == post.letters[1]


def test_a_subject_of_several_lines_cannot_add_headers(server: int, post: Post) -> None:
    del server
    deliver(DESK, parcel(subject="one\r\nBcc: all@example.org"))
    assert letter(post)["subject"] == "one Bcc: all@example.org"
    assert letter(post)["bcc"] is None


def test_tls_from_the_first_byte(post: Post, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority.trusted())
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.org")
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", LOGIN[1])
    with mail_server(post, authority.context(), implicit=True) as port:
        monkeypatch.setenv("TRACKER_SMTP_URL", f"smtps://{LOGIN[0]}@127.0.0.1:{port}")
        deliver(DESK, parcel())
    assert len(post.letters) == 1


def test_a_relay_in_the_house_may_have_no_tls_and_then_no_login(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.org")
    with mail_server(post, None) as port:
        monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://127.0.0.1:{port}")
        with pytest.raises(SurroundingsError, match="STARTTLS"):
            deliver(DESK, parcel())
        monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://127.0.0.1:{port}?starttls=no")
        deliver(DESK, parcel())
        monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://me@127.0.0.1:{port}?starttls=no")
        with pytest.raises(InputError, match="has a user, but no TLS"):
            deliver(DESK, parcel())
    assert len(post.letters) == 1


def test_what_a_mail_server_refuses_is_told_in_its_words(
    server: int, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.refuse = "550 no such mailbox"
    with pytest.raises(
        SurroundingsError, match=rf"mail server 127.0.0.1:{server}: it refuses desk.*550 no such mailbox"
    ):
        deliver(DESK, parcel())
    monkeypatch.delenv("TRACKER_SMTP_PASSWORD_FILE")
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "wr0ng")
    with pytest.raises(SurroundingsError, match="it answered 535") as caught:
        mail.check()
    assert "wr0ng" not in str(caught.value)


def test_a_certificate_that_nobody_vouches_for_ends_it(
    server: int, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    del server
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(SurroundingsError, match="certificate verify failed"):
        deliver(DESK, parcel())
    assert post.letters == []


def test_a_mail_server_that_hangs_or_is_away_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.org")
    with mute_server() as port:
        monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://127.0.0.1:{port}")
        with pytest.raises(SurroundingsError, match="no answer in time"):
            deliver(DESK, parcel())
    with pytest.raises(SurroundingsError, match="refused"):
        deliver(DESK, parcel())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "TRACKER_SMTP_URL is not set"),
        ("mail.example.org", "is no address of a mail server"),
        ("smtp://h:port", "is no address of a mail server"),
        ("smtp://me:s3cret@h", "TRACKER_SMTP_URL holds a password"),
        ("smtp://me@h", "TRACKER_SMTP_PASSWORD is not set"),
    ],
)
def test_settings_of_mail_that_cannot_be_are_told_without_their_value(
    url: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_URL", url)
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.org")
    with pytest.raises(InputError, match=told) as caught:
        mail.check()
    assert "s3cret" not in str(caught.value)


# --- webhooks -------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_WEBHOOK_SECRET", SECRET)


@pytest.mark.usefixtures("signed")
def test_a_webhook_is_signed_json_under_the_key() -> None:
    sent = parcel()
    with web_server([200]) as web:
        deliver(web.url, sent)
    ((headers, content),) = web.got
    told = Webhook(SECRET).verify(content, headers)
    assert headers["webhook-id"] == str(sent.key)
    assert told["type"] == "report.made"
    assert told["timestamp"] == "2026-06-08T04:00:00+00:00"
    assert {name: told["data"][name] for name in ("report", "run", "until", "news")} == {
        "report": "weekly",
        "run": 7,
        "until": "2026-06-08",
        "news": True,
    }
    assert list(told["data"]["parts"]) == ["html", "json", "csv"]
    assert told["data"]["parts"]["csv"] == "ä;b\n"
    assert b'"amount": 0.1234567890123456789' in content


@pytest.mark.usefixtures("signed")
def test_a_second_attempt_has_the_same_id_and_body() -> None:
    sent = parcel()
    with web_server([500, 200]) as web:
        with pytest.raises(SurroundingsError, match=r"http://127.0.0.1:\d+ answered 500: so it is") as caught:
            deliver(web.url, sent)
        deliver(web.url, sent)
    (first, one), (second, two) = web.got
    assert (first["webhook-id"], one) == (second["webhook-id"], two)
    assert "s3cret-path" not in str(caught.value)


@pytest.mark.usefixtures("signed")
def test_an_answer_that_has_the_path_is_not_quoted() -> None:
    with web_server([404], echo=True) as web, pytest.raises(SurroundingsError) as caught:
        deliver(web.url, parcel())
    assert caught.value.message.endswith("answered 404")


@pytest.mark.usefixtures("signed")
def test_a_redirect_is_not_followed() -> None:
    with web_server([302, 200]) as web:
        with pytest.raises(SurroundingsError, match=r"answered 302 \(redirects are not followed\)"):
            deliver(web.url, parcel())
        assert len(web.got) == 1


@pytest.mark.usefixtures("signed")
def test_a_webhook_that_hangs_or_is_away_is_given_up() -> None:
    with mute_server() as port, pytest.raises(SurroundingsError, match="was reached, and gave no answer in") as caught:
        deliver(f"http://127.0.0.1:{port}/s3cret-path", parcel())
    assert "s3cret-path" not in str(caught.value)
    with pytest.raises(SurroundingsError, match="refused") as caught:
        deliver(f"http://127.0.0.1:{port}/s3cret-path", parcel())
    assert "s3cret-path" not in str(caught.value)


@pytest.mark.usefixtures("signed")
def test_a_webhook_over_tls_must_prove_who_it_is(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server([200], authority.context()) as web:
        with pytest.raises(SurroundingsError, match="certificate verify failed"):
            deliver(web.url, parcel())
        monkeypatch.setenv("SSL_CERT_FILE", authority.trusted())
        deliver(web.url, parcel())
        assert len(web.got) == 1
    with web_server([200], authority.context("elsewhere.example.org")) as web:
        with pytest.raises(SurroundingsError, match="certificate verify failed"):
            deliver(web.url, parcel())
        assert web.got == []


@pytest.mark.parametrize(
    "secret", [None, "", "whsec_short", "whsec_" + "k" * 31, "whsec_" + base64.b64encode(b"k").decode()]
)
def test_a_webhook_without_a_fit_secret_is_not_sent(secret: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if secret is not None:
        monkeypatch.setenv("TRACKER_WEBHOOK_SECRET", secret)
    with web_server([200]) as web:
        with pytest.raises(InputError, match="TRACKER_WEBHOOK_SECRET is") as caught:
            deliver(web.url, parcel())
        assert web.got == []
    assert not secret or secret not in str(caught.value)


# --- the rest -------------------------------------------------------------------------------------------------------


def test_standard_output_gets_the_first_format(capsys: pytest.CaptureFixture[str]) -> None:
    deliver("-", parcel())
    assert capsys.readouterr().out == "<!doctype html><title>é</title>\n"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("mailto:desk", "names no mailbox"),
        ("mailto:a@example.org,b@example.org", "names no mailbox"),
        ("mailto:a@example.org?subject=x", "names no mailbox"),
        ("https://", "is no web address"),
        ("https://h:99999/", "is no web address"),
        ("https://me:s3cret@example.org/hook", "holds a login"),
        ("ftp://example.org", "is no target"),
        ("desk@example.org", "is no target"),
        ("/no/such/folder", "there is no folder /no/such/folder"),
    ],
)
def test_what_can_be_no_target_is_refused(target: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        targets.checked(target)
    assert "s3cret" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(targets.tempfile, "TemporaryFile", refuse)  # root may write anywhere
    with pytest.raises(InputError, match=r"cannot write to the folder .*: Permission denied"):
        targets.checked(str(tmp_path))


def test_a_secret_is_in_the_environment_or_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.config import delivering

    (tmp_path / "secret").write_text("from-file\n", "utf-8")
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD_FILE", str(tmp_path / "secret"))
    assert delivering().smtp_password == "from-file"
    assert "from-file" not in repr(delivering())
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "x1y2")
    with pytest.raises(InputError, match="both TRACKER_SMTP_PASSWORD and TRACKER_SMTP_PASSWORD_FILE are set"):
        delivering()
    monkeypatch.delenv("TRACKER_SMTP_PASSWORD")
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(TrackerError, match=r"TRACKER_SMTP_PASSWORD_FILE cannot be read: .*/none: No such file"):
        delivering()


def test_nobody_waits_for_a_server_longer_than_a_minute() -> None:
    assert delivery.TIMEOUT <= 60
