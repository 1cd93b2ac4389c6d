"""The configuration: what it means, and that every error names key, file and line, and the nearest valid name."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint import config as configuration
from opexlint.config import Config, ConfigError, find, read, selected, settings
from opexlint.evidence.assumptions import ASSUMPTIONS
from opexlint.framework import PRINCIPLES
from opexlint.rule import OWN, PROFILES, Option, Rule

SCHEMA = json.loads((Path(configuration.__file__).parent / "config.schema.json").read_text())


def nothing(subject: Resource, project: Project) -> Iterator[Finding]:
    yield from ()


def rule(rule_id: str, profile: str = "default", **options: Option) -> Rule:
    about = (resources("T"),)
    return Rule(rule_id, PRINCIPLES[0], "", Severity.NOTE, about=about, check=nothing, profile=profile, options=options)


RULES = [rule("alarm-without-action", days=Option("int", 3)), rule("alarm-without-link", "strict"), rule("queue-alone"), *OWN]
ALL_OWN = {one.id for one in OWN}


def config(tmp_path: Path, text: str, name: str = "opexlint.toml") -> Config:
    (tmp_path / name).write_text(text)
    return read(tmp_path / name)


def chosen(one: Config, *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), profile: str = "") -> set[str]:
    return {rule.id for rule in selected(RULES, one, select, ignore, profile)} - ALL_OWN


def test_the_default_profile_without_a_word() -> None:
    assert chosen(Config()) == {"alarm-without-action", "queue-alone"}


def test_selection_by_id_glob_principle_and_all(tmp_path: Path) -> None:
    one = config(tmp_path, 'select = ["alarm-*"]\nignore = ["alarm-without-action"]\n')
    assert chosen(one) == {"alarm-without-link"}
    assert chosen(one, select=("queue-alone",)) == {"queue-alone"}, "the command line replaces the file's selection"
    assert chosen(Config(), select=("all",), ignore=("queue-*",)) == {"alarm-without-action", "alarm-without-link"}
    assert chosen(Config(), select=("all",)) == {"alarm-without-action", "alarm-without-link", "queue-alone"}


@pytest.mark.parametrize("name", ["perform-operations-as-code", "operations-as-code", "perform_operations_as_code"])
def test_a_principle_by_any_of_its_names_is_its_rules_of_the_profile(name: str) -> None:
    assert chosen(Config(), select=(name,)) == {"alarm-without-action", "queue-alone"}
    assert chosen(Config(), select=(name,), profile="strict") == {"alarm-without-action", "alarm-without-link", "queue-alone"}
    assert chosen(Config(), select=("all",), ignore=(name,)) == set(), "all of them are ignored"


def test_principles_have_names_of_their_own() -> None:
    names = [name for principle in PRINCIPLES for name in dict.fromkeys(principle.names)]
    assert len(names) == len(set(names))


def test_the_strict_profile_has_everything(tmp_path: Path) -> None:
    everything = {"alarm-without-action", "alarm-without-link", "queue-alone"}
    assert chosen(Config(), profile="strict") == everything
    one = config(tmp_path, 'profile = "strict"\n')
    assert chosen(one) == everything
    assert chosen(one, profile="default") == {"alarm-without-action", "queue-alone"}, "the command line goes over the file"
    assert chosen(one, select=("queue-alone",)) == {"queue-alone"}


def test_assumptions_are_settings(tmp_path: Path) -> None:
    assert settings(RULES, config(tmp_path, 'assume = ["alarms", "tags", "alarms"]\n')).assume == ("alarms", "tags")


def test_own_checks_stay_on_until_they_are_ignored() -> None:
    assert {one.id for one in selected(RULES, Config(), ("queue-alone",))} >= ALL_OWN
    assert "file-skipped" not in {one.id for one in selected(RULES, Config(), (), ("file-skipped",))}


def test_severities_options_and_paths(tmp_path: Path) -> None:
    text = """
[severity]
queue-alone = "error"
[options.alarm-without-action]
days = 5
[per-path-ignores]
"legacy/**" = ["alarm-*"]
"""
    one = settings(RULES, config(tmp_path, text))
    assert one.severities == {"queue-alone": Severity.ERROR}
    assert one.options == {"alarm-without-action": {"days": 5}}
    assert one.exempt("alarm-without-action", "legacy/deep/a.tf")
    assert not one.exempt("queue-alone", "legacy/deep/a.tf")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\nselec = ["x"]\n', "opexlint.toml:2: unknown key 'selec'; did you mean 'select'?"),
        ('select = "x"\n', "opexlint.toml:1: select has to be a list of strings"),
        ("select = [1]\n", "opexlint.toml:1: select has to be a list of strings"),
        (
            'ignore = ["alarm-without-acton"]\n',
            "opexlint.toml:1: ignore: no rule or principle is named 'alarm-without-acton'; did you mean",
        ),
        ("a = \n", "opexlint.toml: is not valid TOML"),
        ('\nprofile = "strickt"\n', "opexlint.toml:2: profile: there is no profile 'strickt'; did you mean 'strict'?"),
        ('profile = "x"\n', "opexlint.toml:1: profile: there is no profile 'x' (it is one of default, strict)"),
        ('\nassume = ["alarm"]\n', "opexlint.toml:2: assume: nothing is called 'alarm'; did you mean 'alarms'?"),
        (
            'assume = ["x"]\n',
            "assume: nothing is called 'x' (it is one of alarms, backups, dead-letters, log-retention, subscribers, tags)",
        ),
        ('assume = "alarms"\n', "opexlint.toml:1: assume has to be a list of strings"),
        ("baseline = 1\n", "opexlint.toml:1: baseline has to be a string"),
        ('[severity]\n\nqueue-alon = "note"\n', "opexlint.toml:3: severity: there is no rule 'queue-alon'; did you mean 'queue-alone'?"),
        ('[severity]\nqueue-alone = "bad"\n', "opexlint.toml:2: severity.queue-alone: no severity 'bad'"),
        ("[options.queue-alone]\ndays = 1\n", "opexlint.toml:2: rule queue-alone has no option 'days' (it has none)"),
        (
            "[options.alarm-without-action]\ndayz = 1\n",
            "opexlint.toml:2: rule alarm-without-action has no option 'dayz'; did you mean 'days'?",
        ),
        ('[options.alarm-without-action]\ndays = "1"\n', "opexlint.toml:2: options.alarm-without-action.days has to be a whole number"),
        ("[options.alarm-without-action]\ndays = true\n", "options.alarm-without-action.days has to be a whole number"),
        ('[per-path-ignores]\n"a/*" = ["quee-alone"]\n', "opexlint.toml:2: per-path-ignores: there is no rule 'quee-alone'"),
    ],
)
def test_errors_name_the_place_and_the_nearest_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        one = config(tmp_path, text)
        selected(RULES, one)
        settings(RULES, one)
    assert message in str(raised.value)


def test_pyproject_has_its_own_table(tmp_path: Path) -> None:
    one = config(tmp_path, '[project]\nname = "x"\n[tool.opexlint]\nselect = ["queue-alone"]\n', "pyproject.toml")
    assert chosen(one) == {"queue-alone"}
    with pytest.raises(ConfigError, match=r"pyproject.toml:3: unknown key 'x'"):
        config(tmp_path, '[project]\n[tool.opexlint]\nx = ["queue-alone"]\n', "pyproject.toml")


def test_the_nearest_configuration_counts_up_to_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "opexlint.toml").write_text("")
    inner = tmp_path / "repository" / "deep"
    inner.mkdir(parents=True)
    assert find(inner) == tmp_path / "opexlint.toml"
    (tmp_path / "repository" / ".git").mkdir()
    assert find(inner) is None
    (tmp_path / "repository" / "pyproject.toml").write_text("[project]\n")
    assert find(inner) is None, "a pyproject.toml that says nothing of opexlint is none"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ('select = ["x"]\nfail-on = "never"', True),
        ('profile = "lax"', False),
        ('assume = ["alarms"]', True),
        ('[severity]\na = "bad"', False),
        ("selct = []", False),
        ("[options.a]\nb = 1", True),
    ],
)
def test_the_schema_says_the_same(text: str, valid: bool) -> None:
    data: Any = tomllib.loads(text)
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(data) is valid


def test_the_schema_has_every_key_and_name() -> None:
    assert set(SCHEMA["properties"]) == set(configuration._KEYS)
    assert SCHEMA["properties"]["profile"]["enum"] == list(PROFILES)
    assert SCHEMA["properties"]["assume"]["items"]["enum"] == sorted(ASSUMPTIONS)
