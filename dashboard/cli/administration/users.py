"""`clvt users`: accounts, from the machine that runs the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli import databases
from dashboard.settings import settings
from dashboard.style import words
from data import accounts
from data.accounts import identities
from queries.access import ROLES

app = typer.Typer(
    help="See, add and change accounts. Passwords are asked for or made, never taken from the "
    "command.",
    no_args_is_help=True,
)

COMMAND = "clvt users"

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]
Role = Annotated[str, typer.Option(help=f"One of: {', '.join(ROLES)}.")]
Areas = Annotated[
    list[str] | None,
    typer.Option("--area", help="Name or code of an area of an attendee; repeat for more."),
]


@app.command("list")
def list_() -> None:
    """List the accounts: name, role, areas, whether active, last sign-in (UTC)."""
    listed = accounts.list_accounts(databases.reading_engine())
    if not listed:
        typer.echo("There is no account yet. The first is made by clvt users add.")
    for each in listed:
        last = each.last_sign_in_at
        parts = (
            each.username,
            each.role,
            ", ".join(each.areas) or "-",
            "active" if each.is_active else "disabled",
            f"last signed in {last:%Y-%m-%d %H:%M}" if last else "never signed in",
            *(["demo: its password is public"] if each.is_demo else []),
        )
        typer.echo("  ".join(parts))


@app.command()
def add(name: Name, role: Role, area: Areas = None) -> None:
    """Make an account. The password is asked for, twice."""
    _check_role(role)
    password = _prompt_password()
    by, force = accounts.operator(COMMAND), settings().force
    accounts.add(databases.migrated_engine(), name, password, role, area or (), by=by, force=force)
    typer.echo(f"{name.strip().lower()} can sign in as {role}.")


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            metavar="FILE.csv",
            help="A row for each person, below the headings Username, Role and Areas.",
        ),
    ],
    passwords_to: Annotated[
        Path | None,
        typer.Option(
            "--passwords",
            metavar="NEW-FILE",
            help="Write the passwords to this file, for its owner alone to read. It must not "
            "exist. Without it they are printed, once.",
        ),
    ] = None,
) -> None:
    """Make an account for each row of a file: all of them, or none.

    Each person gets a password for one sign-in, and sees nothing before choosing another.
    """
    from data.accounts import importing

    try:
        engine = databases.migrated_engine()
        people = importing.read_people(engine, file, ROLES)
        passwords = importing.one_time_passwords(people, settings().force)
        lines = "".join(f"{name},{password}\n" for name, password in passwords.items())
        with _passwords_written(passwords_to, f"Username,Password\n{lines}"):
            importing.add_all(engine, people, passwords, by=accounts.operator(COMMAND))
    except importing.RowsRefused as refused:
        typer.echo("\n".join(refused.problems), err=True)
        typer.echo("No account was made.", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"No account was made: {error.strerror}: {error.filename}.", err=True)
        raise typer.Exit(1) from None
    if passwords_to is None:
        typer.echo(lines, nl=False)
    where = f" The passwords stand in {passwords_to}: delete it once they are given out."
    typer.echo(
        f"{words.sentence(words.counted(len(people), 'account'))} made. Each password serves for "
        f"one sign-in, at which its owner chooses another.{where if passwords_to else ''}"
    )


@contextmanager
def _passwords_written(file: Path | None, text: str) -> Iterator[None]:
    """Write a new file that only its owner can read, before the accounts with these passwords are
    made; remove it if they are not made. Raises OSError where it exists."""
    if file is None:
        yield
        return
    file.touch(0o600, exist_ok=False)
    try:
        file.write_text(text, encoding="utf-8")
        yield
    except BaseException:
        file.unlink()
        raise


@app.command()
def disable(name: Name) -> None:
    """Disable an account: its user is signed out at their next click."""
    accounts.disable(databases.migrated_engine(), name, by=accounts.operator(COMMAND))
    typer.echo(f"{name} is disabled.")


@app.command()
def enable(name: Name) -> None:
    """Enable an account again. On the pages this takes two people, as a new account does."""
    accounts.enable(databases.migrated_engine(), name, by=accounts.operator(COMMAND))
    typer.echo(f"{name} is enabled.")


@app.command()
def reset(name: Name) -> None:
    """Give an account a new password, asked for twice; it is signed out everywhere."""
    password = _prompt_password()
    by, force = accounts.operator(COMMAND), settings().force
    accounts.set_password(databases.migrated_engine(), name, password, by=by, force=force)
    typer.echo(f"{name} has a new password.")


@app.command()
def roles(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The account to change.")
    ] = None,
    role: Annotated[str | None, typer.Option(help="The role to give it.")] = None,
    area: Areas = None,
) -> None:
    """Say what each role may see; or, with a name and a role, give an account that role."""
    if name is None:
        for each in ROLES.values():
            typer.echo(f"{each.name}: {each.sentence}")
            for grant in sorted(each.grants):
                typer.echo(f"  may {grant.value}")
        return
    if role is None:
        raise typer.BadParameter("Say which role to give.", param_hint="--role")
    _check_role(role)
    by = accounts.operator(COMMAND)
    accounts.set_role(databases.migrated_engine(), name, role, area or (), by=by)
    typer.echo(f"{name} is {role} from the next click.")


@app.command()
def bind(
    name: Name,
    issuer: Annotated[str, typer.Option(help="The provider: its claim iss.")],
    subject: Annotated[str, typer.Option(help="Who it is there: their claim sub.")],
) -> None:
    """Bind an account to a person at the identity provider, whatever name they have there."""
    identity = identities.Identity(issuer, subject)
    identities.bind(databases.migrated_engine(), name, identity, by=accounts.operator(COMMAND))
    typer.echo(f"{name} signs in at the identity provider.")


def _prompt_password() -> str:
    """Ask for the new password: typed twice, and not shown."""
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise typer.BadParameter(f"Choose one of: {', '.join(ROLES)}.", param_hint="--role")
