"""Runs the program: every way to end has its exit code, and no user sees a traceback unasked.

0 done; 1 the answer is no; 2 wrong usage or bad input; 3 the surroundings; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from tracker.cli.lazy import ReaderGone
from tracker.cli.program import program

SURROUNDINGS = 3
INTERRUPTED = 130
NARROWEST, HELP_WIDTH = 40, 100


def run(arguments: Sequence[str]) -> int:
    """The exit code of `tracker ARGUMENTS`; messages stand on standard error."""
    _open_what_is_closed()
    try:
        words = list(arguments)
        code = program.main(words, prog_name="tracker", standalone_mode=False, terminal_width=_help_width()) or 0
        sys.stdout.flush()
        return int(code)
    except click.exceptions.Exit as end:
        return end.exit_code
    except SystemExit as end:  # after completing for a shell
        return int(end.code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; nothing is left half done.", err=True)
        return INTERRUPTED
    except (BrokenPipeError, ReaderGone):
        return _quietly()
    except Exception as error:
        return _failed(error, bool({"-v", "--verbose"} & set(arguments)))


def _open_what_is_closed() -> None:
    """A standard stream that was closed (`>&-`) leads to nowhere; else the database's socket would get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123


def _help_width() -> int:
    """Worked out here because click asks shutil, whose import costs more than all else that help needs."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size(sys.stdout.fileno()).columns)
    except (AttributeError, OSError, ValueError):
        columns = 80
    return min(max(columns, NARROWEST), HELP_WIDTH) - 2


def _failed(error: Exception, verbose: bool) -> int:
    from tracker.errors import BundleError, TrackerError

    if verbose:
        import traceback

        traceback.print_exc()
    if isinstance(error, BundleError):  # one fault a line, each beginning with its file, as compilers do
        click.echo(_shown(error.message), err=True)
        _say(error.hint or "")
    elif isinstance(error, TrackerError):
        _say(error.message, error.hint)
    elif isinstance(error, OSError):
        _say(f"{error.filename or 'the system'}: {error.strerror or error}")
    else:
        fault = f"unexpected fault in tracker: {type(error).__name__}: {error}"
        _say(fault, None if verbose else "Run it again with -v for the traceback.")
    return error.exit_code if isinstance(error, TrackerError) else SURROUNDINGS


def _say(message: str, hint: str | None = None) -> None:
    """The message as it is, for scripts that look for it; the hint, which is for people, in lines that fit."""
    colour = None if not os.environ.get("NO_COLOR") else False
    click.echo(click.style("Error: ", fg="red", bold=True) + _shown(message), err=True, color=colour)
    if hint:
        from textwrap import wrap

        from tracker.cli.terminal import paper

        for line in _shown(hint).splitlines():
            click.echo("\n".join(wrap(line, paper().width, break_long_words=False, break_on_hyphens=False)), err=True)


def _shown(message: str) -> str:
    """Its lines without control characters: a message may quote what a text or a name holds."""
    from tracker.render.signs import visible

    return "\n".join(map(visible, message.splitlines()))


def _quietly() -> int:
    """Whoever read our output has gone: end without a word, also when Python flushes what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
