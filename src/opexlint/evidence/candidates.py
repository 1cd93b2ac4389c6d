"""How evidence is looked for: candidates first, over all worlds; then answers, in one world, the certain ones first.

The indexes are built once from the nodes and hold for all worlds: they find candidates, they answer nothing. What is not known can be any
resource of its own unit, and one of another unit only if that resource leaves it (as an output, in a parameter store).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from posixpath import dirname
from typing import Any, Final, NamedTuple

from opexlint.evidence.places import is_aside, is_spared, is_test_material
from opexlint.model import CHOICE, LIST, MAPPING, REFERENCE, SCALAR, TEXT, UNKNOWN, Key, Node, bare, children, fold, plain, unknown
from opexlint.patterns import regex
from opexlint.project import STANDS_FOR, Project
from opexlint.source import Location
from opexlint.subjects import Resource
from opexlint.value import Answer, Value

ANY: Final = "*"
"""The key of what may be about anything."""


# -- certain first ----------------------------------------------------------------------------------------------------------------------


class Ask(NamedTuple):
    """The verbs of a question: either whether something is certain, or whether it is possible."""

    be: Callable[..., bool]
    equal: Callable[[Value, Value], bool]


SURELY: Final = Ask(Value.must_be, Value.must_equal)
PERHAPS: Final = Ask(Value.may_be, Value.may_equal)


def answer(
    project: Project, near: Iterable[Resource], holds: Callable[[Resource, Ask], bool], vague: Iterable[Resource] = ()
) -> Iterator[Resource]:
    """Those of `near` that certainly exist and for which it certainly holds; then one unknown resource, when it may hold for others.

    For the `vague` nothing can be certain. What is noted goes by the name of the function that asks.
    """
    world = project.world
    doubtful: list[Resource] = []
    found: set[Key] = set()
    for one in near:
        if one.key in found:
            continue
        unknowns, defaults, noted = len(world.unknowns), len(world.defaults), world.noted
        certain = one.is_known and holds(one, SURELY) and (one.is_always_there or one.exists.must_be(True))
        del world.unknowns[unknowns:], world.defaults[defaults:]  # not certain is no doubt yet: it is asked again below
        if world.answers is not None:
            world.answers[noted:] = [Answer(_question(holds), one.record.address, one.at, True, one.type)] if certain else []
        if certain:
            found.add(one.key)
            yield one
        else:
            doubtful.append(one)
    for one in chain(doubtful, vague):
        noted = world.noted
        perhaps = one.key not in found and holds(one, PERHAPS) and (one.is_always_there or one.exists.may_be(True))
        why = world.unknowns[-1] if world.unknowns else "it may be another one"
        if world.answers is not None:
            world.answers[noted:] = [Answer(_question(holds), why, one.at, None, one.type)] if perhaps else []
        if perhaps:
            yield project.anything(why, one.at)
            return
    if not found and world.answers is not None:
        world.answers.append(Answer(_question(holds), "", None, False))


def _question(holds: Callable[[Resource, Ask], bool]) -> str:
    return getattr(holds, "__qualname__", "answer").partition(".")[0]


def denotes_surely(project: Project, value: Value, resource: Resource) -> bool:
    """Whether a value stands for a resource: by reference (also inside a text), by ARN, by name."""
    plainly = value.reference
    if plainly is not None and plainly[0] == resource.key:
        return True
    return any(key == resource.key for key, _ in value.references()) or any(
        one.key == resource.key for one in project.targets(value, resource.type)
    )


def denotes(project: Project, value: Value, resource: Resource, ask: Ask) -> bool:
    """Whether a value stands for a resource, or for one that is not known."""
    return denotes_surely(project, value, resource) or any(
        not one.is_known and ask.be(one.exists, True) for one in project.targets(value, resource.type)
    )


def users_of(project: Project, resource: Resource, *types: str) -> Iterator[Resource]:
    """The resources of these types that mention a resource, or an alias or version of it; candidates, in no particular world."""
    if not resource.type.endswith("::Function"):
        yield from project.referrers(resource, *types)
        return
    stand_ins: list[Resource] = []
    for one in project.referrers(resource, *types, *STANDS_FOR) if types else project.referrers(resource):
        if one.type in STANDS_FOR:
            stand_ins.append(one)
        if not types or one.type in types or not one.is_known:
            yield one
    for stand_in in stand_ins:
        yield from project.referrers(stand_in, *types)


def values_at(value: Value, path: str) -> Iterator[Value]:
    """The values at a path, in every item of the lists on the way."""
    name, _, rest = path.partition(".")
    for item in value:
        if rest:
            yield from values_at(item[name], rest)
        else:
            yield from item[name]


# -- nodes, over all worlds --------------------------------------------------------------------------------------------------------------


def standing(node: Node, *path: str) -> list[Node]:
    """What stands at a path of the schema in any world, in every item of the lists on the way; an unknown where that may be more."""
    found = _spread(node)
    for name in map(fold, path):
        below: list[Node] = []
        for one in found:
            if one[0] == UNKNOWN:
                below.append(one)
            elif one[0] == MAPPING:
                entries, more = one[1]
                inside = [entry[3] for entry in entries if fold(entry[0]) == name]
                for child in inside:
                    below += _spread(child)
                if more and not inside:
                    below.append(unknown(more, Location(one[4], one[2], one[3])))
        found = below
    return found


def standing_in(resource: Resource, *path: str) -> list[Node]:
    """What stands at a path of the properties of a resource in any world, as `standing` says."""
    named = resource.properties.named(path[0])
    if named is None:
        return standing(resource.record.properties, *path)
    return [one for node in named for one in standing(node, *path[1:])]


def _spread(node: Node) -> list[Node]:
    """The branches of a choice and the items of a list, at any depth, with an unknown one where a list may hold more; else the node."""
    kind, payload = node[0], node[1]
    if kind not in (CHOICE, LIST):
        return [node]
    found = [one for child in children(node) for one in _spread(child)]
    if kind == LIST and payload[1]:
        found.append(unknown(payload[1], Location(node[4], node[2], node[3])))
    return found


def strings_in(node: Node) -> Iterator[str]:
    """Every known string in a node, in any world."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one[0] != SCALAR:
            stack.extend(children(one))
        elif isinstance(one[1], str):
            yield one[1]


def texts_of(resource: Resource) -> Sequence[tuple[str, Any]]:
    """The properties that are known in part, in any world, without their places: one of them may be the name."""
    return resource.derived(_texts)


def _texts(resource: Resource) -> Sequence[tuple[str, Any]]:
    kind, payload, *_ = resource.record.properties
    return [bare(one) for _, _, _, child in (payload[0] if kind == MAPPING else ()) for one in standing(child) if one[0] == TEXT]


def keys_in(*nodes: Node) -> Iterator[Key]:
    """The target of every reference in these nodes, in any world."""
    stack = [*reversed(nodes)]
    while stack:
        one = stack.pop()
        if one[0] == REFERENCE:
            yield one[1][0]
        elif one[0] != SCALAR:
            stack.extend(children(one))


def is_conditional(resource: Resource, path: str) -> bool:
    """Whether what stands at a path differs from world to world: somebody decided when it is to be so."""
    return len({bare(node) for node in standing_in(resource, *path.split("."))}) > 1


def is_whole(node: Node) -> bool:
    """Whether nothing in a node is unknown or open, in any world."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one[0] == UNKNOWN or (one[0] in (LIST, MAPPING) and one[1][1]):
            return False
        stack.extend(children(one))
    return True


def known_text(node: Node) -> str:
    """A text with its unknown parts left out."""
    parts = node[1] if node[0] == TEXT else (node,)
    return " ".join(plain(part[1]) for part in parts if part[0] == SCALAR)


class Vague:
    """Resources that say something of others without saying of which, by a key and their unit."""

    def __init__(self, *entries: tuple[str, Resource]) -> None:
        self._found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for key, one in entries:
            self.add(key, one)

    def add(self, key: str, one: Resource) -> None:
        self._found[key, one.unit].append(one)
        self._found[key, ""].append(one)

    def within(self, unit: str) -> list[Resource]:
        """Those of a unit that may be about anything."""
        return self._found.get((ANY, unit), [])

    def near(self, project: Project, resource: Resource, key: str = ANY) -> list[Resource]:
        """Those that may speak of a resource: of its own unit, or of any once it leaves that."""
        anywhere = self._found.get((key, ""), [])
        return anywhere if not anywhere or way_out(project, resource) else self._found.get((key, resource.unit), [])


def vaguely(project: Project, places: Mapping[str, Iterable[str]], kinds: tuple[str, ...] = (UNKNOWN,)) -> Vague:
    """The resources of these types that are not known, or only in part, at one of the paths that go with their type."""
    return Vague(
        *(
            (ANY, one)
            for type_, paths in places.items()
            for one in project.resources(type_)
            if any(node[0] in kinds for path in paths for node in standing_in(one, *path.split(".")))
        )
    )


# -- what leaves the project ------------------------------------------------------------------------------------------------------------

_HANDS_ON: Final = regex(r"^AWS::SSM::Parameter$|^AWS::CloudFormation::|^AWS::RAM::|^AWS::ServiceCatalog::|^Custom::")


def handed_on(project: Project, resource: Resource) -> Iterator[Resource]:
    """The unknown resource, where something outside of what was read may use a resource: an output, a parameter store, a stack."""
    why = project.open_around(resource) or way_out(project, resource) or of_library(project, resource)
    for stack in () if why else _unknown_stacks(project).near(project, resource):
        why = f"{stack.name} deploys a template that is known only in part"
    yield from answer(project, [project.anything(why, resource.at)] if why else [], lambda one, ask: True)


def _unknown_stacks(project: Project) -> Vague:
    """Stacks whose template stands in a resource and is not known to the end: it may refer to what stands around it."""

    def build() -> Vague:
        stacks = project.resources("AWS::CloudFormation::Stack")
        return Vague(
            *((ANY, one) for one in stacks for template in standing(one.record.properties, "TemplateBody") if not is_whole(template))
        )

    return project.once("unknown stacks", build)


def of_library(project: Project, resource: Resource) -> str:
    """Why a resource of a module that others call may be completed by whoever calls it, or ""."""
    if resource.unit in _libraries(project):
        return f"{resource.name} is handed out by a module for others to use" if way_out(project, resource) else ""
    return f"{resource.name} is there to try something out" if is_tried_out(project, resource) else ""


def is_tried_out(project: Project, resource: Resource) -> bool:
    """Whether a resource is there to show or test a module that others call, or is material of any test: nobody operates it."""
    if is_test_material(project, resource.at.path):
        return True
    libraries = _libraries(project)
    if resource.unit in libraries:
        return False
    # only examples and tests call what is a unit of its own
    unit = project.unit(resource.unit)
    places = (resource.at.path, *([unit.at.path] if unit is not None else ()))  # where it is written, and what calls that
    shown = any(is_spared(project, path) for path in places)
    called = unit is not None and unit.kind == "terraform"  # a template that lies beside a module is deployed on its own
    return (called and (dirname(resource.at.path) or ".") in libraries) or (bool(libraries) and shown)


def _libraries(project: Project) -> set[str]:
    """The modules for others to call; an example of one is none, whatever it takes and hands out."""

    def build() -> set[str]:
        outside = (unit for unit in project.units if not is_aside(unit.at.path))
        return {unit.id for unit in outside for node in standing(unit.record.settings, "Library") if node[:2] == (SCALAR, True)}

    return project.once("libraries", build)


def way_out(project: Project, resource: Resource) -> str:
    """How a resource becomes known outside of its unit, or ""."""

    def build() -> set[Key]:
        settings = [unit.record.settings for unit in project.units]
        return {*keys_in(*(output for one in settings for name in ("Outputs", "Exports") for output in standing(one, name)))}

    def find() -> str:
        if resource.key in project.once("outputs", build):
            return f"{resource.name} is an output"
        bearer = next((one for one in project.referrers(resource) if _HANDS_ON.search(one.type)), None)
        return f"{bearer.name} hands {resource.name} on" if bearer else ""

    return project.once(("way out", *resource.key), find)
