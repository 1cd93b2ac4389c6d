"""The functions that the CDK itself runs behind custom resources: one of each for a stack, whatever needs it first.

Nobody writes or changes them; they stand at the construct that first needed them, and are of the native type `PROVIDER`.
Paths and sizes are those of aws-cdk-lib 2.275.0.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from opexlint.languages.python.cdk.construction import path_of, short, stack_of
from opexlint.languages.python.conditions import some
from opexlint.languages.python.drafts import BY_CDK, NOT_FOLLOWED, Draft, draft
from opexlint.languages.python.properties import get
from opexlint.languages.python.values import Argument, Made, Sequence
from opexlint.model import REFERENCE, SCALAR, Key, Node, children, reference, scalar, text, unknown

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

PROVIDER: Final = "CustomResourceProvider"
"""The native type of the CDK's own functions."""

_FUNCTION: Final = "AWS::Lambda::Function"
_MANAGED_LOG_GROUP: Final = "@aws-cdk/aws-lambda:useCdkManagedLogGroup"


class _Part(NamedTuple):
    """A resource behind a custom resource: its path below the stack, and what is known of it.

    `logs` tells that the feature flag for log groups gives it one.
    """

    path: str
    cfn_type: str = _FUNCTION
    handler: str = "index.handler"
    timeout: int | None = 900
    memory: int | None = None
    logs: bool = False


def _core(name: str, handler: str = "__entrypoint__.handler") -> tuple[_Part, ...]:
    """The function of CDK's `core` that handles custom resources of a type."""
    return (_Part(f"{name}CustomResourceProvider/Handler", handler=handler, memory=128),)


def _singleton(path: str, timeout: int = 900, memory: int | None = None) -> tuple[_Part, ...]:
    """A `SingletonFunction`, whose path is its purpose and its UUID."""
    return (_Part(path, timeout=timeout, memory=memory, logs=True),)


def _framework(stack: str, *handlers: str) -> tuple[_Part, ...]:
    """A nested stack with functions that the provider framework calls until they are done."""
    own = tuple(_Part(f"{stack}/{name}") for name in handlers)
    steps = tuple(_Part(f"{stack}/Provider/framework-{step}", handler=f"framework.{step}", logs=True) for step in _STEPS)
    waiter = _Part(f"{stack}/Provider/waiter-state-machine", "AWS::StepFunctions::StateMachine")
    return (*own, *steps, waiter) if len(handlers) > 1 else (*own, steps[0])


_STEPS: Final = ("onEvent", "isComplete", "onTimeout")
_SDK_CALLS: Final = _singleton("AWS679f53fac002430cb0da5b7982bd2287", timeout=120)
_EKS: Final = (
    *_framework("@aws-cdk--aws-eks.ClusterResourceProvider", "OnEventHandler", "IsCompleteHandler"),
    *_framework("@aws-cdk--aws-eks.KubectlProvider", "Handler"),
)

_BEHIND: Final[dict[str, tuple[_Part, ...]]] = {
    "Custom::AWS": _SDK_CALLS,
    "Custom::AWSCDKCfnJson": _core("Custom::AWSCDKCfnUtilsProvider"),
    "Custom::AWSCDKOpenIdConnectProvider": _core("Custom::AWSCDKOpenIdConnectProvider"),
    "Custom::CDKBucketDeployment": _singleton("Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"),
    "Custom::CloudwatchLogResourcePolicy": _SDK_CALLS,
    "Custom::CrossAccountZoneDelegation": _core("Custom::CrossAccountZoneDelegation"),
    "Custom::CrossRegionExportReader": _core("Custom::CrossRegionExportReader"),
    "Custom::CrossRegionExportWriter": _core("Custom::CrossRegionExportWriter"),
    "Custom::DeleteExistingRecordSet": _core("Custom::DeleteExistingRecordSet"),
    "Custom::DynamoDBReplica": _framework("@aws-cdk--aws-dynamodb.ReplicaProvider", "OnEventHandler", "IsCompleteHandler"),
    "Custom::ECRAutoDeleteImages": _core("Custom::ECRAutoDeleteImages", "index.handler"),
    "Custom::LogRetention": (_Part("LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"),),
    "Custom::OpenSearchAccessPolicy": _SDK_CALLS,
    "Custom::S3AutoDeleteObjects": _core("Custom::S3AutoDeleteObjects", "index.handler"),
    "Custom::S3BucketNotifications": (_Part("BucketNotificationsHandler050a0587b7544547bf325f094a3db834", timeout=300),),
    "Custom::SyntheticsAutoDeleteUnderlyingResources": _core("Custom::SyntheticsAutoDeleteUnderlyingResources", "index.handler"),
    "Custom::Trigger": _core("AWSCDK.TriggerCustomResourceProvider"),
    "Custom::VpcRestrictDefaultSG": _core("Custom::VpcRestrictDefaultSG"),
    "aws_eks.Cluster": _EKS,
    "aws_eks.FargateCluster": _EKS,
    "aws_events_targets.AwsApi": _singleton("AWSb4cf1abd4e4f4bc699441af7ccd9ec37", timeout=60, memory=256),
}
"""By the type of a custom resource, or the class that needs them, what runs behind it."""


def references_in(node: Node) -> Iterator[Key]:
    """What a node refers to."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one[0] == REFERENCE:
            yield one[1][0]
        stack.extend(children(one))


def _is(node: Node | None, value: object) -> bool:
    return node is not None and node[0] == SCALAR and node[1] == value


class Providers:
    """The CDK's own functions of one app."""

    def __init__(self, synthesis: "Synthesis") -> None:
        self._synthesis = synthesis
        self._known: dict[tuple[str, str], Draft] = {}

    def serve(self, one: Draft) -> None:
        """Bring in what runs behind a resource, and let a custom resource name it."""
        kind = one.native_type if one.native_type in _BEHIND else one.facts.cfn_type if one.facts is not None else one.type
        if kind in _BEHIND:
            parts = self._parts(kind, one.construct, one)
            if one.type.startswith("Custom::"):
                one.set(("ServiceToken",), reference(parts[0].key, "Arn", one.header))

    def _parts(self, kind: str, by: Made, near: Draft) -> list[Draft]:
        return [self._part(part, by, near) for part in _BEHIND.get(kind, ())]

    def _part(self, part: _Part, by: Made, near: Draft) -> Draft:
        known = self._known.get((near.unit, part.path))
        if known is not None:
            for one in (known, self._known.get((near.unit, f"{part.path}/LogGroup"))):
                if one is not None:
                    one.when = some(one.when, near.when)
            return known
        address = f"{self._above(near)}/{part.path}"
        one = draft(stack_of(by) or by, part.cfn_type, address, near.unit, native_type=PROVIDER, header=near.header, when=near.when)
        self._known[near.unit, part.path] = self._synthesis.add(one)
        if part.cfn_type == _FUNCTION:
            self._size(one, part.handler, part.timeout, part.memory)
        else:
            one.open(NOT_FOLLOWED)
        if part.logs and self._synthesis.flagged(_MANAGED_LOG_GROUP):
            self._known[near.unit, f"{part.path}/LogGroup"] = self._log_group(one)
        return one

    def _log_group(self, function: Draft) -> Draft:
        at = function.header
        group = draft(
            function.construct,
            "AWS::Logs::LogGroup",
            f"{function.address}/LogGroup",
            function.unit,
            native_type=PROVIDER,
            header=at,
            when=function.when,
            properties={"RetentionInDays": 731},
            attributes={"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"},
        )
        name = text((scalar("/aws/lambda/", at), reference(function.key, "FunctionName", at)), at)
        group.set(("LogGroupName",), name)
        return self._synthesis.add(group)

    def target(self, rule: Draft, given: Argument) -> None:
        """What a target of an event rule needs beside it: a function that calls AWS, or leave to write to a log group."""
        value = given.value
        kind = short(value.name) if isinstance(value, Made) and value.owner is None else ""
        self._parts(kind, rule.construct, rule)
        if kind == "aws_events_targets.CloudWatchLogGroup":
            self.custom(rule, "Custom::CloudwatchLogResourcePolicy", f"{rule.address}/EventsLogGroupPolicy")

    def targets(self, rule: Draft, given: Argument) -> None:
        """The same for a list of them."""
        if isinstance(given.value, Sequence):
            for item in given.value.items:
                self.target(rule, Argument(item, item.at))

    def custom(self, near: Draft, kind: str, address: str) -> None:
        """A custom resource beside another resource, once."""
        if (near.unit, address) in self._known:
            return
        one = draft(near.construct, kind, address, near.unit, native_type=near.native_type, header=near.header, when=near.when)
        one.open(NOT_FOLLOWED)
        self._known[near.unit, address] = self._synthesis.add(one)

    def cross_regions(self) -> None:
        """What carries references from a stack to one in another Region that asked for it."""
        synthesis = self._synthesis
        asks = {name for name, unit in synthesis.units.items() if _is(get(unit.settings, "CrossRegionReferences"), True)}
        if not asks:
            return
        regions = {name: get(unit.settings, "Env", "region") for name, unit in synthesis.units.items()}
        by_key = {one.key: one for one in synthesis.drafts}
        for reader in [one for one in synthesis.drafts if one.unit in asks]:
            for key in references_in(reader.properties):
                writer = by_key.get(key)
                here, there = regions.get(reader.unit), regions.get(key[0])
                if writer is None or here is None or there is None or here[0] != SCALAR or _is(there, here[1]) or there[0] != SCALAR:
                    continue
                self.custom(reader, "Custom::CrossRegionExportReader", f"{self._above(reader)}/ExportsReader")
                self.custom(writer, "Custom::CrossRegionExportWriter", f"{self._above(writer)}/ExportsWriter{here[1]}")

    def _above(self, one: Draft) -> str:
        """The path of the stack that a resource is in."""
        stack = stack_of(one.construct)
        return path_of(stack) if stack is not None else one.address.partition("/")[0]

    def steps(self, event: Draft, given: Argument) -> None:
        """`Provider(is_complete_handler=function)`: functions that ask again and again, and what runs them."""
        folder = event.address.rpartition("/")[0]
        synthesis = self._synthesis
        asked = synthesis.references.attribute_of(given, "Arn")
        for step in _STEPS[1:]:
            one = self._beside(event, _FUNCTION, f"{folder}/framework-{step}")
            self._size(one, f"framework.{step}", 900, None)
            event_handler = event.present(("Environment", "Variables", "USER_ON_EVENT_FUNCTION_ARN"))
            for name, arn in (("USER_ON_EVENT_FUNCTION_ARN", event_handler), ("USER_IS_COMPLETE_FUNCTION_ARN", asked)):
                if arn is not None:
                    one.set(("Environment", "Variables", name), arn)
        self._beside(event, "AWS::StepFunctions::StateMachine", f"{folder}/waiter-state-machine").open(NOT_FOLLOWED)

    def _beside(self, event: Draft, cfn_type: str, address: str) -> Draft:
        return self._synthesis.add(
            draft(event.construct, cfn_type, address, event.unit, native_type=event.native_type, header=event.header)
        )

    def _size(self, function: Draft, handler: str, timeout: int | None, memory: int | None) -> None:
        """What is known of a function of the CDK's: it has nothing of the author's, no code, no variables, no queue for failures."""
        for name, value in (("Handler", handler), ("Timeout", timeout), ("MemorySize", memory)):
            if value is not None:
                function.say((name,), value)
        for name in ("Code", "Description", "Role", "Runtime"):
            function.set((name,), unknown(BY_CDK, function.header))
