"""Constructs, as the interpreter meets them: what makes one, where it stands in the tree, and what the app's context says.

No list of classes is needed here: whatever is called with a scope and an id is a construct, whoever's library it is from.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from opexlint.languages.python.machine import Machine
from opexlint.languages.python.operations import spell
from opexlint.languages.python.standard import from_python
from opexlint.languages.python.values import Argument, Arguments, Either, External, Instance, Known, Made, Member, Text, Unknown, Use, Value
from opexlint.source import Location

MAX_DEPTH: Final = 30
"""How deep constructs may stand in each other."""

_NOT_CONSTRUCTS: Final = (
    "_targets",
    "_sources",
    "_actions",
    "_subscriptions",
    "_integrations",
    "_origins",
    "_notifications",
    "_destinations",
)
"""Endings of modules whose classes describe how constructs are connected and are none themselves."""

_SUBJECTS: Final = (
    *("handler", "queue", "topic", "fn", "function", "lambda_function", "machine", "state_machine", "stream", "table", "bucket"),
    *("event_bus", "log_group", "email_address", "url", "phone_number", "destination", "target", "project", "pipeline", "alarm"),
)
"""Names of the first parameter of the classes in such modules: what is connected."""

_IDS: Final = (Known, Text, Unknown, Either)
"""What the id of a construct may be."""

_FIRST_PARAMETERS: Final = {
    "Aspects.of": "scope",
    "Fn.base64": "data",
    "InlineCode": "code",
    "Stack.of": "construct",
    "Tags.of": "scope",
    "aws_cloudwatch.AlarmRule.from_alarm": "alarm",
    "aws_ec2.InstanceType": "instance_type_identifier",
    "aws_ecs.ContainerImage.from_registry": "name",
    "aws_events.Schedule.expression": "expression",
    "aws_events.Schedule.rate": "duration",
    "aws_iam.ManagedPolicy.from_aws_managed_policy_name": "managed_policy_name",
    "aws_lambda.Code.from_inline": "code",
    "aws_lambda.InlineCode": "code",
    "aws_scheduler.ScheduleExpression.expression": "expression",
    "aws_scheduler.ScheduleExpression.rate": "duration",
}
"""By factory, the name of the parameter that holds the value, for calls that pass it by name."""


METHODS: Final = frozenset(("get_context", "try_get_context"))
"""The methods that `Construction.call` knows."""


def is_cdk(name: str) -> bool:
    """Whether an imported name is CDK's own."""
    return name.startswith(("aws_cdk.", "constructs."))


@lru_cache(maxsize=1024)
def short(name: str) -> str:
    """A class as the facts name it: `aws_sqs.Queue`, `Stack`; the name itself when it is not CDK's."""
    return name.removeprefix("aws_cdk.").removeprefix("core.") if name.startswith("aws_cdk.") else name


class Construction:
    """The constructs of one program in the order they are made; `context` is that of its cdk.json."""

    def __init__(self, machine: Machine, context: dict[str, Any]) -> None:
        self._machine = machine
        self.context = context
        self.constructs: list[Made] = []
        self.loose: list[Made] = []
        self.uses: list[Use] = []
        self.handed: list[tuple[str, Arguments]] = []

    @property
    def has_flags(self) -> bool:
        """Whether the app was begun with CDK's feature flags."""
        return any(key.startswith("@aws-cdk/") and value for key, value in self.context.items())

    def call(self, made: Made) -> Value | None:
        """What a call yields when it makes or asks a construct; None when it is a plain call into the library."""
        if made.owner is None:
            _in_position(made)
            return self._make(made)
        return self._from_context(made) if made.name in METHODS else None

    def _make(self, made: Made) -> Value | None:
        if not _is_class(made.name):
            return self._stack_of(made)
        if made.name in ("aws_cdk.App", "aws_cdk.core.App"):
            made.id = Known(made.at, "")
            self._machine.make(made.at)
            self.constructs.append(made)
            return made
        scope, id_ = made.arguments.get(0, "scope"), made.arguments.get(1, "id")
        if scope is None or id_ is None or not isinstance(id_.value, _IDS):
            return None
        if isinstance(id_.value, Known) and not isinstance(id_.value.value, str):
            return None
        owner = part_of(scope.value)
        if owner is None and not (isinstance(scope.value, Unknown) and (is_cdk(made.name) or made.name.rpartition(".")[2] == "Construct")):
            return None
        if owner is not None and owner.id is None:
            return None  # a struct, not a construct
        made.scope, made.id = owner or scope.value, id_.value
        self._machine.make(made.at)
        (self.constructs if owner is not None else self.loose).append(made)
        return made

    @property
    def is_recent(self) -> bool:
        """Whether the app has the feature flags of a recent CDK; with older ones it can't be told which defaults it has."""
        return bool(self.context.get("@aws-cdk/aws-lambda:useCdkManagedLogGroup"))

    def outside(self, at: Location) -> Made:
        """The root of a tree that stands for whatever would make a construct that nothing makes."""
        self._machine.make(at)
        root = Made(at, "outside", Arguments(at), at, id=Known(at, ""))
        self.constructs.append(root)
        return root

    def hand_over(self, to: str, arguments: Arguments) -> None:
        """Note that constructs are given to something that can't be seen into."""
        for argument in (*arguments.positional, *arguments.keywords.values()):
            made = part_of(argument.value)
            if made is not None and made.id is not None:
                self.handed.append((to, arguments))
                break

    def _stack_of(self, made: Made) -> Value | None:
        """`Stack.of(construct)`."""
        if made.name not in ("aws_cdk.Stack.of", "aws_cdk.core.Stack.of") or not made.arguments.positional:
            return None
        construct = part_of(made.arguments.positional[0].value)
        return stack_of(construct) if construct is not None else None

    def _from_context(self, made: Made) -> Value:
        name = made.arguments.get(0, "key")
        if name is None or not isinstance(name.value, Known):
            return Unknown(made.at, "the context's key is computed")
        key = str(name.value.value)
        switch = ("context", key, self._machine.app)
        if key not in self.context:
            return Unknown(made.at, f"the context has no {key}", switch=switch)
        value = from_python(self.context[key], made.at)
        if isinstance(value, Known):
            self._machine.switches.define(switch, value.value)
            return Known(made.at, value.value, switch=switch)
        return value


@lru_cache(maxsize=1024)
def _is_class(name: str) -> bool:
    """Whether what is called so may be a construct's class."""
    module, _, cls = name.rpartition(".")
    return cls[:1].isupper() and not module.rpartition(".")[2].endswith(_NOT_CONSTRUCTS)


def _in_position(made: Made) -> None:
    """Put the first parameter first when it was passed by name."""
    keywords = made.arguments.keywords
    if made.arguments.positional or not keywords or not is_cdk(made.name):
        return
    name = short(made.name)
    first = "amount" if name.startswith(("Duration.", "Size.")) else _FIRST_PARAMETERS.get(name, "")
    if made.name.rpartition(".")[0].endswith(_NOT_CONSTRUCTS) and not name.startswith("aws_codepipeline_actions."):
        first = next((one for one in _SUBJECTS if one in keywords), "")
    if first in keywords:
        rest = {key: one for key, one in keywords.items() if key != first}
        made.arguments = replace(made.arguments, positional=[keywords[first]], keywords=rest)


def part_of(value: Value | None) -> Made | None:
    """The library's object behind a value: itself, or that of an object of the program."""
    if isinstance(value, Made):
        return value
    if isinstance(value, Instance):
        return value.made
    return part_of(value.then) or part_of(value.otherwise) if isinstance(value, Either) else None


def above(construct: Made) -> Made | None:
    """The construct that this one stands in."""
    scope = construct.scope
    return scope if isinstance(scope, Made) else part_of(scope)


def is_stack(construct: Made) -> bool:
    """Whether a construct is a stack of its own."""
    return _is_stack_class(construct.name)


@lru_cache(maxsize=1024)
def _is_stack_class(name: str) -> bool:
    return name.rpartition(".")[2] in ("Stack", "NestedStack")


def stack_of(construct: Made) -> Made | None:
    """The stack that a construct is in, itself included."""
    one: Made | None = construct
    for _ in range(MAX_DEPTH):
        if one is None or _is_stack_class(one.name):
            return one
        one = above(one)
    return None


def path_of(construct: Made) -> str:
    """The construct's path in the app: `ApiStack/Queue`; unknown parts of ids are `*`."""
    ids: list[str] = []
    one: Made | None = construct
    for _ in range(MAX_DEPTH):
        if one is None:
            break
        name = id_text(one.id)
        if name:
            ids.append(name)
        one = above(one)
    ids.reverse()
    return "/".join(ids)


def id_text(value: Value | None) -> str:
    """An id as text, `/` written as CDK does."""
    if isinstance(value, Known):
        name = spell(value)
        return name.replace("/", "--") if "/" in name else name
    if isinstance(value, Text):
        return "".join(id_text(part) for part in value.parts)
    if isinstance(value, Either):
        return id_text(value.then)
    return "" if value is None else "*"


def keyword(construct: Made, name: str) -> Argument | None:
    """A keyword argument of a construct."""
    return construct.arguments.keywords.get(name)


def root_of(value: Value | None) -> tuple[Made | None, tuple[str, ...]]:
    """The object that an attribute chain begins at, and the names of the chain."""
    if isinstance(value, Made):
        return value, ()
    names: list[str] = []
    while isinstance(value, Member):
        names.append(value.name)
        value = value.owner
    if isinstance(value, External):
        return None, ()
    return part_of(value), tuple(reversed(names))


def is_within(construct: Made, scope: Made) -> bool:
    """Whether a construct, or the one that a call was made on, stands in another one."""
    one: Made | None = construct
    for _ in range(MAX_DEPTH):
        if one is None or one is scope:
            break
        one = above(one) if one.scope is not None else root_of(one.owner)[0]
    return one is scope


def is_outside(construct: Made) -> bool:
    """Whether a construct stands in none that the program makes."""
    one: Made | None = construct
    for _ in range(MAX_DEPTH):
        if one is None:
            return True
        if one.name == "outside":
            return True
        one = above(one)
    return True
