"""The programs that constructs start: the script that instances boot with, and how builds are specified.

https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ec2/UserData.html
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from opexlint.embedded.starters import BUILD_SPEC, USER_DATA
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.drafts import NOT_FOLLOWED, Draft
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.operations import why
from opexlint.languages.python.values import Argument, Made, Member, Use, Value
from opexlint.model import MAPPING, TEXT, Node, mapping, scalar, text, unknown
from opexlint.source import Location

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"
SCRIPT: Final = "user_data"
"""What constructs call the script that their instances boot with."""

_SHEBANG: Final = "#!/bin/bash"


def booted(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`user_data=` of an instance, of a launch template, or of a group that makes one."""
    target = _booting(synthesis, draft)
    if target is not None:
        _boot(target, _script(synthesis.translator, argument), construct.arguments.keys.get(SCRIPT))


def added(synthesis: "Synthesis", use: Use) -> bool:
    """Apply `instance.add_user_data(...)` or `instance.user_data.add_commands(...)`; False for any other use."""
    through = use.owner.owner if isinstance(use.owner, Member) and use.owner.name == SCRIPT else None
    if use.made is None or (through is None and use.name != "add_user_data"):
        return False
    draft = synthesis.find(through or use.owner)
    target = _booting(synthesis, draft) if draft is not None else None
    if target is not None:
        begun = target.script[1] if target.script is not None else (scalar(_SHEBANG, target.header),)
        _boot(target, _pieces((*begun, *_lines(synthesis.translator, use.made)), use.made.at))
    return True


def specified(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`build_spec=BuildSpec.from_object({...})`, or a file of the source."""
    key = construct.arguments.keys.get("build_spec")
    if "source" in construct.arguments.keywords:
        sourced(synthesis, draft, construct, construct.arguments.keywords["source"])
    elif synthesis.class_of(construct) == "aws_codebuild.Project":
        draft.set(("Source",), mapping((), draft.header))
        draft.say(("Source", "Type"), "NO_SOURCE")
    synthesis.set_by_branch(draft, BUILD_SPEC[draft.type], argument, key, lambda one: _specification(synthesis.translator, one))


def sourced(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`source=Source.git_hub(...)`: of what stands beside the specification nothing is known."""
    synthesis.arguments.doubt(draft, "source", argument)
    present = draft.present(("Source",))
    if present is None or present[0] != MAPPING:
        draft.set(("Source",), mapping((), argument.at, NOT_FOLLOWED), construct.arguments.keys.get("source"))


def _specification(translator: Translator, value: Value) -> Node:
    name = _factory(value)
    given = [*value.arguments.positional, *value.arguments.keywords.values()] if isinstance(value, Made) else []
    if name in ("from_object", "from_object_to_yaml", "from_source_filename") and given:
        return translator.node(given[0].value, given[0].at)
    return unknown(NOT_FOLLOWED if name else why(value), value.at)


def _booting(synthesis: "Synthesis", draft: Draft) -> Draft | None:
    """The resource that holds the script: itself, or the launch template of a group."""
    if draft.type in USER_DATA:
        return draft
    if draft.type != GROUP:
        return None
    return next((one for one in synthesis.drafts if one.construct is draft.construct and one.type in USER_DATA), None)


def _boot(target: Draft, script: Node, key: Location | None = None) -> None:
    if script[0] != TEXT:
        target.set(USER_DATA[target.type], script, key)
        return
    target.script = script
    target.set(USER_DATA[target.type], text(script[1], Location(script[4], script[2], script[3])), key)


def _script(translator: Translator, argument: Argument) -> Node:
    """The text of a `UserData` in pieces."""
    value, at = argument
    name = _factory(value)
    if not isinstance(value, Made) or name not in ("for_linux", "custom"):
        return unknown(NOT_FOLLOWED if name else why(value), at)
    given = value.arguments.get(0, "content") if name == "custom" else value.arguments.keywords.get("shebang")
    first = translator.node(given.value, given.at) if given is not None else scalar(_SHEBANG, value.at)
    added = (line for use in value.uses if use.made is not None for line in _lines(translator, use.made))
    return _pieces((first, *added), at)


def _lines(translator: Translator, made: Made) -> Iterator[Node]:
    """What a method of `UserData` adds, each line after its line end; of the lines that the CDK writes nothing is known."""
    if made.name == "render":
        return
    for one in made.arguments.positional if made.name in ("add_commands", "add_user_data") else ():
        yield scalar("\n", one.at)
        yield translator.node(one.value, one.at)
    more = made.arguments.more if made.name in ("add_commands", "add_user_data") else NOT_FOLLOWED
    if more:
        yield scalar("\n", made.at)
        yield unknown(more, made.at)


def _pieces(parts: Iterable[Node], at: Location) -> Node:
    """A text whose pieces stay apart, so that each keeps its place."""
    return (TEXT, tuple(parts), at.start, at.end, at.path, ())


def _factory(value: Value) -> str:
    """The static method that made a value."""
    return short(value.name).rpartition(".")[2] if isinstance(value, Made) else ""
