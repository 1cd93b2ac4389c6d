"""Writes the tables of docs/accuracy.md from the judgements in judged.json: `python ecosystem/accuracy.py` (and `--check` to only compare).

`corpus.json` has the repositories that were read, and how often each rule found something in them, passed, or stayed open.

A judgement is a finding that somebody opened in its source: `true` (acted on or accepted), `unhelpful` (right, and noise there) or `false`.
`mended` says that the rule does not report it any more; it stays on record for what was wrong. `severity` is that of the day it was drawn,
and `drawn` the profile of that day where the rule has changed to another.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from opexlint import load
from opexlint.rule import Rule, Severity

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "accuracy.md"
BEGIN, END = "<!-- tables: ecosystem/accuracy.py -->", "<!-- end of tables -->"

Judgement = Mapping[str, str]

_SEVERITIES = ("error", "warning", "note")


def tables(judged: Sequence[Judgement], rules: Mapping[str, Rule], corpus: Mapping[str, Any]) -> str:
    """All that the page says in numbers."""
    unknown = {one["rule"] for one in judged} - rules.keys()
    if unknown:
        raise SystemExit(f"judged.json names rules that are not there: {', '.join(sorted(unknown))}")
    default = [one for one in judged if one.get("drawn", rules[one["rule"]].profile) == "default"]
    now = [
        {**one, "severity": min(Severity.of(one["severity"]), rules[one["rule"]].severity).label}
        for one in default
        if not one.get("mended") and rules[one["rule"]].profile == "default"
    ]
    parts = [
        "\n".join(["## As drawn, profile `default`", "", *_by("severity", default, _SEVERITIES)]),
        "\n".join(["## Without what was mended since, profile `default`", "", *_by("severity", now, _SEVERITIES)]),
        "\n".join(["## By language, as drawn", "", *_by("language", default, ("cloudformation", "terraform", "python"))]),
        "\n".join(["## By rule", "", *_by_rule(judged, rules, corpus)]),
        "\n".join(["## The false ones", "", *_false(judged)]),
        "\n".join(["## Rules that no code of the corpus triggers", "", _unmet(judged, rules)]),
    ]
    return "\n\n".join(parts)


def _by(key: str, judged: Sequence[Judgement], order: Sequence[str]) -> Iterator[str]:
    yield f"| {key} | judged | true | unhelpful | false | not false | true |"
    yield "|---|---|---|---|---|---|---|"
    for value in order:
        yield _row(value, Counter(one["verdict"] for one in judged if one[key] == value))
    yield _row("together", Counter(one["verdict"] for one in judged if one[key] in order))


def _row(name: str, counts: Counter[str]) -> str:
    total = counts.total()
    right, useful = (f"{100 * part / total:.1f} %" if total else "" for part in (total - counts["false"], counts["true"]))
    return f"| {name} | {total} | {counts['true']} | {counts['unhelpful']} | {counts['false']} | {right} | {useful} |"


def _by_rule(judged: Sequence[Judgement], rules: Mapping[str, Rule], corpus: Mapping[str, Any]) -> Iterator[str]:
    files = ", ".join(f"{number:,} {language}" for language, number in corpus["files"].items())
    yield f"*Found* is in {len(corpus['repositories'])} repositories ({files} files), *per 100* of what the rule was asked about."
    yield ""
    yield "| rule | profile | severity | found | per 100 | judged | true | unhelpful | false | mended since |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for rule_id in sorted({one["rule"] for one in judged}):
        rule, mine = rules[rule_id], [one for one in judged if one["rule"] == rule_id]
        counts = Counter(one["verdict"] for one in mine if not one.get("mended"))
        numbers = (counts.total(), counts["true"], counts["unhelpful"], counts["false"], sum(1 for one in mine if one.get("mended")))
        asked = corpus["rules"].get(rule_id, {})
        found = (str(asked["found"]), f"{100 * asked['found'] / max(sum(asked.values()), 1):.1f}") if asked else ("", "")
        cells = (f"[`{rule_id}`](rules/{rule_id}.md)", rule.profile, rule.severity.label, *found, *map(str, numbers))
        yield f"| {' | '.join(cells)} |"


def _false(judged: Sequence[Judgement]) -> Iterator[str]:
    found = [one for one in judged if one["verdict"] == "false"]
    for one in found:
        mended = "; mended" if one.get("mended") else ""
        yield f"- `{one['rule']}` at {one['repository']}, `{one['path']}:{one['line']}`: {one['why']}{mended}"
    if not found:
        yield "None."


def _unmet(judged: Sequence[Judgement], rules: Mapping[str, Rule]) -> str:
    met = {one["rule"] for one in judged}
    unmet = [f"`{rule.id}`" for rule in rules.values() if rule.check is not None and rule.id not in met]
    return f"{', '.join(unmet)}. Their cases are written out from AWS's documentation in the rules' pages." if unmet else "None."


def page(text: str) -> str:
    """The page with the tables of today."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    judged = json.loads((HERE / "judged.json").read_text(encoding="utf-8"))
    corpus = json.loads((HERE / "corpus.json").read_text(encoding="utf-8"))
    rules = {rule.id: rule for rule in load.rules()}
    return f"{before}{BEGIN}\n\n{tables(judged, rules, corpus)}\n\n{END}{after}"


def main() -> None:
    """Writes the page, or says that it is not up to date."""
    old = PAGE.read_text(encoding="utf-8")
    new = page(old)
    if "--check" not in sys.argv:
        PAGE.write_text(new, encoding="utf-8")
    elif old != new:
        raise SystemExit("docs/accuracy.md is not up to date: run `python ecosystem/accuracy.py`")


if __name__ == "__main__":
    main()
