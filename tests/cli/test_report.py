"""tracker report: asking for reports, changing them, running them, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli_runner import Outcome, run_cli
from tests.database.logins import login
from tests.servers import Database, Server, url_of

Cli = Callable[..., Outcome]
MONDAYS = ("--every", "0 7 * * mon", "--time-zone", "Europe/Kyiv")


@pytest.fixture
def cli(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> Cli:
    for name in ("SMTP_URL", "WEBHOOK_SECRET"):
        monkeypatch.delenv(f"TRACKER_{name}", raising=False)

    def run(*words: str, code: int = 0) -> Outcome:
        outcome = run_cli(seeded.url, *words)
        assert outcome.exit_code == code, outcome
        assert "Traceback" not in outcome.stderr
        return outcome

    return run


def shown(cli: Cli, *words: str) -> Any:
    return json.loads(cli("report", *words, "--format", "json").stdout)


def test_a_report_is_asked_for_shown_changed_and_removed(cli: Cli, tmp_path: Path) -> None:
    narrow = ("--process", "russia-ukraine", "--party", "russia", "--topic", "territory")
    said = cli("report", "add", "weekly", *MONDAYS, *narrow, "--to", str(tmp_path), "--author", "anna").stdout
    assert said.startswith("Added weekly. Next due: 20")
    assert " 07:00 EE" in said
    found = shown(cli, "show", "weekly")
    assert {name: found[name] for name in ("report", "process", "party", "topic", "demand", "view", "formats")} == {
        "report": "weekly",
        "process": "russia-ukraine",
        "party": "russia",
        "topic": "territory",
        "demand": None,
        "view": "both",
        "formats": ["html"],
    }
    cli("report", "edit", "weekly", "--whole", "--topic", "security", "--format", "json,csv", "--only-when-changed")
    found = shown(cli, "show", "weekly")
    assert (found["process"], found["topic"], found["formats"]) == (None, "security", ["json", "csv"])
    assert (found["every"], found["targets"], found["only_when_changed"]) == ("0 7 * * mon", [str(tmp_path)], True)
    cli("report", "edit", "weekly", "--ignore-cause", "housekeeping")
    assert shown(cli, "list")[0]["ignored"] == ["housekeeping"]
    cli("report", "edit", "weekly", "--ignore-cause", "none", "--always", "--whole")
    assert shown(cli, "list")[0]["topic"] is None
    assert shown(cli, "list")[0]["ignored"] == []
    assert cli("report", "pause", "weekly").stdout == "Paused weekly.\n"
    assert shown(cli, "list")[0]["next_due_at"] is None
    assert cli("report", "resume", "weekly").stdout.startswith("Resumed weekly. Next due:")
    assert "weekly" in cli("report", "list").stdout
    assert cli("report", "remove", "weekly").stdout == "Removed weekly and the record of 0 runs.\n"
    assert "No report is asked for yet" in cli("report", "list").stdout


def test_a_report_that_is_run_is_there_and_told_once(cli: Cli, tmp_path: Path, seeded: Database) -> None:
    cli("report", "add", "all", *MONDAYS, "--since", "2024", "--format", "html,json", "--to", str(tmp_path))
    # Nothing was recorded by 2024 that could have been told.
    last = seeded.execute("select max(changeset) from tracker.changeset")[0][0]
    assert "all: run 1 delivered" in cli("report", "run", "all").stderr
    (place,) = tmp_path.glob("all-*-1")
    assert {file.suffix for file in place.iterdir()} == {".html", ".json"}
    (run,) = shown(cli, "runs", "all")
    assert (run["status"], run["from_changeset"], run["to_changeset"], run["attempts"]) == ("delivered", last, last, 1)
    assert shown(cli, "show", "all")["told_changeset"] == last
    assert [row["status"] for row in shown(cli, "show", "all")["deliveries"]] == ["sent"]
    assert cli("report", "run", "--due").stderr == ""


def test_a_dry_run_prints_and_records_nothing(cli: Cli, tmp_path: Path) -> None:
    cli("report", "add", "all", *MONDAYS, "--since", "2024", "--to", str(tmp_path))
    told = cli("report", "run", "all", "--dry-run")
    assert told.stdout.startswith("#")
    assert "nothing was recorded or sent" in told.stderr
    for words in (["--from", "2024-06-14", "--to", "2025-06-02"], ["--from", "changeset 1"], ["--format", "json"]):
        assert cli("report", "run", "all", "--dry-run", *words).stdout
    assert shown(cli, "runs") == []
    assert list(tmp_path.iterdir()) == []
    assert shown(cli, "show", "all")["told_day"] == "2024-12-31"


def test_standard_output_is_a_target(cli: Cli) -> None:
    cli("report", "add", "all", *MONDAYS, "--since", "2024", "--format", "markdown", "--to", "-")
    assert cli("report", "run", "all").stdout.startswith("#")


def test_what_fails_is_exit_code_3_with_the_reason(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    cli("report", "add", "all", *MONDAYS, "--to", str(tmp_path / "out"))
    (tmp_path / "out").rmdir()
    told = cli("report", "run", "all", code=3).stderr
    assert f"run 1 failed: there is no folder {tmp_path / 'out'}" in told
    assert "it is tried again from" in told
    (run,) = shown(cli, "runs")
    assert (run["status"], run["ended_at"]) == ("failed", None)
    assert run["next_attempt_at"] > run["started_at"]
    again = run["next_attempt_at"][11:16]
    assert all(again in cli("report", *words).stdout for words in (("runs",), ("show", "all")))
    assert "not ended" in cli("report", "run", "all", "--from", "2024", code=3).stderr
    (tmp_path / "out").mkdir()
    cli("report", "run", "all")
    (run,) = shown(cli, "runs")
    assert (run["status"], run["attempts"], run["reason"]) == ("delivered", 2, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--every", "0 7 * *"], "is no line of cron"),
        (["--time-zone", "Europe/Kief"], "Europe/Kiev"),
        (["--process", "russia-ukrain"], "russia-ukraine"),
        (["--party", "isw"], "is no party"),
        (["--topic", "teritory"], "territory"),
        (["--demand", "ru.withdraw-for-oblasts"], "ru.withdraw-four-oblasts"),
        (["--format", "html,pdf"], "there is no format 'pdf'"),
        (["--to", "/no/such/folder"], "there is no folder /no/such/folder"),
        (["--to", "https://me:s3cret@example.org/"], "holds a login"),
        (["--to", "http://example.org/s3cret"], "http://example.org would get the report unencrypted"),
        (["--to", "/etc/hostname"], "/etc/hostname is a file"),
        (["--party", "russia", "--demand", "ua.ceasefire"], "ua.ceasefire is not of what else is given; it is of"),
        (["--topic", "territory", "--demand", "ua.ceasefire"], "of ukraine, on ceasefire"),
        (["--since", "changeset 999"], "there is no changeset 999"),
        (["--since", "2999-01-01"], "is still to come"),
        (["--view", "all"], "is not one of"),
        (["--ignore-cause", "none"], "is not one of"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_asked_for(words: list[str], told: str, cli: Cli, tmp_path: Path) -> None:
    outcome = cli("report", "add", "x", *MONDAYS, "--to", str(tmp_path), *words, code=2)
    assert told in outcome.stderr
    assert "s3cret" not in outcome.stderr
    assert shown(cli, "list") == []
    if "--since" not in words and "none" not in words:
        cli("report", "add", "x", *MONDAYS, "--to", str(tmp_path))
        assert told in cli("report", "edit", "x", *words, code=2).stderr


def test_names_are_their_own_and_the_nearest_is_named(cli: Cli, tmp_path: Path) -> None:
    target = ("--to", str(tmp_path))
    assert "is no name for a report" in cli("report", "add", "a/b", *MONDAYS, *target, code=2).stderr
    cli("report", "add", "weekly", *MONDAYS, *target)
    assert "there is a report 'weekly' already" in cli("report", "add", "weekly", *MONDAYS, *target, code=2).stderr
    for words in (["show"], ["pause"], ["resume"], ["remove"], ["run"], ["runs"], ["edit", "--whole"]):
        told = cli("report", words[0], "weekle", *words[1:], code=2).stderr
        assert "there is no report 'weekle'" in told
        assert "weekly" in told
    assert "nothing to change" in cli("report", "edit", "weekly", code=2).stderr
    for wrong in ([], ["weekly", "--due"], ["--due", "--dry-run"], ["weekly", "--to", "2024"]):
        assert "give a NAME, or --due alone" in cli("report", "run", *wrong, code=2).stderr


def test_a_mail_server_that_is_away_is_known_at_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = ("--to", "mailto:desk@example.org")
    assert "TRACKER_SMTP_URL is not set here" in cli("report", "add", "a", *MONDAYS, *mail).stderr
    monkeypatch.setenv("TRACKER_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.org")
    assert "the mail server 127.0.0.1:1: " in cli("report", "add", "b", *MONDAYS, *mail, code=3).stderr


def test_no_secret_is_stored_or_told(cli: Cli, seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "whsec_" + "bm9ib2R5IG1heSBzZWUgdGhpcyBzZWNyZXQhISE="
    monkeypatch.setenv("TRACKER_WEBHOOK_SECRET", secret)
    cli("report", "add", "hook", *MONDAYS, "--format", "json", "--to", "http://127.0.0.1:1/hook")
    told = run_cli(seeded.url, "-v", "report", "run", "hook")
    assert told.exit_code == 3
    stored = [
        row
        for table in ("definition", "run", "content", "delivery")
        for (row,) in seeded.execute(f"select to_jsonb(t)::text from report.{table} t")
    ]
    assert stored
    assert not [text for text in (*stored, told.stdout, told.stderr) if secret in text or secret[6:] in text]


def test_a_login_of_the_reporters_is_enough_and_one_of_the_analysts_is_not(
    server: Server, seeded: Database, tmp_path: Path
) -> None:
    def run(url: str, *words: str) -> Outcome:
        return run_cli(url, "report", *words)

    with login(server, seeded, "tracker_reporter") as reporter:
        url = url_of(seeded.url, user=reporter.info.user, password=reporter.info.password)
        assert run(url, "add", "all", *MONDAYS, "--since", "2024", "--to", str(tmp_path)).exit_code == 0
        done = run(url, "run", "all")
        assert done.exit_code == 0, done.stderr
        assert run(url, "remove", "all").exit_code == 0
        assert "permission denied" in run_cli(url, "import", "seeds/codebook").stderr
    with login(server, seeded, "tracker_analyst") as analyst:
        url = url_of(seeded.url, user=analyst.info.user, password=analyst.info.password)
        refused = run(url, "list")
        assert refused.exit_code == 3
        assert "no right to do this" in refused.stderr


def test_names_are_completed(cli: Cli, seeded: Database, tmp_path: Path) -> None:
    cli("report", "add", "weekly", *MONDAYS, "--to", str(tmp_path))
    env = {"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": "tracker report show we", "COMP_CWORD": "3"}
    assert "weekly" in run_cli(None, env={**env, "TRACKER_DATABASE_URL": seeded.url}).stdout
