"""The documentation of rules: the page of one, the table of all."""

import json
from collections.abc import Sequence

from opexlint.framework import practice
from opexlint.rule import Rule


def page(rule: Rule) -> str:
    """The page of a rule in Markdown: what `opexlint explain` prints, `docs/rules/` holds and SARIF carries as help."""
    lines = [f"# {rule.title}", "", f"`{rule.id}` · {rule.severity.label}{_where(rule)}", "", rule.explanation, ""]
    if rule.help:
        lines += ["## What to do", "", f"{rule.help[:1].upper()}{rule.help[1:]}.", ""]
    if rule.options:
        lines += ["## Options", "", "| option | type | default |", "|---|---|---|"]
        lines += [f"| `{name}` | {option.type} | `{_toml(option.default)}` |" for name, option in rule.options.items()]
        lines.append("")
    if rule.practices:
        lines += ["## Best practices", ""]
        for title in rule.practices:
            one = practice(title)
            lines.append(f"- [{one.id} {one.title}]({one.url})")
        lines.append("")
    if rule.links:
        lines += ["## See also", "", *(f"- <{link}>" for link in rule.links), ""]
    if rule.profile != "default":
        lines += ["## Switching it on", "", f"`--profile {rule.profile}` runs it, and so does `--select {rule.id}`.", ""]
    lines += ["## Switching it off", ""]
    lines.append(f"Here: a comment `opexlint: ignore[{rule.id}] reason` on the line, or at the resource's header.")
    lines += ["Everywhere:", "", "```toml", "# opexlint.toml", f'ignore = ["{rule.id}"]', "```"]
    return "\n".join(lines) + "\n"


def _where(rule: Rule) -> str:
    return f" · {rule.profile} profile" + (f" · {rule.principle.title}" if rule.principle else "")


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def table(rules: Sequence[Rule], color: bool = False) -> str:
    """All rules, a line each, under their principles."""
    wide = max(len(rule.id) for rule in rules)
    lines: list[str] = []
    for title in dict.fromkeys(_group(rule) for rule in sorted(rules, key=lambda rule: (rule.principle is None, _group(rule)))):
        lines.append(f"\x1b[1m{title}\x1b[0m" if color else title)
        group = [rule for rule in rules if _group(rule) == title]
        lines += [f"  {rule.id:{wide}}  {rule.severity.label:7}  {rule.profile:7}  {rule.title}" for rule in group]
        lines.append("")
    return "\n".join(lines)


def _group(rule: Rule) -> str:
    return rule.principle.title if rule.principle else "The tool's own checks of what it reads"


def table_json(rules: Sequence[Rule]) -> str:
    """All rules as a JSON list of objects: id, title, severity, principle, practices, profile, aliases, options, languages, help."""
    rows = [
        {
            "id": rule.id,
            "title": rule.title,
            "severity": rule.severity.label,
            "principle": rule.principle.id if rule.principle else None,
            "practices": [{"id": practice(one).id, "title": one} for one in rule.practices],
            "profile": rule.profile,
            "aliases": list(rule.aliases),
            "options": {name: {"type": option.type, "default": option.default} for name, option in rule.options.items()},
            "languages": list(rule.languages),
            "help": rule.help,
        }
        for rule in rules
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """Every generated page by file name."""
    index = ["# Rules", ""]
    for title in dict.fromkeys(_group(rule) for rule in sorted(rules, key=lambda rule: (rule.principle is None, _group(rule)))):
        index += [f"## {title}", "", "| rule | severity | profile | what it finds |", "|---|---|---|---|"]
        group = [rule for rule in rules if _group(rule) == title]
        index += [f"| [`{rule.id}`]({rule.id}.md) | {rule.severity.label} | {rule.profile} | {rule.title} |" for rule in group]
        index.append("")
    return {"README.md": "\n".join(index), **{f"{rule.id}.md": page(rule) for rule in rules}}
