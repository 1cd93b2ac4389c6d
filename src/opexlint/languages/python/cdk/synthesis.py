"""The CloudFormation resources that an app's constructs become: their own, and those that come with them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from opexlint.facts import cdk, schemas
from opexlint.languages.python.cdk import programs, special
from opexlint.languages.python.cdk.arguments import ArgumentReader
from opexlint.languages.python.cdk.classes import class_behind, class_name, depends_on_place, seen_base, yielded
from opexlint.languages.python.cdk.connections import Connections
from opexlint.languages.python.cdk.construction import (
    Construction,
    id_text,
    is_cdk,
    is_outside,
    is_stack,
    is_within,
    keyword,
    part_of,
    path_of,
    root_of,
    short,
    stack_of,
)
from opexlint.languages.python.cdk.delivery import PIPELINE, Delivery
from opexlint.languages.python.cdk.methods import OWNERS, apply, aspect, tag
from opexlint.languages.python.cdk.metrics import Metrics
from opexlint.languages.python.cdk.outputs import publish
from opexlint.languages.python.cdk.providers import Providers
from opexlint.languages.python.cdk.references import References
from opexlint.languages.python.cdk.workflows import Workflows
from opexlint.languages.python.conditions import negated
from opexlint.languages.python.drafts import NOT_FOLLOWED, Draft, draft
from opexlint.languages.python.machine import Machine
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.operations import spell
from opexlint.languages.python.properties import from_data, get, opened
from opexlint.languages.python.values import Argument, Arguments, Either, Instance, Known, Made, Member, Text, Unknown, Use, Value
from opexlint.model import MAPPING, ModuleRecord, Node, UnitRecord, gone, mapping, scalar, text, unknown
from opexlint.model import reference as reference_to
from opexlint.source import File, Location

_NOT_RESOURCES: Final = frozenset(
    (
        "App",
        "Stage",
        "Stack",
        "Construct",
        "CfnOutput",
        "CfnParameter",
        "CfnCondition",
        "CfnMapping",
        "CfnRule",
        "CfnJson",
        "constructs.Construct",
    )
)
MAX_VISITS: Final = 50_000
"""How many resources all tags and aspects of an app may ask about; the largest app met needs 13,000."""

_INCLUDES: Final = ("cloudformation_include.CfnInclude", "CfnInclude", "aws_eks.HelmChart", "aws_servicecatalog.CloudFormationProduct")
"""Classes that bring in what is written elsewhere."""


class Synthesis:
    """One app's resources. `prefix` is the app's folder or file, the first part of its units' ids."""

    translator: Translator

    def __init__(self, construction: Construction, machine: Machine, prefix: str) -> None:
        self._construction = construction
        self._machine = machine
        self._prefix = prefix
        self.references = References(self.find)
        self.providers = Providers(self)
        self.delivery = Delivery(self)
        self.workflows = Workflows(self)
        self.units: dict[str, UnitRecord] = {}
        self.modules: list[ModuleRecord] = []
        self.drafts: list[Draft] = []
        self._classes: dict[int, str] = {}
        self._stacks: dict[int, str] = {}
        self._primary: dict[int, Draft] = {}
        self._children: dict[int, dict[str, Draft]] = {}
        self._addresses: dict[tuple[str, str], int] = {}
        self._visits = 0

    def use(self, translator: Translator) -> None:
        """Take the translator, which in turn asks `references`."""
        self.translator = self.references.translator = translator
        self.arguments = ArgumentReader(translator, self.references)
        self.metrics = Metrics(translator, self.references, self.find)
        self.connections = Connections(translator, self.references, self.find)

    def run(self) -> None:
        """Make every construct's resources, then apply arguments and calls in their order."""
        constructs = [*self._construction.constructs, *self._construction.loose]
        for construct in constructs:
            self._begin(construct)
        results = [use.made for use in self._construction.uses if use.made is not None and self._is_made(use.made)]
        for construct in (*constructs, *results):
            self._fill(construct)
        for use in self._construction.uses:
            self._use(use)
        self.providers.cross_regions()
        publish(self, self._construction)
        for to, arguments in self._construction.handed:
            self._handed(to, arguments)

    @property
    def uses(self) -> list[Use]:
        """All calls on constructs and what they made, in order."""
        return self._construction.uses

    def file(self, path: str) -> File | None:
        """A file that the program names."""
        return self._machine.file(path)

    # -- which resources there are --------------------------------------------------------------------------------------------------

    def _begin(self, construct: Made) -> None:
        name = class_name(construct)
        self._classes[id(construct)] = name
        if name in _NOT_RESOURCES or construct.name == "outside":
            if name == "Stack":
                self.unit(construct)
            return
        cfn_type = cdk.l1_type(name)
        facts = cdk.construct(name)
        if name in _INCLUDES:
            self._opaque(construct)
        elif name == "CfnResource":
            self._generic(construct)
        elif name == "pipelines.CodePipeline":
            self._pipeline(construct)
        elif cfn_type is not None:
            self._own(construct, cfn_type, None, name)
        elif facts is not None:
            self._known(construct, facts, name)
        elif not is_cdk(construct.name):
            self._opaque(construct)

    def _pipeline(self, construct: Made) -> None:
        """`pipelines.CodePipeline`: the pipeline that deploys the app, whose stages are made of the stacks at the end."""
        if "code_pipeline" not in construct.arguments.keywords:
            one = self.add_beside(construct, PIPELINE, f"{path_of(construct)}/Pipeline")
            one.open(NOT_FOLLOWED)
            self.delivery.deploying(construct, one)

    def _generic(self, construct: Made) -> None:
        """`CfnResource(self, "Q", type="AWS::SQS::Queue", properties={...})`."""
        given = construct.arguments.keywords.get("type")
        if given is not None and isinstance(given.value, Known) and isinstance(given.value.value, str):
            self._own(construct, given.value.value, None, "CfnResource")

    def _is_made(self, result: Made) -> bool:
        """Whether a method makes a construct of a known class; then it is begun here.

        One that returns its own class is a chain, `from_...` and `get_...` make nothing.
        """
        owner = self.class_of(result.owner) if result.owner is not None else None
        kind, makes = yielded(owner, result.name) if owner is not None else (None, False)
        if kind is None:
            return False
        self._classes[id(result)] = kind
        facts = cdk.construct(kind) if makes else None
        if facts is None:
            return False
        has_scope = result.name == "create_alarm"
        id_ = result.arguments.get(1 if has_scope else 0, "id")
        if id_ is None or not isinstance(id_.value, Known | Text | Unknown):
            return False
        scope = result.arguments.get(0, "scope") if has_scope else None
        result.scope = part_of(scope.value) if scope is not None else root_of(result.owner)[0]
        result.id = id_.value
        if result.scope is None:
            return False
        self._known(result, facts, kind)
        return True

    def class_of(self, value: Value) -> str | None:
        """The CDK class of a value, as the facts name it."""
        if isinstance(value, Made):
            known = self._classes.get(id(value))
            if known is not None or value.owner is not None:
                return known
            name = class_name(value)
            cls, _, factory = name.rpartition(".")
            if factory[:1].islower():
                return class_behind(cdk.member_type(cls, factory) or cls)
            return name
        if isinstance(value, Instance):
            return self.class_of(value.made) if value.made is not None else None
        if isinstance(value, Member):
            owner = self.class_of(value.owner)
            kind = cdk.member_type(owner, value.name) if owner is not None else None
            return class_behind(kind) if kind is not None else None
        return None

    def _known(self, construct: Made, facts: cdk.Construct, name: str) -> None:
        base = seen_base(facts, name)
        if facts.cfn_type:
            own = self._own(construct, _custom_type(construct, facts.cfn_type), facts, name, self._defaults(base), base.attributes)
            if not base.probed:
                own.open(NOT_FOLLOWED)
                own.attributes = opened(own.attributes, NOT_FOLLOWED)
        children: dict[str, Draft] = {}
        self._children[id(construct)] = children
        chosen = self._bringing(construct, facts)
        removed = {cfn_type for _, _, effect in chosen for cfn_type in effect.removes}
        for child in base.children:
            if child.cfn_type in removed or not self.flagged(child.flag) or depends_on_place(facts, child):
                continue
            address = f"{path_of(construct)}/{child.path.removesuffix('/Resource')}"
            one = self.add(
                draft(
                    construct,
                    child.cfn_type,
                    address,
                    self.unit(construct),
                    native_type=name,
                    properties=child.properties,
                    attributes=child.attributes,
                )
            )
            if not child.properties:
                one.open(NOT_FOLLOWED)
            children[child.path] = one
        for cfn_type in facts.unflagged_types:
            flag = facts.flags.get(cfn_type, True)
            if not self.flagged(flag):
                self.add_beside(construct, cfn_type, f"{path_of(construct)}/{cfn_type.rpartition('::')[2]}").open(NOT_FOLLOWED)
        self._added(construct, facts, chosen)

    def _defaults(self, facts: cdk.Construct) -> dict[str, Any]:
        """The class's default properties: each as its feature flag says, or as it was before there were any."""
        properties = dict(facts.properties)
        for name, before in facts.unflagged.items():
            flag = facts.flags.get(name)
            if flag is not None:
                properties.update({} if self.flagged(flag) else {name: before})
            elif not self._construction.is_recent:
                properties[name] = cdk.UNKNOWN if self._construction.has_flags else before
        return properties

    def flagged(self, flag: str | bool | None) -> bool:
        """Whether the app has a feature flag (True: any); with `!` before it, whether the app says that it is off."""
        if flag is None:
            return True
        if isinstance(flag, str):
            context = self._construction.context
            return context.get(flag[1:]) is False if flag.startswith("!") else bool(context.get(flag))
        return self._construction.has_flags

    def _bringing(self, construct: Made, facts: cdk.Construct) -> list[tuple[str, Argument, cdk.Effect]]:
        """The arguments because of which there are more resources or fewer, with what they do."""
        return [
            (name, argument, self.arguments.chosen(effect, argument))
            for name, argument in construct.arguments.keywords.items()
            if (effect := facts.arguments.get(name)) is not None and (effect.adds or effect.removes or effect.variants)
        ]

    def _added(self, construct: Made, facts: cdk.Construct, chosen: list[tuple[str, Argument, cdk.Effect]]) -> None:
        """Resources that are there because of an argument; what they hold is not followed."""
        for name, argument, effect in chosen:
            types = [facts.cfn_type, *[child.type for child in self.children_of(construct)]]
            if self.arguments.is_off(argument) or any(special.knows(one, name) for one in types):
                continue
            for cfn_type in effect.adds:
                if cfn_type.startswith("Custom::") and cfn_type in types:
                    continue
                self.add_beside(construct, cfn_type, f"{path_of(construct)}/{cfn_type.rpartition('::')[2]}").open(NOT_FOLLOWED)

    def add_beside(self, by: Made, cfn_type: str, address: str, header: Location | None = None) -> Draft:
        """A resource that comes along with a construct or because of a call."""
        one = draft(by, cfn_type, address, self._unit_near(by), native_type=by.name, header=header)
        return self.add(one)

    def _unit_near(self, made: Made) -> str:
        """The unit of a construct, or of the one that a call was made on."""
        if made.scope is not None:
            return self.unit(made)
        root, _ = root_of(made.owner)
        return self._unit_near(root) if root is not None and root is not made else self.unit(made)

    def children_of(self, construct: Made) -> Iterable[Draft]:
        """The resources that came along with a construct."""
        return self._children.get(id(construct), {}).values()

    def is_behind(self, made: Made, one: Draft) -> None:
        """Say that a call's result stands for a resource."""
        self._primary[id(made)] = one

    def _own(
        self,
        construct: Made,
        cfn_type: str,
        facts: cdk.Construct | None,
        name: str,
        properties: dict[str, Any] | None = None,
        attributes: Any = None,
    ) -> Draft:
        one = self.add(
            draft(
                construct,
                cfn_type,
                path_of(construct),
                self.unit(construct),
                facts=facts,
                native_type=name,
                properties=properties,
                attributes=attributes,
            )
        )
        self._primary[id(construct)] = one
        return one

    def add(self, one: Draft) -> Draft:
        """Take a resource in, and what the CDK runs behind it."""
        address = one.address
        key = first = one.key
        number = self._addresses.get(first, 1)
        while key in self._addresses:
            number += 1
            one.address = f"{address}#{number}"
            key = one.key
        self._addresses[key] = 1
        self._addresses[first] = number
        self.drafts.append(one)
        self.providers.serve(one)
        return one

    def _opaque(self, construct: Made) -> None:
        """A construct of somebody else's library: it may contain anything."""
        at = construct.header
        inputs = [(name, argument) for name, argument in construct.arguments.keywords.items()]
        for use in construct.uses:
            if use.made is not None:
                inputs += [(f"{use.name} {name}", argument) for name, argument in use.made.arguments.keywords.items()]
                inputs += [(f"{use.name} {index}", argument) for index, argument in enumerate(use.made.arguments.positional)]
        entries = tuple(
            (name, argument.at.start, argument.at.end, self.translator.node(argument.value, argument.at)) for name, argument in inputs
        )
        path = path_of(construct)
        self.modules.append(
            ModuleRecord(
                path.rpartition("/")[2],
                path,
                self.unit(construct),
                at,
                scalar(construct.name, at),
                unknown("the installed version is not known", at),
                mapping(entries, construct.at, construct.arguments.more),
                f"{construct.name} is not part of the project",
            )
        )

    def _chart(self, made: Made) -> None:
        """`cluster.add_helm_chart("Ingress", chart=...)` is a `HelmChart` in the cluster."""
        id_ = made.arguments.get(0, "id")
        chart = Made(made.at, "aws_cdk.aws_eks.HelmChart", made.arguments, made.header, None, made.when, made.repeated)
        chart.scope, _ = root_of(made.owner)
        chart.id = id_.value if id_ is not None else None
        self._opaque(chart)

    def _handed(self, to: str, arguments: Arguments) -> None:
        """Constructs that are given to a function of somebody else: it may add anything to them, to a stack anything at all."""
        given = [*enumerate(arguments.positional), *arguments.keywords.items()]
        constructs = [made for _, argument in given if (made := part_of(argument.value)) is not None and made.id is not None]
        unit = self.unit(constructs[0])
        for one in constructs:
            if is_stack(one) or class_name(one) == "App":
                self.open_units(one, f"what {to} adds can't be seen")
        entries = tuple(
            (str(name), argument.at.start, argument.at.end, self.translator.node(argument.value, argument.at)) for name, argument in given
        )
        at = arguments.at
        version = unknown("the installed version is not known", at)
        inputs = mapping(entries, at, arguments.more)
        address = f"{unit}/{to}@{at.start}"
        why_opaque = f"what {to} does can't be seen"
        self.modules.append(ModuleRecord(to, address, unit, at, scalar(to, at), version, inputs, why_opaque))

    def open_units(self, scope: Made, why: str) -> None:
        """Note that a stack, or all stacks in an app or stage, may have more resources; for any other construct, the stack it is in."""
        own = self.unit(scope) if stack_of(scope) is not None else ""
        for name in [name for name in self.units if name == own or self._is_inside(name, scope)]:
            self.units[name] = self.units[name]._replace(open=why)

    def _is_inside(self, unit: str, construct: Made) -> bool:
        """Whether a unit is a stack, or one inside an app or stack."""
        path = path_of(construct)
        name = unit.removeprefix(f"{self._prefix}:")
        return not path or name == path or name.startswith(path + "/")

    # -- units ----------------------------------------------------------------------------------------------------------------------

    def unit(self, construct: Made) -> str:
        stack = stack_of(construct)
        unit = self._stacks.get(id(stack), "")
        if unit:
            return unit
        path = path_of(stack) if stack is not None else path_of(construct).partition("/")[0]
        unit = f"{self._prefix}:{path}"
        if stack is not None:
            self._stacks[id(stack)] = unit
        if unit not in self.units:
            outside = "nothing in the project makes it" if is_outside(construct) else "the stack it is in is not known"
            why = "" if stack is not None else outside
            at = (stack or construct).header
            settings = self._settings(stack) if stack is not None else mapping((), at)
            self.units[unit] = UnitRecord(unit, "cdk-stack", at, settings, why)
        return unit

    def _settings(self, stack: Made) -> Any:
        entries = []
        for name, argument in stack.arguments.keywords.items():
            if name in ("scope", "id"):
                continue
            key = stack.arguments.keys.get(name, argument.at)
            pascal = "".join(word.capitalize() for word in name.split("_"))
            entries.append((pascal, key.start, key.end, self.translator.node(argument.value, argument.at)))
        return mapping(tuple(entries), stack.header, stack.arguments.more)

    # -- what they hold -------------------------------------------------------------------------------------------------------------

    def _fill(self, construct: Made) -> None:
        one = self._primary.get(id(construct))
        children = self._children.get(id(construct), {})
        if self._classes.get(id(construct)) == "pipelines.CodePipeline":
            return
        if one is not None and one.facts is None:
            self._fill_plain(one, construct)
        elif id(construct) in self._children:
            facts = cdk.construct(self._classes[id(construct)])
            assert facts is not None
            self._fill_known(one, facts, children, construct)
        if one is not None and one.type == PIPELINE:
            self.delivery.artifacts(one)
        for child in children.values():
            if child.type == "AWS::Logs::LogGroup" and one is not None and one.type == "AWS::Lambda::Function":
                name = reference_to(one.key, "FunctionName", child.header)
                child.set(("LogGroupName",), text((scalar("/aws/lambda/", child.header), name), child.header))

    def _fill_plain(self, one: Draft, construct: Made) -> None:
        if class_name(construct) != "CfnResource":
            self.arguments.plain(one, construct.arguments)
            return
        given = construct.arguments.keywords.get("properties")
        if given is not None:
            one.properties = self.translator.node(given.value, given.at, schemas.shape(one.type))

    def _fill_known(self, one: Draft | None, facts: cdk.Construct, children: dict[str, Draft], construct: Made) -> None:
        owner = OWNERS.get(facts.cfn_type)
        holder = self.find(construct.owner) if construct.owner is not None else None
        if owner is not None and one is not None and holder is not None:
            one.set((owner[0],), reference_to(holder.key, owner[1], construct.header))
        for name, argument in construct.arguments.keywords.items():
            target = one or next(iter(child for child in children.values() if special.handler(child, name) is not None), None)
            handler = special.handler(target, name) if target is not None else None
            if handler is not None and target is not None:
                handler(self, target, construct, argument)
            else:
                self.arguments.apply(one, facts, children, name, argument, construct.arguments.keys.get(name))
        if construct.name == "create_alarm" and one is not None and construct.owner is not None:
            self.metrics.watch(one, Argument(construct.owner, construct.header))
        if construct.arguments.more:
            for part in (*([one] if one is not None else []), *children.values()):
                part.open(construct.arguments.more)

    def set_by_branch(
        self, target: Draft, path: tuple[str, ...], argument: Argument, key: Location | None, make: Callable[[Value], Node]
    ) -> None:
        """Set what a function makes of each value that an argument may be."""
        value, at = argument
        target.set(path, self.translator.used(self.translator.by_branch(value, at, make), value, at), key)

    def _use(self, use: Use) -> None:
        """Apply a call or an attribute that was set; under a condition of its own, so is what it changes."""
        scope = _scope_of(use.owner)
        if scope is not None:
            name, construct = scope
            (tag if name == "Tags" else aspect)(self, construct, use)
            return
        if use.name == "add_helm_chart" and use.made is not None:
            self._chart(use.made)
            return
        if programs.added(self, use):
            return
        target = self.find(use.owner)
        if target is None:
            return
        before = target.properties, target.attributes
        if not apply(self, target, use) and use.made is not None:
            self._by_facts(target, use, use.made)
        if use.when is not True and use.when != target.when:
            target.properties = self._conditional(use, before[0], target.properties)
            target.attributes = self._conditional(use, before[1], target.attributes)

    def _by_facts(self, target: Draft, use: Use, made: Made) -> None:
        """A method of which only the facts are known: what it adds, and what it sets to something unknown."""
        name = self.class_of(use.owner)
        facts = cdk.construct(name) if name is not None else None
        effect = facts.methods.get(use.name) if facts is not None else None
        if effect is None or id(made) in self._primary:
            return
        for cfn_type in effect.adds:
            self.add_beside(made, cfn_type, f"{target.address}/{cfn_type.rpartition('::')[2]}").open(NOT_FOLLOWED)
        for change in effect.changes:
            if not change.child:
                node = from_data(change.values.get("", cdk.UNKNOWN), made.header, cdk.UNKNOWN, NOT_FOLLOWED)
                target.set(change.path, node)

    def _conditional(self, use: Use, before: Node, after: Node) -> Node:
        if before == after or before[0] != MAPPING or after[0] != MAPPING:
            return after
        old = {entry[0]: entry[3] for entry in before[1][0]}
        entries = []
        for name, start, end, node in after[1][0]:
            kept = old.get(name, gone(Location(node[4], node[2], node[3])))
            if kept != node:
                place = Location(node[4], node[2], node[3])
                node = self._machine.switches.choose(((use.when, node), (negated(use.when), kept)), place)
            entries.append((name, start, end, node))
        return (MAPPING, (tuple(entries), after[1][1]), *after[2:])

    def log_group_of_container(self, target: Draft, made: Made) -> None:
        """`logging=LogDrivers.aws_logs(...)` of a container: the log driver, and the log group when none is given."""
        logging = made.arguments.keywords.get("logging")
        if logging is None or target.properties[0] != MAPPING:
            return
        driver = logging.value
        last = ("ContainerDefinitions", len(get(target.properties, "ContainerDefinitions")[1][0]) - 1)  # type: ignore[index]
        if not isinstance(driver, Made) or not short(driver.name).endswith((".aws_logs", ".AwsLogDriver")):
            target.set((*last, "LogConfiguration"), unknown(NOT_FOLLOWED, logging.at), made.arguments.keys.get("logging"))
            return
        target.set((*last, "LogConfiguration"), mapping((), driver.at), made.arguments.keys.get("logging"))
        target.set((*last, "LogConfiguration", "LogDriver"), scalar("awslogs", driver.at))
        keywords = driver.arguments.keywords
        group = keywords.get("log_group")
        given = made.arguments.get(0, "id")
        name = id_text(given.value) if given is not None else "Container"
        if group is not None:
            node = self.references.attribute_of(group, "LogGroupName")
        else:
            own = self.add_beside(made, "AWS::Logs::LogGroup", f"{target.address}/{name}/LogGroup")
            retention = keywords.get("log_retention")
            if retention is not None:
                own.set(("RetentionInDays",), self.connections.plain(retention), driver.arguments.keys.get("log_retention"))
            for attribute in ("DeletionPolicy", "UpdateReplacePolicy"):
                own.say((attribute,), "Retain")
            node = reference_to(own.key, "LogGroupName", driver.at)
        target.set((*last, "LogConfiguration", "Options"), mapping((), driver.at))
        target.set((*last, "LogConfiguration", "Options", "awslogs-group"), node)

    def below(self, scope: Made) -> Iterator[Draft]:
        """The resources of a construct and of all that stands in it, as long as `MAX_VISITS` lasts."""
        for one in self.drafts:
            self._visits += 1
            if self._visits > MAX_VISITS:
                self._machine.limit("there are too many tags and aspects on too many resources to follow them all", scope.at)
                return
            if is_within(one.construct, scope):
                yield one

    # -- who is who -----------------------------------------------------------------------------------------------------------------

    def find(self, value: Value) -> Draft | None:
        """The resource behind a construct, or behind a part of one (`service.load_balancer`)."""
        if isinstance(value, Made):
            own = self._primary.get(id(value))
            if own is None and value.owner is not None and self._classes.get(id(value)) == self.class_of(value.owner):
                return self.find(value.owner)  # a chain
            return own
        if isinstance(value, Instance):
            return self.find(value.made) if value.made is not None else None
        if isinstance(value, Either):
            return self.find(value.then) or self.find(value.otherwise)
        if not isinstance(value, Member):
            return None
        if value.name == "cfn_options":
            return self.find(value.owner)
        if value.name == "default_child" and isinstance(value.owner, Member) and value.owner.name == "node":
            return self.find(value.owner.owner)
        owner = part_of(value.owner)
        if owner is None:
            return None
        kind = self.class_of(value)
        facts = cdk.construct(kind) if kind is not None else None
        if facts is None:
            return None
        if value.name == "current_version":
            return self._version(value)
        found = [child for child in self._children.get(id(owner), {}).values() if child.type == facts.cfn_type]
        if len(found) == 1:
            return found[0]
        given = owner.arguments.keywords.get(value.name)
        return self.find(given.value) if given is not None else None

    def _version(self, value: Member) -> Draft | None:
        """`function.current_version`, made when it is first asked for."""
        function = self.find(value.owner)
        owner = part_of(value.owner)
        if function is None or owner is None or function.type != "AWS::Lambda::Function":
            return None
        children = self._children.setdefault(id(owner), {})
        if "CurrentVersion" not in children:
            one = self.add_beside(owner, "AWS::Lambda::Version", f"{function.address}/CurrentVersion")
            one.set(("FunctionName",), reference_to(function.key, "FunctionName", one.header))
            children["CurrentVersion"] = one
        return children["CurrentVersion"]


def _custom_type(construct: Made, cfn_type: str) -> str:
    """A resource's type; that of a custom resource is what its author calls it."""
    given = keyword(construct, "resource_type") if cfn_type in ("AWS::CloudFormation::CustomResource", "Custom::AWS") else None
    return spell(given.value) if given is not None and isinstance(given.value, Known) else cfn_type


def _scope_of(owner: Value) -> tuple[str, Made] | None:
    """The construct that `Tags.of(...)` or `Aspects.of(...)` speaks of."""
    if not isinstance(owner, Made) or owner.owner is not None or not owner.arguments.positional:
        return None
    name = short(owner.name)
    construct = part_of(owner.arguments.positional[0].value) if name in ("Tags.of", "Aspects.of") else None
    return (name.partition(".")[0], construct) if construct is not None else None
