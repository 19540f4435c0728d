"""Runs the command line inside this process, from its arguments to its exit code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from click.testing import CliRunner


class Outcome(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


def run_cli(url: str | None, *words: str, input: str | None = None, env: Mapping[str, str] | None = None) -> Outcome:  # noqa: A002
    """`tracker --database URL WORDS...`; output is no terminal, its width is COLUMNS of `env`."""
    from tracker.cli.run import run

    given = ["--database", url] if url else []
    with CliRunner().isolation(input, env) as (stdout, stderr, _):
        code = run([*given, *words])
        return Outcome(code, stdout.getvalue().decode(), stderr.getvalue().decode())
