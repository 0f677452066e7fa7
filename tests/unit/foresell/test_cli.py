"""The command line finds sub-commands late and turns errors into messages and exit codes."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from foresell import __version__, cli
from foresell.cli import COMMANDS, LazyGroup, call, main
from sim.errors import GateError, InputError, LimitError, RunError

Raiser = Callable[[BaseException], click.Command]


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    """A group over a package on disk with one working and one broken sub-command."""
    package = tmp_path / "invented_commands"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "say_hello.py").write_text(
        "import click\n"
        "@click.command('say-hello')\n"
        "@click.option('--name', default='planner')\n"
        "def command(name):\n"
        "    click.echo(f'hello {name}')\n"
    )
    (package / "broken.py").write_text("raise RuntimeError('imported although nobody asked')\n")
    monkeypatch.syspath_prepend(tmp_path)
    summaries = {"say-hello": "Greet somebody.", "broken": "Fail when imported."}
    return LazyGroup(
        name="foresell",
        summaries=summaries,
        package="invented_commands",
        context_settings={"auto_envvar_prefix": "FORESELL"},
    )


@pytest.fixture
def failing() -> Raiser:
    """Make a command that raises what it is given."""

    def make(error: BaseException) -> click.Command:
        @click.command()
        def command() -> None:
            raise error

        return command

    return make


def test_a_sub_command_is_imported_when_it_is_called(
    invented: LazyGroup, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "invented_commands.say_hello" not in sys.modules
    assert call(invented, ["say-hello", "--name", "Li"]) == 0
    assert capsys.readouterr().out == "hello Li\n"


def test_help_lists_all_sub_commands_without_importing_any(invented: LazyGroup) -> None:
    text = CliRunner().invoke(invented, ["--help"]).output
    assert text.index("say-hello") < text.index("Greet somebody.") < text.index("broken")


def test_completion_offers_names_without_importing_any(invented: LazyGroup) -> None:
    offered = invented.shell_complete(click.Context(invented), "b")
    assert [(item.value, item.help) for item in offered] == [("broken", "Fail when imported.")]


def test_an_option_can_come_from_the_environment(
    invented: LazyGroup, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORESELL_SAY_HELLO_NAME", "Ana")
    assert call(invented, ["say-hello"]) == 0
    assert capsys.readouterr().out == "hello Ana\n"


def test_a_misspelt_sub_command_is_answered_with_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["comapre"]) == 2
    assert "no command 'comapre' (did you mean 'compare'?)" in capsys.readouterr().err


def test_an_unknown_sub_command_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["xyzzy"]) == 2
    assert f"choose from {', '.join(COMMANDS)}" in " ".join(capsys.readouterr().err.split())


def test_an_unknown_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--colour"]) == 2
    assert "--colour" in capsys.readouterr().err


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"foresell {__version__}\n"


def test_help_names_every_command_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(name in text and summary in text for name, summary in COMMANDS.items())


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (InputError("two problems", ["a", "b"]), 2),
        (RunError("the fit did not settle"), 3),
        (LimitError("needs 900 GB"), 4),
        (GateError("gain below 5 %"), 5),
        (MemoryError(), 4),
        (PermissionError(13, "Permission denied", "results"), 3),
        (KeyboardInterrupt(), 130),
        (click.UsageError("give a scenario"), 2),
    ],
)
def test_every_error_of_a_user_has_its_exit_code_and_no_traceback(
    failing: Raiser, capsys: pytest.CaptureFixture[str], error: BaseException, exit_code: int
) -> None:
    assert call(failing(error), []) == exit_code
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.strip()
    assert "Traceback" not in answer.err


def test_all_problems_of_an_input_error_are_shown(
    failing: Raiser, capsys: pytest.CaptureFixture[str]
) -> None:
    call(failing(InputError("plan.yaml has 2 problems", ["one", "two"])), [])
    assert capsys.readouterr().err == "foresell: plan.yaml has 2 problems\n  one\n  two\n"


def test_a_mistake_in_the_program_is_not_hidden(failing: Raiser) -> None:
    with pytest.raises(ZeroDivisionError, match="a bug"):
        call(failing(ZeroDivisionError("a bug")), [])


def test_a_command_may_give_its_own_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    @click.pass_context
    def command(ctx: click.Context) -> None:
        ctx.exit(5)

    assert call(command, []) == 5
    assert capsys.readouterr().err == ""


def test_a_mixed_up_installation_stops_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "installation_problem", lambda: "other code stands in front")
    assert main(["--version"]) == 3
    assert capsys.readouterr().err == "foresell: other code stands in front\n"
