"""IAM policies that `aws_iam_policy_document` spells: a function of its blocks alone."""

from typing import Final

from opexlint.languages.terraform.bodies import Argument, Body, body, called
from opexlint.languages.terraform.configuration import Block
from opexlint.languages.terraform.functions.collections import MAX_ITEMS
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.values import (
    ENCODED,
    ENTRIES,
    ITEMS,
    OBJECT,
    STRUCTURED,
    TUPLE,
    Value,
    entries,
    items,
    known,
    sequence_items,
    settled,
    unknown,
)
from opexlint.model import CHOICE, GONE, SCALAR
from opexlint.source import Location

_NAMES: Final = {
    "sid": "Sid",
    "effect": "Effect",
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_MERGED: Final = ("source_json", "override_json", "source_policy_documents", "override_policy_documents")

Entries = dict[str, tuple[int, int, Value]]


def policy_document(block: Block, scope: Scope) -> Value:
    """The document as an object."""
    at = block.header
    written = body(block.body, scope, at, known(True, at))
    statements, more = _statements(written)
    merged = [written.arguments[name].value for name in _MERGED if name in written.arguments and written.arguments[name].value[0] != GONE]
    for value in merged:
        more = _add(value, statements, at) or more
    found: Entries = {"Version": (at.start, at.end, known("2012-10-17", at))}
    for name, target in (("version", "Version"), ("policy_id", "Id")):
        argument = written.arguments.get(name)
        if argument is not None and argument.value[0] != GONE:
            found[target] = argument
    found["Statement"] = (at.start, at.end, items(TUPLE, statements[:MAX_ITEMS], at, more))
    return entries(OBJECT, found, at)


def _add(value: Value, statements: list[Value], at: Location) -> str:
    """Adds the statements of another document; why there may be others, or ""."""
    value = settled(value)
    if value[0] in ITEMS:
        reasons = [value[1][1], *(_add(item, statements, at) for item in sequence_items(value))]
        return next((one for one in reasons if one), "")
    if value[0] == ENCODED and value[1][1] in STRUCTURED and value[1][0][0] in ENTRIES:
        found = value[1][0][1][0].get("Statement")
        if found is not None and found[2][0] in ITEMS:
            # an equal Sid overrides, so a document of named statements may replace others
            statements.extend(sequence_items(found[2]))
            return str(found[2][1][1]) or ("statements of equal Sid are merged" if _has_sid(found[2]) else "")
    return "another document is merged into it" if value[1] != "" else ""


def _has_sid(listed: Value) -> bool:
    return any(item[0] in ENTRIES and "Sid" in item[1][0] for item in listed[1][0])


def _statements(written: Body) -> tuple[list[Value], str]:
    certain = (one for one in called(written, "statement") if one.when[0] == CHOICE or one.when[1] is True)
    return [_optional(_statement(one), one.when) for one in certain], written.more.get("statement", "")


def _optional(value: Value, when: Value) -> Value:
    if when[0] != CHOICE:
        return value
    at = Location(value[4], value[2], value[3])
    switch, branches = when[1]
    return (
        CHOICE,
        (
            switch,
            tuple(
                (option, value if branch[1] is True else (GONE, None, *value[2:]) if branch[1] is False else _nested(value, branch, at))
                for option, branch in branches
            ),
        ),
        *value[2:],
    )


def _nested(value: Value, branch: Value, at: Location) -> Value:
    return _optional(value, branch) if branch[0] == CHOICE else unknown("whether the statement is there is not known", at)


def _statement(written: Body) -> Value:
    at = written.at
    found: Entries = {"Effect": (at.start, at.end, known("Allow", at))}
    for name, target in _NAMES.items():
        argument = written.arguments.get(name)
        if argument is not None and argument.value[0] != GONE:
            found[target] = argument
    for name, target in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if called(written, name) or written.more.get(name):
            found[target] = (at.start, at.end, _principals(written, name))
    if called(written, "condition") or written.more.get("condition"):
        found["Condition"] = (at.start, at.end, _conditions(written))
    return entries(OBJECT, found, at)


def _principals(written: Body, name: str) -> Value:
    by_type: dict[str, list[Argument]] = {}
    more = written.more.get(name, "")
    for block in called(written, name):
        kind, identifiers = block.arguments.get("type"), block.arguments.get("identifiers")
        word = settled(kind.value) if kind is not None else None
        if word is None or word[0] != SCALAR or identifiers is None or block.when[0] != SCALAR:
            more = more or "a principal's type is not known"
        else:
            by_type.setdefault(str(word[1]), []).append(identifiers)
    if not more and set(by_type) == {"*"}:
        return by_type["*"][0].value
    return entries(OBJECT, {kind: _joined(found) for kind, found in by_type.items()}, written.at, more)


def _joined(found: list[Argument]) -> Argument:
    first = found[0]
    if len(found) == 1:
        return first
    values: list[Value] = []
    more = ""
    for argument in found:
        value = settled(argument.value)
        if value[0] in ITEMS:
            values.extend(sequence_items(value))
            more = more or value[1][1]
        else:
            more = more or "a list is not known"
    at = Location(first.value[4], first.value[2], first.value[3])
    return Argument(first.start, first.end, items(TUPLE, values, at, more))


def _conditions(written: Body) -> Value:
    by_test: dict[str, dict[str, list[Argument]]] = {}
    more = written.more.get("condition", "")
    for block in called(written, "condition"):
        test, variable, values = (block.arguments.get(name) for name in ("test", "variable", "values"))
        words = [settled(one.value) if one is not None else None for one in (test, variable)]
        if values is None or any(word is None or word[0] != SCALAR for word in words) or block.when[0] != SCALAR:
            more = more or "a condition is not known"
            continue
        names = [str(word[1]) for word in words if word is not None]
        by_test.setdefault(names[0], {}).setdefault(names[1], []).append(values)
    at = written.at
    return entries(
        OBJECT,
        {
            test: (at.start, at.end, entries(OBJECT, {name: _joined(found) for name, found in tests.items()}, at))
            for test, tests in by_test.items()
        },
        at,
        more,
    )
