"""Fixes written into Python: an argument of the call that makes a resource, or an attribute of another one.

What is to be set is known by its CloudFormation path; the facts that the reader goes by say which argument sets it (`Route`). Only the
text of the one call is parsed again, by libcst, so that nothing else can change; the edit is the part that differs. Where an argument may
hide behind `**`, a name or a condition, nothing is written.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from opexlint.facts import cdk, schemas, terraform
from opexlint.facts.paths import Path as FactPath
from opexlint.finding import Attribute, Change, Edit
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.pulumi.names import snake, terraform_type
from opexlint.languages.python.syntax import Source, dotted, parse
from opexlint.model import fold
from opexlint.source import File, Location

if TYPE_CHECKING:
    import libcst as cst

Names = Mapping[str, str]
Steps = tuple[str | int, ...]


def rewrite(change: Change, file: File) -> list[Edit]:
    """A fix as edits; empty where it can't be written safely."""
    source = parse(file)
    if not isinstance(source, Source):
        return []
    names = imported_names(source.tree)
    if isinstance(change.value, Attribute):
        return _replace_attribute(change, source)
    call = next((node for node in ast.walk(source.tree) if isinstance(node, ast.Call) and source.at(node.func) == change.at), None)
    if call is None:
        return []
    written = _Writer(source, names, call).write(change)
    return [written] if written is not None and _still_parses(source, written) else []


def _still_parses(source: Source, edit: Edit) -> bool:
    text = source.file.text
    after = File(source.path, text[: edit.at.start] + edit.text + text[edit.at.end :])
    return isinstance(parse(after), Source)


def imported_names(tree: ast.Module) -> Names:
    """What the names of a module's imports stand for: `sqs` is `aws_cdk.aws_sqs`."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = alias.name if alias.asname else alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return found


def _qualified(written: str, names: Names) -> str:
    first, dot, rest = written.partition(".")
    return names.get(first, first) + dot + rest


# -- an attribute of another resource ------------------------------------------------------------------------------------------------------


def _replace_attribute(change: Change, source: Source) -> list[Edit]:
    """Another attribute of the same object: `lb.load_balancer_arn` becomes `lb.load_balancer_full_name`."""
    at = change.replaces
    if at is None or not isinstance(change.value, Attribute):
        return []
    node = next((one for one in ast.walk(source.tree) if isinstance(one, ast.Attribute) and source.at(one) == at), None)
    if node is None:
        return []
    name = _attribute_named(node.attr, change.value.attribute)
    if name is None:
        return []
    start = at.end - len(node.attr)
    return [Edit(Location(at.path, start, at.end), name)] if source.file.text[start : at.end] == node.attr else []


def _attribute_named(present: str, wanted: str) -> str | None:
    """The property that yields an attribute, of the classes that have the present one; None when they differ."""
    if present == "ref" or present.startswith("attr_"):
        return f"attr_{snake(wanted)}"
    found: set[str] = set()
    for name in cdk.constructs():
        construct = cdk.construct(name)
        yields = construct.yields if construct is not None else {}
        if present in yields:
            found.update(key for key, attribute in yields.items() if attribute == wanted)
    return found.pop() if len(found) == 1 else None


# -- which argument sets a property --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Route:
    """How a property is set: keyword after keyword through structs, and what makes the value.

    `structs` are the classes of the structs between the keywords ("" where it is a dict), `how` and `values` as in `cdk.Change`; `unit` is
    a duration's.
    """

    keywords: tuple[str, ...]
    structs: tuple[str, ...]
    how: str
    values: Mapping[str, Any]
    unit: str = ""


_STRUCTS: Final = {
    "auto_rollback": "aws_cdk.aws_codedeploy.AutoRollbackConfig",
    "circuit_breaker": "aws_cdk.aws_ecs.DeploymentCircuitBreaker",
    "deploy_options": "aws_cdk.aws_apigateway.StageOptions",
    "logs": "aws_cdk.aws_stepfunctions.LogOptions",
    "point_in_time_recovery_specification": "aws_cdk.aws_dynamodb.PointInTimeRecoverySpecification",
}
"""The class of the struct that an argument of an L2 takes."""

_PROPERTY_STRUCTS: Final = frozenset(
    (
        *("AlarmConfiguration", "AutoRollbackConfiguration", "DeploymentAlarms", "DeploymentCircuitBreaker", "DeploymentConfiguration"),
        *("LoggingConfiguration", "PointInTimeRecoverySpecification", "TracingConfig", "TracingConfiguration", "VersioningConfiguration"),
    )
)
"""Properties of an L1 whose struct is called like them; any other is written as a dict."""


def routes(name: str, path: Steps, callee: str) -> Iterator[Route]:
    """The ways to set a property of what a class makes."""
    if name.startswith("pulumi_aws."):
        vocabulary = terraform.vocabulary(terraform_type(name.removeprefix("pulumi_aws.")))
        if vocabulary is not None:
            yield from _through_targets(vocabulary.attributes, path, ())
        return
    cls = short(name)
    cfn_type = cdk.l1_type(cls)
    if cfn_type is not None:
        yield from _through_schema(cfn_type, path, callee)
        return
    construct = cdk.construct(cls)
    for keyword, effect in construct.arguments.items() if construct is not None else ():
        for one in effect.changes if not effect.adds else ():
            yield from _through_change(one, path, (keyword,), ())


def _through_change(change: cdk.Change, path: Steps, keywords: tuple[str, ...], structs: tuple[str, ...]) -> Iterator[Route]:
    rest = _after(change.path, path)
    if rest is None:
        return
    if change.how == "structure":
        struct = _STRUCTS.get(keywords[-1], "")
        if not rest:
            yield Route(keywords, structs, "structure", dict(change.fields))
        for name, one in change.fields.items():
            yield from _through_change(one, rest, (*keywords, name), (*structs, struct)) if rest else ()
    elif not rest:
        yield Route(keywords, structs, change.how, change.values, change.unit)


def _through_schema(cfn_type: str, path: Steps, callee: str) -> Iterator[Route]:
    shape = schemas.shape(cfn_type)
    names = [step for step in path if isinstance(step, str)]
    if shape is None or len(names) != len(path) or shape.at(*names) is None:
        return
    structs = tuple(f"{callee}.{name}Property" if name in _PROPERTY_STRUCTS else "" for name in names[:-1])
    yield Route(tuple(snake(name) for name in names), structs, "schema", {"": (callee, names[-1])})


def _through_targets(targets: Mapping[str, terraform.Target], path: Steps, keywords: tuple[str, ...]) -> Iterator[Route]:
    for name, target in targets.items():
        rest = _after(target.path, path)
        if rest is None or target.resource is not None:
            continue
        if target.block == "one" and rest:
            yield from _through_targets(target.attributes, rest, (*keywords, name))
        elif target.block is None and not rest and target.via in ("value", "enum"):
            values = {spelled: text for text, spelled in (target.enum or {}).items() if spelled is not None}
            yield Route((*keywords, name), ("",) * len(keywords), f"pulumi {target.via}", values)


def _after(prefix: FactPath, path: Steps) -> Steps | None:
    """What is left of a path behind a prefix; None when it does not start so."""
    if len(prefix) > len(path):
        return None
    for step, wanted in zip(prefix, path, strict=False):
        if not isinstance(step, str) or not isinstance(wanted, str) or fold(step) != fold(wanted):
            return None
    return path[len(prefix) :]


# -- writing -------------------------------------------------------------------------------------------------------------------------------


class _Refused(Exception):  # noqa: N818  nothing is wrong: it can't be written safely
    """The fix can't be written."""


class _Writer:
    """Writes one change into one call."""

    def __init__(self, source: Source, names: Names, call: ast.Call) -> None:
        self._source = source
        self._names = names
        self._call = call
        self._callee = dotted(call.func)
        self._newline = "\r\n" if "\r\n" in source.file.text else "\n"

    def write(self, change: Change) -> Edit | None:
        """The edit, or None when it can't be written safely."""
        import libcst as cst

        at = self._source.at(self._call)
        before = self._source.text(at)
        name = _qualified(self._callee, self._names)
        try:
            node = cst.parse_expression(before)
        except (cst.ParserSyntaxError, RecursionError):
            return None
        if not isinstance(node, cst.Call) or not self._callee:
            return None
        for route in routes(name, change.path, self._callee):
            try:
                after = self._code(self._set(node, route, 0, change.value))
            except _Refused:
                continue
            return _edit(at, before, after)
        return None

    def _code(self, node: "cst.CSTNode") -> str:
        import libcst as cst

        return cst.Module([], default_newline=self._newline).code_for_node(node)

    # -- where it goes --------------------------------------------------------------------------------------------------------------

    def _set(self, call: "cst.Call", route: Route, depth: int, value: Any) -> "cst.Call":
        """The call with the rest of a route set; a keyword that is there already is changed inside."""
        import libcst as cst

        keyword = route.keywords[depth]
        for index, argument in enumerate(call.args):
            if argument.keyword is not None and argument.keyword.value == keyword:
                inner = self._inside(argument.value, route, depth, value)
                args = (*call.args[:index], argument.with_changes(value=inner), *call.args[index + 1 :])
                return call.with_changes(args=args)
        if any(argument.star for argument in call.args):
            raise _Refused
        fresh = cst.Arg(
            value=cst.parse_expression(self._expression(route, depth, value)),
            keyword=cst.Name(keyword),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        return with_argument(call, fresh)

    def _inside(self, present: "cst.BaseExpression", route: Route, depth: int, value: Any) -> "cst.BaseExpression":
        """The present value of a keyword, changed."""
        import libcst as cst

        if depth + 1 == len(route.keywords):
            if not isinstance(present, cst.Name | cst.Attribute | cst.SimpleString | cst.Integer | cst.Call):
                raise _Refused
            if isinstance(present, cst.Name) and present.value not in ("True", "False", "None"):
                raise _Refused  # the name may be used elsewhere, and hold anything
            return cst.parse_expression(self._leaf(route, value))
        if isinstance(present, cst.Call):
            return self._set(present, route, depth + 1, value)
        if isinstance(present, cst.Dict):
            return self._in_dict(present, route, depth, value)
        raise _Refused

    def _in_dict(self, present: "cst.Dict", route: Route, depth: int, value: Any) -> "cst.Dict":
        import libcst as cst

        wanted = fold(route.keywords[depth + 1])
        for index, element in enumerate(present.elements):
            if not isinstance(element, cst.DictElement):
                raise _Refused
            if isinstance(element.key, cst.SimpleString) and fold(str(element.key.evaluated_value)) == wanted:
                inner = self._inside(element.value, route, depth + 1, value)
                elements = (*present.elements[:index], element.with_changes(value=inner), *present.elements[index + 1 :])
                return present.with_changes(elements=elements)
        raise _Refused

    # -- what it is -----------------------------------------------------------------------------------------------------------------

    def _expression(self, route: Route, depth: int, value: Any) -> str:
        """The expression of a keyword that is not there yet: the rest of the route as nested structs."""
        if depth + 1 == len(route.keywords):
            return self._leaf(route, value)
        inner = self._expression(route, depth + 1, value)
        struct = self._named(route.structs[depth])
        name = route.keywords[depth + 1]
        if struct:
            return f"{struct}({name}={inner})"
        key = _camel(name) if route.how == "schema" else name
        return f'{{"{key}": {inner}}}'

    def _named(self, qualified: str) -> str:
        """How the file can name a class: through an import it has; "" when it has none."""
        if qualified.startswith(self._callee + "."):
            return qualified
        for name, meaning in self._names.items():
            if meaning == qualified:
                return name
            if qualified.startswith(meaning + "."):
                return name + qualified[len(meaning) :]
        return ""

    def _leaf(self, route: Route, value: Any) -> str:
        match route.how:
            case "value" | "pulumi value" if isinstance(value, str | int | float | bool):
                return _literal(value)
            case "pulumi enum" if value in route.values:
                spelled = route.values[value]
                return {"true": "True", "false": "False"}.get(spelled, _literal(spelled))
            case "flag":
                found = next((name for name, data in route.values.items() if data == value and data is not None), None)
                if found in ("true", "false"):
                    return found.capitalize()
            case "duration" if isinstance(value, int):
                duration = self._named("aws_cdk.Duration")
                if duration:
                    return f"{duration}.{route.unit}({value})"
            case "removal":
                return self._removal(value)
            case "structure" if isinstance(value, dict):
                return self._structure(route, value)
            case "schema":
                return self._plain(value, *route.values[""])
        raise _Refused

    def _removal(self, value: Any) -> str:
        policy = self._named("aws_cdk.RemovalPolicy")
        found = next((name for name, spelled in cdk.REMOVAL.items() if spelled == value), None)
        if not policy or found is None:
            raise _Refused
        return f"{policy}.{found}"

    def _structure(self, route: Route, value: dict[str, Any]) -> str:
        """A struct of an L2 that sets all entries of a mapping."""
        parts = []
        for name, data in value.items():
            field = next(((key, one) for key, one in route.values.items() if _after(one.path, (name,)) == ()), None)
            if field is None:
                raise _Refused
            parts.append((field[0], self._leaf(Route((), (), field[1].how, field[1].values, field[1].unit), data)))
        struct = self._named(_STRUCTS.get(route.keywords[-1], ""))
        if struct:
            return f"{struct}({', '.join(f'{name}={text}' for name, text in parts)})"
        return "{" + ", ".join(f'"{name}": {text}' for name, text in parts) + "}"

    def _plain(self, value: Any, callee: str, name: str) -> str:
        """Plain data as an L1 takes it: structs where their name is known, else dicts in camel case."""
        if isinstance(value, dict):
            if name in _PROPERTY_STRUCTS:
                inner = ", ".join(f"{snake(key)}={self._plain(data, callee, key)}" for key, data in value.items())
                return f"{callee}.{name}Property({inner})"
            return "{" + ", ".join(f'"{_camel(snake(key))}": {self._plain(data, callee, key)}' for key, data in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._plain(item, callee, "") for item in value) + "]"
        return _literal(value)


def with_argument(call: "cst.Call", fresh: "cst.Arg") -> "cst.Call":
    """The call with one more argument behind the last, laid out as the others are."""
    import libcst as cst

    if not call.args:
        return call.with_changes(args=(fresh,))
    *others, last = call.args
    inner: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace(" ")
    before = others[-1].comma if others else None
    layout = before.whitespace_after if isinstance(before, cst.Comma) else call.whitespace_before_args
    if isinstance(layout, cst.ParenthesizedWhitespace):
        inner = cst.ParenthesizedWhitespace(indent=layout.indent, last_line=layout.last_line)
    if isinstance(last.comma, cst.Comma):
        trailing = last.comma.whitespace_after
        fresh = fresh.with_changes(comma=last.comma.with_changes(whitespace_after=_without_comment(trailing)))
    else:
        trailing = last.whitespace_after_arg
        fresh = fresh.with_changes(whitespace_after_arg=_without_comment(trailing))
    if isinstance(trailing, cst.ParenthesizedWhitespace) and trailing.first_line.comment is not None:
        last_line = inner.last_line if isinstance(inner, cst.ParenthesizedWhitespace) else trailing.last_line
        inner = trailing.with_changes(last_line=last_line, empty_lines=())
    last = last.with_changes(comma=cst.Comma(whitespace_after=inner), whitespace_after_arg=cst.SimpleWhitespace(""))
    return call.with_changes(args=(*others, last, fresh))


def _without_comment(space: "cst.BaseParenthesizableWhitespace") -> "cst.BaseParenthesizableWhitespace":
    """White space without the comment on its first line, which belongs to the argument before."""
    import libcst as cst

    if isinstance(space, cst.ParenthesizedWhitespace):
        return space.with_changes(first_line=cst.TrailingWhitespace(newline=space.first_line.newline))
    return space


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if value.isprintable() else repr(value)
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise _Refused


_UNDERSCORE = re.compile(r"_([a-z0-9])")


def _camel(name: str) -> str:
    return _UNDERSCORE.sub(lambda found: found[1].upper(), name)


def _edit(at: Location, before: str, after: str) -> Edit | None:
    """The smallest edit of whole words that makes one text of the other."""
    if before == after:
        return None
    shorter = min(len(before), len(after))
    start = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    end = next((index for index in range(shorter - start) if before[-1 - index] != after[-1 - index]), shorter - start)
    while start and _is_word(before[start - 1]) and _is_word((before[start:] or " ")[0] + (after[start:] or " ")[0]):
        start -= 1
    while end and _is_word(before[-end]) and _is_word(before[-end - 1] + after[-end - 1]):
        end -= 1
    return Edit(Location(at.path, at.start + start, at.end - end), after[start : len(after) - end])


def _is_word(text: str) -> bool:
    return any(letter.isalnum() or letter == "_" for letter in text)
