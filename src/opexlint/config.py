"""The user's configuration: `opexlint.toml`, or `[tool.opexlint]` in `pyproject.toml`.

It switches rules and never loads code: a pull request must not run code in the reviewer's CI. The command line goes over it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, NamedTuple

from opexlint.evidence.assumptions import ASSUMPTIONS
from opexlint.framework import PRINCIPLES
from opexlint.lint import Settings
from opexlint.patterns import regex
from opexlint.rule import OWN, PROFILES, Rule, Severity

NAMES: Final = ("opexlint.toml", "pyproject.toml")
EVERYTHING: Final = "all"

MAX_KEY_PARTS: Final = 4
"""Parts of the longest dotted key there is to speak of: `options.rule.option`."""


class ConfigError(Exception):
    """A configuration that can't be used; the message names the key, the file and the line, and the nearest valid name."""


class Config(NamedTuple):
    """What the file says. `path` is None when there is none; `lines` tells where each key stands."""

    path: Path | None = None
    profile: str = ""
    assume: tuple[str, ...] = ()
    baseline: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = ""
    severity: Mapping[str, str] = {}
    options: Mapping[str, Mapping[str, Any]] = {}
    per_path_ignores: Mapping[str, tuple[str, ...]] = {}
    lines: Mapping[str, int] = {}

    def error(self, key: str, message: str) -> ConfigError:
        """An error about a key of this file."""
        if self.path is None:
            return ConfigError(message)
        return ConfigError(f"{self.path.name}:{self.lines.get(key, 1)}: {message}")


def find(start: Path) -> Path | None:
    """The configuration that governs a folder: the nearest one upwards, not beyond the top of the repository."""
    folder = start if start.is_dir() else start.parent
    for one in (folder, *folder.parents):
        for name in NAMES:
            path = one / name
            if path.is_file() and (name != "pyproject.toml" or "[tool.opexlint" in path.read_text("utf-8", "replace")):
                return path
        if (one / ".git").exists():
            break
    return None


_KEYS: Final[Mapping[str, type]] = {
    "profile": str,
    "assume": list,
    "baseline": str,
    "select": list,
    "ignore": list,
    "exclude": list,
    "fail-on": str,
    "severity": dict,
    "options": dict,
    "per-path-ignores": dict,
}


_ENDLESS_KEY = regex(r"[\w-](?:\.[\w-]+){100}")


def read(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError."""
    import tomllib  # most projects have no configuration

    try:
        text = path.read_text("utf-8")
        if _ENDLESS_KEY.search(text):  # the parser takes time in the square of a key's parts
            raise RecursionError
        data: Any = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: can't be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name}: is not valid TOML: {error}") from None
    except (RecursionError, ValueError):  # nests, or counts, beyond what the parser can take
        raise ConfigError(f"{path.name}: is no configuration: it nests too deeply or holds a number that is too long") from None
    prefix = ""
    if path.name == "pyproject.toml":
        prefix = "tool.opexlint."
        data = data.get("tool", {}).get("opexlint", {})
    lines = _lines(text, prefix)
    bare = Config(path=path, lines=lines)
    for key, value in data.items():
        if key not in _KEYS:
            raise bare.error(key, f"unknown key {key!r}{_nearest(key, _KEYS)}")
        if not isinstance(value, _KEYS[key]):
            raise bare.error(key, f"{key} has to be a {_TOML[_KEYS[key]]}")
    for key in ("assume", "select", "ignore", "exclude"):
        _strings(bare, key, data.get(key, []))
    for pattern, rules in data.get("per-path-ignores", {}).items():
        _strings(bare, f"per-path-ignores.{pattern}", rules)
    for rule, options in data.get("options", {}).items():
        if not isinstance(options, dict):
            raise bare.error(f"options.{rule}", f"options.{rule} has to be a table")
    return Config(
        path=path,
        profile=data.get("profile", ""),
        assume=tuple(data.get("assume", ())),
        baseline=data.get("baseline", ""),
        select=tuple(data.get("select", ())),
        ignore=tuple(data.get("ignore", ())),
        exclude=tuple(data.get("exclude", ())),
        fail_on=data.get("fail-on", ""),
        severity=data.get("severity", {}),
        options=data.get("options", {}),
        per_path_ignores={pattern: tuple(rules) for pattern, rules in data.get("per-path-ignores", {}).items()},
        lines=lines,
    )


_TOML: Final = {list: "list of strings", dict: "table", str: "string", bool: "boolean", int: "whole number", float: "number"}
_TABLE = regex(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = regex(r"""\s*("[^"]*"|'[^']*'|[\w-]+(?:\.[\w-]+)*)\s*=""")


def _lines(text: str, prefix: str) -> dict[str, int]:
    """The line of each key, by its dotted name below the tool's table."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        key = _KEY.match(line)
        if header:
            table = header[1].replace('"', "").replace("'", "") + "."
            name = table[:-1]
        elif key:
            name = table + key[1].strip("\"'")
        else:
            continue
        if (name + ".").startswith(prefix):
            parts = name.removeprefix(prefix).split(".")
            for depth in range(1, min(len(parts), MAX_KEY_PARTS) + 1):
                found.setdefault(".".join(parts[:depth]), number)
    return found


def _strings(config: Config, key: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise config.error(key, f"{key} has to be a list of strings")


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


# -- what it means for the rules --------------------------------------------------------------------------------------------------------


def selected(
    rules: Sequence[Rule], config: Config, select: Sequence[str] = (), ignore: Sequence[str] = (), profile: str = ""
) -> list[Rule]:
    """The rules of this run.

    `select`, `ignore` and `profile` are from the command line; a selection or profile there replaces the file's. A pattern is a rule id, a
    glob over ids, a principle (its rules in the profile), or `all`. Without a selection: every rule of the profile. The tool's own checks
    stay on unless they are ignored.

    Raises ConfigError for a profile that is none and a pattern that matches no rule.
    """
    names = list(PROFILES)
    chosen_profile = profile or config.profile or names[0]
    if chosen_profile not in PROFILES:
        raise config.error("profile", f"profile: there is no profile {chosen_profile!r}{_nearest(chosen_profile, names) or _known(names)}")
    offered = {rule.id for rule in rules if rule.profile in names[: names.index(chosen_profile) + 1]}
    where = (Config(), "--select", select) if select else (config, "select", config.select)
    chosen = _matching(rules, *where, offered) if where[2] else offered
    chosen |= {rule.id for rule in OWN}
    chosen -= _matching(rules, config, "ignore", config.ignore)
    chosen -= _matching(rules, Config(), "--ignore", ignore)
    return [rule for rule in rules if rule.id in chosen]


def _matching(rules: Sequence[Rule], config: Config, key: str, patterns: Sequence[str], offered: Collection[str] | None = None) -> set[str]:
    """The ids that patterns mean; of a principle only those that are `offered`."""
    found: set[str] = set()
    for pattern in patterns:
        hits = {rule.id for rule in rules if pattern == EVERYTHING or any(fnmatchcase(name, pattern) for name in (rule.id, *rule.aliases))}
        of_principle = {rule.id for rule in rules if rule.principle is not None and pattern in rule.principle.names}
        if not hits and not of_principle:
            known = [rule.id for rule in rules] + [name for principle in PRINCIPLES for name in principle.names]
            raise config.error(key, f"{key}: no rule or principle is named {pattern!r}{_nearest(pattern, known)}")
        found |= hits | (of_principle if offered is None else of_principle & set(offered))
    return found


def _known(names: Iterable[str]) -> str:
    return f" (it is one of {', '.join(names)})"


def settings(rules: Sequence[Rule], config: Config) -> Settings:
    """Severities, options, per-path ignores and assumptions, checked against what there is. Raises ConfigError."""
    by_name = {name: rule for rule in rules for name in (rule.id, *rule.aliases)}

    def rule_of(key: str, name: str) -> Rule:
        if name not in by_name:
            raise config.error(f"{key}.{name}", f"{key}: there is no rule {name!r}{_nearest(name, by_name)}")
        return by_name[name]

    severities: dict[str, Severity] = {}
    for name, label in config.severity.items():
        rule = rule_of("severity", name)
        try:
            severities[rule.id] = Severity.of(str(label))
        except ValueError as error:
            raise config.error(f"severity.{name}", f"severity.{name}: {error}") from None
    options: dict[str, dict[str, Any]] = {}
    for name, given in config.options.items():
        rule = rule_of("options", name)
        for key, value in given.items():
            options.setdefault(rule.id, {})[key.replace("-", "_")] = _option(config, rule, key, value)
    for pattern, names in config.per_path_ignores.items():
        for name in names:
            if not any(fnmatchcase(one, name) for one in by_name):
                near = _nearest(name, by_name)
                raise config.error(f"per-path-ignores.{pattern}", f"per-path-ignores: there is no rule {name!r}{near}")
    for name in config.assume:
        if name not in ASSUMPTIONS:
            raise config.error("assume", f"assume: nothing is called {name!r}{_nearest(name, ASSUMPTIONS) or _known(ASSUMPTIONS)}")
    return Settings(severities, options, tuple(config.per_path_ignores.items()), assume=tuple(dict.fromkeys(config.assume)))


def _option(config: Config, rule: Rule, key: str, value: Any) -> Any:
    where = f"options.{rule.id}.{key}"
    option = rule.options.get(key)
    if option is None:
        known = f" (it has {', '.join(rule.options)})" if rule.options else " (it has none)"
        raise config.error(where, f"rule {rule.id} has no option {key!r}{_nearest(key, rule.options) or known}")
    kinds: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str, "list": list}
    kind = kinds[option.type]
    if option.type == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise config.error(where, f"{where} has to be a {_TOML[kind]}")
    return tuple(value) if isinstance(value, list) else value
