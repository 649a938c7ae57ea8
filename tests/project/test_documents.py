"""The documents agree with the project: commands, sheets, settings, roles and files."""

from __future__ import annotations

import re

import pytest
import typer
from pydantic import SecretStr

from dashboard.cli.commands import app
from dashboard.settings import READ_ELSEWHERE, Settings
from data.sheets import SHEETS, Field
from queries.access import ROLES
from queries.questions import QUESTIONS
from tests.paths import PROJECT

DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "dashboard/deploy/APPROVAL.md",
    "dashboard/deploy/README.md",
    "tests/bench/README.md",
)
EVERYBODY_NEEDS = [
    "database_url",
    "port",
    "address",
    "reference",
    "marking",
    "handling",
    "log_key",
    "refresh_seconds",
]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
ALL = {name: (PROJECT / name).read_text(encoding="utf-8") for name in DOCUMENTS}


def commands() -> set[str]:
    """Every command as it is typed, without its options: import, users add …"""
    group = typer.main.get_command(app)
    found = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {each}" for each in inner} if inner else {name}
    return found


def test_the_readme_is_short() -> None:
    """The table of sheets has a line for each, and may grow."""
    assert len(README.splitlines()) - len(SHEETS) <= 130


def test_every_command_that_a_document_names_exists() -> None:
    first_words = {command.partition(" ")[0] for command in commands()}
    for name, text in ALL.items():
        named = set(re.findall(r"\bclvt ([a-z]+)", text))
        assert named <= first_words, name
        for group, inner in re.findall(r"\bclvt (users|log|agreements) ([a-z|-]+)", text):
            assert {f"{group} {each}" for each in inner.split("|")} <= commands(), name


def test_every_make_target_that_a_document_names_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    for name, text in ALL.items():
        assert set(re.findall(r"`make ([a-z]+)", text)) <= targets, name


def test_every_link_within_the_project_leads_somewhere() -> None:
    for name, text in ALL.items():
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((PROJECT / name).parent / target).exists(), f"{name}: {target}"


def test_every_command_is_named_in_a_document() -> None:
    together = "\n".join(ALL.values())
    for command in commands():
        group, _, inner = command.partition(" ")
        words = [rf"clvt {group}\b"] if not inner else [rf"clvt {group} [a-z|]*\b{inner}\b"]
        assert any(re.search(word, together) for word in words), command


def test_every_setting_that_a_document_names_exists() -> None:
    for name, text in ALL.items():
        named = {each.lower() for each in re.findall(r"CLVT_([A-Z_]+)", text)}
        assert named <= {*Settings.model_fields, *READ_ELSEWHERE}, name


def default_of(name: str) -> str:
    """The default of a setting, as its table writes it; empty where it is unset or made."""
    field = Settings.model_fields[name]
    default = field.default
    if isinstance(default, tuple):
        return "; ".join(default)
    if field.default_factory or isinstance(default, SecretStr) or not default:
        return ""
    return str(default).replace(f"{PROJECT}/", "")


def test_the_table_of_settings_is_what_they_declare() -> None:
    deployment = ALL["dashboard/deploy/README.md"]
    table = deployment.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]
    lines = ["| setting | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `CLVT_{name.upper()}` | {default_of(name)} | {field.description} |")
    assert table.splitlines() == lines
    assert all(field.description for field in Settings.model_fields.values())


def test_the_settings_that_everybody_needs_stand_in_the_readme() -> None:
    table = README.partition("| setting | default | what it is |")[2].partition("\n\n")[0]
    named = re.findall(r"CLVT_([A-Z_]+)", table)
    assert [each.lower() for each in named] == EVERYBODY_NEEDS


def test_the_keys_that_are_no_settings_are_named_in_a_document() -> None:
    for name in READ_ELSEWHERE:
        assert any(re.search(rf"CLVT_{name.upper()}\b", text) for text in ALL.values()), name


@pytest.mark.parametrize("document", ["README.md", "dashboard/deploy/APPROVAL.md"])
def test_every_role_is_in_the_table_of_roles(document: str) -> None:
    table = ALL[document].partition("| role | sees |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([a-z]+) \|", table, flags=re.MULTILINE) == list(ROLES)


def column(of: Field) -> str:
    """A column as the table of sheets writes it."""
    notes = ["separated by ; or ,"] if of.several else []
    notes += ["may be empty"] if of.required and not (of.filled or of.empty is not None) else []
    heading = f"**{of.heading}**" if of.required else of.heading
    return f"{heading} ({', '.join(notes)})" if notes else heading


def test_the_table_of_sheets_is_what_they_declare() -> None:
    table = README.partition("<!-- sheets -->\n")[2].partition("<!-- /sheets -->")[0]
    lines = ["| sheet | a row for | columns |", "|---|---|---|"]
    for name, sheet in SHEETS.items():
        lines.append(f"| {name} | {sheet.about} | {', '.join(map(column, sheet.fields))} |")
    assert table.splitlines() == lines
    assert all(sheet.about for sheet in SHEETS.values())


def test_every_file_that_a_document_names_exists() -> None:
    for name, text in ALL.items():
        for path in re.findall(r"`((?:dashboard|pages|queries|data|tests)/[\w./-]*)`", text):
            assert (PROJECT / path).exists(), f"{name}: {path}"


def test_the_example_in_contributing_names_code_that_exists() -> None:
    text = ALL["CONTRIBUTING.md"]
    asked = QUESTIONS["children_by_area"]
    assert f"`tracker.{asked.name}`" in text
    assert asked.build.__module__.replace(".", "/") + ".py" in text
    line = "panels.panel(run, tracker.areas, where=left)"
    assert f"`{line}`" in text
    page = (PROJECT / "pages" / "oversight" / "children.py").read_text(encoding="utf-8")
    assert line in page
