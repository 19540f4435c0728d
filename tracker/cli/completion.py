"""tracker completion SHELL: the script that lets a shell complete commands, options and names."""

from __future__ import annotations

import click

from tracker.cli.command import command

EXAMPLES = (
    ("bash: put this into ~/.bashrc", 'eval "$(tracker completion bash)"'),
    ("zsh: put this into ~/.zshrc", 'eval "$(tracker completion zsh)"'),
    ("fish", "tracker completion fish > ~/.config/fish/completions/tracker.fish"),
)


@command(name="completion", examples=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, and the names in the database."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(ctx.find_root().command, {}, "tracker", "_TRACKER_COMPLETE").source())
