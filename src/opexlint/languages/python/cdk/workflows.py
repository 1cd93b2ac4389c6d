"""Definitions of state machines: what chains of states, texts and files of the CDK become.

https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_stepfunctions/README.html, https://states-language.net/
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from opexlint.embedded import yaml_text
from opexlint.embedded.passage import Passage, Run
from opexlint.facts.schemas import JSON
from opexlint.languages.python.cdk.arguments import fields_of, member_name
from opexlint.languages.python.cdk.construction import id_text, part_of, short
from opexlint.languages.python.drafts import NOT_FOLLOWED, Draft, Entry
from opexlint.languages.python.operations import spell, why
from opexlint.languages.python.properties import opened
from opexlint.languages.python.values import Argument, Arguments, Known, Made, Use, Value
from opexlint.model import MAPPING, Node, mapping, scalar, sequence, text, unknown
from opexlint.source import File, Location

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

WORKFLOW: Final = "AWS::StepFunctions::StateMachine"

MAX_NESTING: Final = 20
"""How deep states may stand in each other."""

MAX_STATES: Final = 10_000
"""How many states all definitions of an app may visit; one that stands in several others is met each time."""

_TOO_MANY: Final = "there are too many states to follow"

_BASIC: Final = frozenset(("Pass", "Wait", "Succeed", "Fail", "Choice", "Parallel", "Map", "DistributedMap", "CustomState"))
_TASKS: Final = "aws_stepfunctions_tasks."
_ENDINGS: Final = frozenset(("Succeed", "Fail"))
_QUERIES: Final = (".json_path", ".jsonata")
"""Static methods that make a state with one of the two query languages."""

_SERVICES: Final[dict[str, str]] = {
    "AthenaGetQueryResults": "athena:getQueryResults",
    "AthenaStartQueryExecution": "athena:startQueryExecution",
    "BatchSubmitJob": "batch:submitJob",
    "BedrockInvokeModel": "bedrock:invokeModel",
    "CodeBuildStartBuild": "codebuild:startBuild",
    "DynamoDeleteItem": "dynamodb:deleteItem",
    "DynamoGetItem": "dynamodb:getItem",
    "DynamoPutItem": "dynamodb:putItem",
    "DynamoUpdateItem": "dynamodb:updateItem",
    "EcsRunTask": "ecs:runTask",
    "EventBridgePutEvents": "events:putEvents",
    "GlueStartJobRun": "glue:startJobRun",
    "LambdaInvoke": "lambda:invoke",
    "SnsPublish": "sns:publish",
    "SqsSendMessage": "sqs:sendMessage",
    "StepFunctionsStartExecution": "states:startExecution",
}
"""What a task asks of which service."""

_SUFFIXES: Final = {"REQUEST_RESPONSE": "", "RUN_JOB": ".sync", "WAIT_FOR_TASK_TOKEN": ".waitForTaskToken"}
_TARGETS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "LambdaInvoke": {"lambda_function": ("FunctionName", "Arn")},
    "SnsPublish": {"topic": ("TopicArn", "TopicArn")},
    "SqsSendMessage": {"queue": ("QueueUrl", "QueueUrl")},
    "StepFunctionsStartExecution": {"state_machine": ("StateMachineArn", "Arn")},
}
"""By task, the arguments that say what it acts on: the parameter, and the attribute."""

_SECONDS: Final = {
    "timeout": "TimeoutSeconds",
    "task_timeout": "TimeoutSeconds",
    "heartbeat": "HeartbeatSeconds",
    "heartbeat_timeout": "HeartbeatSeconds",
}
_WAITS: Final = ("aws_stepfunctions.Timeout.duration", "aws_stepfunctions.WaitTime.duration")
_FIELDS: Final = {
    "assign": "Assign",
    "cause": "Cause",
    "cause_path": "CausePath",
    "comment": "Comment",
    "credentials": "Credentials",
    "error": "Error",
    "error_path": "ErrorPath",
    "input_path": "InputPath",
    "item_selector": "ItemSelector",
    "items": "Items",
    "items_path": "ItemsPath",
    "max_concurrency": "MaxConcurrency",
    "output_path": "OutputPath",
    "outputs": "Output",
    "parameters": "Parameters",
    "query_language": "QueryLanguage",
    "result_path": "ResultPath",
    "result_selector": "ResultSelector",
    "tolerated_failure_count": "ToleratedFailureCount",
    "tolerated_failure_percentage": "ToleratedFailurePercentage",
}
_OF_THE_JOB: Final = {
    "BatchSubmitJob": frozenset(("timeout", "task_timeout")),
    "GlueStartJobRun": frozenset(("timeout", "task_timeout")),
}
"""By task, arguments that limit the job it starts, and not the state."""

_SERVICE_ERRORS: Final = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
)
"""What `LambdaInvoke` retries unless it is told not to."""


class _Chain(NamedTuple):
    """States that follow each other: where they begin, and the states whose next one is still open."""

    start: Made
    ends: tuple[Made, ...]


@dataclass(slots=True)
class _State:
    """What calls have said of a state; `doubt` is why there may be more."""

    next: Made | None = None
    choices: list[tuple[Made | None, Location]] = field(default_factory=list)
    default: Made | None = None
    inner: list[Value] = field(default_factory=list)
    retries: list[Arguments] = field(default_factory=list)
    catches: list[tuple[Made | None, Arguments]] = field(default_factory=list)
    doubt: str = ""


class Workflows:
    """The definitions of one app's state machines."""

    def __init__(self, synthesis: "Synthesis") -> None:
        self._synthesis = synthesis
        self._left = MAX_STATES

    def define(self, draft: Draft, construct: Made, argument: Argument) -> None:
        """`definition_body=DefinitionBody.from_chainable(...)`, or `definition=` with the chain itself."""
        key = next((construct.arguments.keys.get(name) for name, one in construct.arguments.keywords.items() if one is argument), None)
        node = self._synthesis.translator.by_branch(argument.value, argument.at, lambda value: self._definition(value, argument.at))
        if node[0] == MAPPING:
            node = mapping((*node[1][0], *self._of_all(construct.arguments)), Location(node[4], node[2], node[3]), node[1][1])
        draft.set(("DefinitionString",), node, key)

    def _of_all(self, arguments: Arguments) -> Iterator[Entry]:
        """What a state machine says of its definition as a whole."""
        for name in ("timeout", "comment"):
            given = arguments.keywords.get(name)
            if given is not None:
                yield _entry(_SECONDS.get(name) or _FIELDS[name], self._seconds(given) if name == "timeout" else self._plain(given))

    def _definition(self, value: Value, at: Location) -> Node:
        name = short(value.name).rpartition(".")[2] if isinstance(value, Made) and value.owner is None else ""
        given = value.arguments.get(0, "") if isinstance(value, Made) else None
        if isinstance(value, Made) and given is None:
            given = next(iter(value.arguments.keywords.values()), None)
        if name == "from_string" and given is not None:
            return self._synthesis.translator.node(given.value, given.at, JSON)
        if name == "from_file" and given is not None:
            return self._file(given)
        chain = self._chain(given.value if name == "from_chainable" and given is not None else value)
        return self._graph(chain.start, at, 0) if chain is not None else unknown(why(value), at)

    def _file(self, path: Argument) -> Node:
        written = spell(path.value) if isinstance(path.value, Known) else ""
        file = self._synthesis.file(written) if written else None
        if file is None:
            return unknown(f"{written} is not in the project" if written else why(path.value), path.at)
        return _document(file) or unknown(f"{written} can't be read", path.at)

    # -- who follows whom -----------------------------------------------------------------------------------------------------------

    @cached_property
    def _states(self) -> dict[int, _State]:
        """What is said of each state, by all calls of the app in their order."""
        self._chains: dict[int, _Chain] = {}
        states: dict[int, _State] = {}
        for use in self._synthesis.uses:
            if use.made is not None and use.name in _METHODS:
                self._apply(states, use, use.made)
        return states

    def _apply(self, states: dict[int, _State], use: Use, made: Made) -> None:
        chain = self._known_chain(use.owner)
        if chain is None:
            return
        given = [one.value for one in made.arguments.positional] or [one.value for one in made.arguments.keywords.values()]
        state = states.setdefault(id(chain.start), _State())
        if (use.when is not True and use.when != chain.start.when) or made.arguments.more:
            state.doubt = "it is changed under a condition"
        if use.name == "next" and given:
            following = self._known_chain(given[0])
            for end in chain.ends:
                one = states.setdefault(id(end), _State())
                one.next = following.start if following is not None else None
                one.doubt = one.doubt or ("" if following is not None else why(given[0])) or state.doubt
            self._chains[id(made)] = _Chain(chain.start, following.ends if following is not None else ())
            return
        self._chains[id(made)] = chain
        self._add(state, use.name, made, given)
        if use.name == "afterwards":
            self._chains[id(made)] = _Chain(chain.start, tuple(self._open_ends(states, chain.start)))
            state.doubt = state.doubt or (_TOO_MANY if self._left <= 0 else "")

    def _add(self, state: _State, method: str, made: Made, given: list[Value]) -> None:
        if method in ("when", "otherwise"):
            target = made.arguments.get(1, "next") if method == "when" else made.arguments.get(0, "def")
            chain = self._known_chain(target.value) if target is not None else None
            start = chain.start if chain is not None else None
            if method == "when":
                state.choices.append((start, made.at))
            else:
                state.default = start
            state.doubt = state.doubt or ("" if chain is not None else "a state that follows is not known")
        elif method == "add_retry":
            state.retries.append(made.arguments)
        elif method == "add_catch":
            handler = made.arguments.get(0, "handler")
            chain = self._known_chain(handler.value) if handler is not None else None
            state.catches.append((chain.start if chain is not None else None, made.arguments))
        elif method in ("branch", "iterator", "item_processor"):
            state.inner.extend(given if method == "branch" else given[:1])

    def _open_ends(self, states: Mapping[int, _State], start: Made) -> Iterator[Made]:
        """The states behind a choice that nothing follows yet."""
        met = {id(start)}
        ahead = [start]
        while ahead and self._left > 0:
            self._left -= 1
            made = ahead.pop()
            known = states.get(id(made)) or _State()
            if known.next is None and _kind(made) not in _ENDINGS and made is not start:
                yield made
            for following in _following(known):
                if id(following) not in met:
                    met.add(id(following))
                    ahead.append(following)

    def _chain(self, value: Value) -> _Chain | None:
        """The chain behind a value, when all calls were looked at."""
        return self._known_chain(value) if self._states is not None else None

    def _known_chain(self, value: Value) -> _Chain | None:
        made = part_of(value)
        if made is None:
            return None
        known = self._chains.get(id(made))
        if known is not None:
            return known
        name = short(made.name)
        if made.owner is None and name == "aws_stepfunctions.Chain.start":
            return self._known_chain(made.arguments.positional[0].value) if made.arguments.positional else None
        kind = _kind(made)
        return _Chain(made, () if kind in _ENDINGS or kind == "Choice" else (made,)) if kind else None

    # -- what they become -----------------------------------------------------------------------------------------------------------

    def _graph(self, start: Made, at: Location, depth: int) -> Node:
        """A state with all that can follow it."""
        states: list[Entry] = []
        more = "" if depth < MAX_NESTING else "states stand too deep in each other"
        met = {id(start)}
        ahead = [start]
        while ahead and depth < MAX_NESTING:
            self._left -= 1
            if self._left < 0:
                more = _TOO_MANY
                break
            made = ahead.pop(0)
            known = self._states.get(id(made)) or _State()
            more = more or known.doubt
            states.append(_entry(_name(made), self._state(made, known, depth)))
            for following in _following(known):
                if id(following) not in met:
                    met.add(id(following))
                    ahead.append(following)
        return mapping((_entry("StartAt", scalar(_name(start), start.at)), _entry("States", mapping(tuple(states), at, more))), at)

    def _state(self, made: Made, known: _State, depth: int) -> Node:
        kind = _kind(made)
        if kind == "CustomState":
            return self._custom(made, known)
        entries = [_entry("Type", scalar("Map" if kind == "DistributedMap" else kind if kind in _BASIC else "Task", made.header))]
        entries += self._said(made, kind)
        if kind == "Choice":
            entries += _choices(known, made.at)
        elif known.next is not None:
            entries.append(_entry("Next", scalar(_name(known.next), known.next.at)))
        elif known.doubt:
            entries.append(_entry("Next", unknown(known.doubt, made.at)))
        elif kind not in _ENDINGS:
            entries.append(_entry("End", scalar(True, made.at)))
        if kind in ("Parallel", "Map", "DistributedMap"):
            inner = tuple(self._inside(one, made.at, depth) for one in known.inner)
            if kind == "Parallel":
                entries.append(_entry("Branches", sequence(inner, made.at, known.doubt)))
            else:
                entries.append(_entry("ItemProcessor", inner[0] if len(inner) == 1 else unknown(NOT_FOLLOWED, made.at)))
        entries += self._handlers(made, known, kind)
        return mapping(tuple(entries), made.at, made.arguments.more)

    def _inside(self, value: Value, at: Location, depth: int) -> Node:
        chain = self._known_chain(value)
        return self._graph(chain.start, at, depth + 1) if chain is not None else unknown(why(value), at)

    def _custom(self, made: Made, known: _State) -> Node:
        """`CustomState(self, "X", state_json={...})`: what its author wrote, with what follows."""
        given = made.arguments.keywords.get("state_json")
        node = self._synthesis.translator.node(given.value, given.at, JSON) if given is not None else unknown(NOT_FOLLOWED, made.at)
        if node[0] != MAPPING:
            return node
        kept = tuple(entry for entry in node[1][0] if entry[0] not in ("Next", "End"))
        following = _entry("Next", scalar(_name(known.next), made.at)) if known.next is not None else _entry("End", scalar(True, made.at))
        return mapping((*kept, following), Location(node[4], node[2], node[3]), node[1][1] or known.doubt)

    def _said(self, made: Made, kind: str) -> list[Entry]:
        """What a state's own arguments say."""
        entries: list[Entry] = []
        rest: list[str] = []
        for name, argument in made.arguments.keywords.items():
            key = made.arguments.keys.get(name)
            if name in _OF_THE_JOB.get(kind, ()) or (name == "parameters" and kind not in (*_BASIC, "CallAwsService")):
                rest.append(name)
            elif name in _SECONDS:
                entries.append(_entry(_SECONDS[name], self._seconds(argument), key))
            elif name in _FIELDS:
                entries.append(_entry(_FIELDS[name], self._plain(argument), key))
            elif name not in ("scope", "id", "state_name", "integration_pattern", "retry_on_service_exceptions"):
                rest.append(name)
        if kind == "Wait":
            time = made.arguments.keywords.get("time")
            entries += [_entry("Seconds", self._seconds(time))] if time is not None else []
        elif kind not in _BASIC:
            entries += self._task(made, kind, rest)
        elif kind == "Pass" and "result" in rest:
            entries.append(_entry("Result", unknown(NOT_FOLLOWED, made.at)))
        return entries

    def _task(self, made: Made, kind: str, rest: Iterable[str]) -> Iterator[Entry]:
        """What a task asks of a service."""
        keywords = made.arguments.keywords
        targets = _TARGETS.get(kind, {})
        known = tuple(
            _entry(parameter, self._synthesis.references.attribute_of(keywords[name], attribute))
            for name, (parameter, attribute) in targets.items()
            if name in keywords
        )
        only = keywords.get("payload_response_only")
        if kind == "LambdaInvoke" and only is not None and member_name(only.value) != "False":
            yield _entry("Resource", known[0][3] if known and member_name(only.value) == "True" else unknown(why(only.value), made.at))
            return
        yield _entry("Resource", self._resource(made, kind))
        open_ = NOT_FOLLOWED if any(name not in targets for name in rest) or kind not in _TARGETS else ""
        if kind != "CallAwsService" or "parameters" not in keywords:
            yield _entry("Arguments" if made.name.endswith(".jsonata") else "Parameters", mapping(known, made.at, open_))

    def _resource(self, made: Made, kind: str) -> Node:
        at = made.at
        pattern = made.arguments.keywords.get("integration_pattern")
        picked = member_name(pattern.value) if pattern is not None else "REQUEST_RESPONSE"
        suffix = _SUFFIXES.get(picked or "")
        service = _SERVICES.get(kind, "")
        if kind == "CallAwsService":
            words = [made.arguments.keywords.get(name) for name in ("service", "action")]
            spelled = [str(one.value.value) for one in words if one is not None and isinstance(one.value, Known)]
            service = f"aws-sdk:{':'.join(spelled)}" if len(spelled) == 2 else ""
        if not service or suffix is None:
            return unknown(NOT_FOLLOWED if not service or pattern is None else why(pattern.value), at)
        if service == "states:startExecution" and suffix == ".sync":
            suffix = ".sync:2"
        place = pattern.at if pattern is not None else at
        partition = unknown("the partition is known only when it is deployed", place)
        return text((scalar("arn:", place), partition, scalar(f":states:::{service}{suffix}", place)), place)

    def _handlers(self, made: Made, known: _State, kind: str) -> Iterator[Entry]:
        """What is retried and what is caught."""
        retries = [self._retry(one) for one in known.retries]
        default = made.arguments.keywords.get("retry_on_service_exceptions")
        if kind == "LambdaInvoke" and (default is None or member_name(default.value) == "True"):
            retries.insert(0, _service_retry(made.at))
        doubted = why(default.value) if kind == "LambdaInvoke" and default is not None and member_name(default.value) is None else ""
        if retries or doubted:
            yield _entry("Retry", sequence(tuple(retries), made.at, doubted or known.doubt))
        if known.catches:
            yield _entry("Catch", sequence(tuple(self._catch(*one) for one in known.catches), made.at, known.doubt))

    def _retry(self, arguments: Arguments) -> Node:
        fields = self._fields(arguments)
        entries = [self._errors(fields)]
        for name, spelled in (("interval", "IntervalSeconds"), ("max_delay", "MaxDelaySeconds")):
            if name in fields.keywords:
                entries.append(_entry(spelled, self._seconds(fields.keywords[name])))
        for name, spelled in (("max_attempts", "MaxAttempts"), ("backoff_rate", "BackoffRate"), ("jitter_strategy", "JitterStrategy")):
            if name in fields.keywords:
                entries.append(_entry(spelled, self._plain(fields.keywords[name])))
        return mapping(tuple(entries), arguments.at, fields.more)

    def _catch(self, start: Made | None, arguments: Arguments) -> Node:
        fields = self._fields(arguments)
        following = scalar(_name(start), start.at) if start is not None else unknown("the state that follows is not known", arguments.at)
        return mapping((self._errors(fields), _entry("Next", following)), arguments.at, fields.more)

    def _fields(self, arguments: Arguments) -> Arguments:
        """The fields of a struct, given one by one or as a whole."""
        props = arguments.keywords.get("props")
        return (fields_of(props.value) if props is not None else None) or arguments

    def _errors(self, fields: Arguments) -> Entry:
        given = fields.keywords.get("errors")
        if given is not None:
            return _entry("ErrorEquals", self._plain(given))
        return _entry("ErrorEquals", sequence((scalar("States.ALL", fields.at),), fields.at))

    def _plain(self, argument: Argument) -> Node:
        return self._synthesis.connections.plain(argument)

    def _seconds(self, argument: Argument) -> Node:
        """`Duration.minutes(5)`, `Timeout.duration(Duration.minutes(5))` or `WaitTime.duration(...)` in seconds."""
        value, at = argument
        inner = value.arguments.get(0, "duration") if isinstance(value, Made) and short(value.name) in _WAITS else None
        if inner is not None:
            value, at = inner
        return self._synthesis.references.duration(value, "seconds", at)


_METHODS: Final = frozenset(("next", "when", "otherwise", "afterwards", "add_retry", "add_catch", "branch", "iterator", "item_processor"))


def _kind(made: Made) -> str:
    """The class of a state without its module, "" for what is none."""
    name = short(made.name)
    for query in _QUERIES:
        name = name.removesuffix(query)
    if made.owner is not None:
        return ""
    if name.startswith(_TASKS):
        cls = name.removeprefix(_TASKS)
        return cls if cls.isidentifier() and made.arguments.get(1, "id") is not None else ""
    cls = name.removeprefix("aws_stepfunctions.")
    return cls if cls in _BASIC else ""


def _name(made: Made) -> str:
    """A state's name: its id, unless it has another one."""
    given = made.arguments.keywords.get("state_name") or made.arguments.get(1, "id")
    return id_text(given.value).replace("--", "/") if given is not None else "*"


def _following(known: _State) -> Iterator[Made]:
    ahead = [known.next, *(start for start, _ in known.choices), known.default, *(start for start, _ in known.catches)]
    yield from (one for one in ahead if one is not None)


def _choices(known: _State, at: Location) -> Iterator[Entry]:
    branches = tuple(
        opened(mapping((_entry("Next", scalar(_name(start), place) if start else unknown(NOT_FOLLOWED, place)),), place), NOT_FOLLOWED)
        for start, place in known.choices
    )
    yield _entry("Choices", sequence(branches, at, known.doubt))
    if known.default is not None:
        yield _entry("Default", scalar(_name(known.default), known.default.at))


def _service_retry(at: Location) -> Node:
    errors = sequence(tuple(scalar(one, at) for one in _SERVICE_ERRORS), at)
    numbers = {"IntervalSeconds": 2, "MaxAttempts": 6, "BackoffRate": 2}
    return mapping((_entry("ErrorEquals", errors), *(_entry(name, scalar(value, at)) for name, value in numbers.items())), at)


def _document(file: File) -> Node | None:
    return yaml_text.read(Passage((Run(file.text, Location(file.path, 0, len(file.text))),)))


def _entry(name: str, node: Node, key: Location | None = None) -> Entry:
    return (name, key.start, key.end, node) if key is not None else (name, node[2], node[3], node)
