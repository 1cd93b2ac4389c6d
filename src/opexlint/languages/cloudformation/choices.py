"""Choices inside values: how a function of CloudFormation is applied to arguments that depend on parameters.

`!Sub "${Env}-queue"` with Env being dev or prod is itself one of two strings, so the choice moves out of the arguments, in front of the
result. Rules and evidence then see plain values in every world.
"""

from collections.abc import Callable, Sequence
from math import prod
from typing import Final

from opexlint.model import CHOICE, LIST, MAPPING, SCALAR, Node, Switch, choice, scalar, unknown
from opexlint.source import Location

MAX_COMBINATIONS: Final = 32
"""How many combinations of parameters one value may depend on; it is unknown beyond."""


def lifted(arguments: Sequence[Node], combine: Callable[[Sequence[Node]], Node], at: Location) -> Node:
    """What a function yields for arguments that may be choices: a choice between what it yields for each of their combinations."""
    return too_many(at) if combinations(arguments) > MAX_COMBINATIONS else spread(arguments, combine, at)


def spread(arguments: Sequence[Node], combine: Callable[[Sequence[Node]], Node], at: Location) -> Node:
    """As `lifted`, however many combinations there are: for who has counted them."""
    for argument in arguments:
        if argument[0] == CHOICE:
            switch, branches = argument[1]
            return choice(
                switch,
                tuple(
                    [
                        (option, spread([assumed(one, switch, option) if one[0] == CHOICE else one for one in arguments], combine, at))
                        for option, _ in branches
                    ]
                ),
                at,
            )
    return combine(arguments)


def grafted(decision: Node, then: Node, otherwise: Node, at: Location) -> Node:
    """`then` where a decision (True, False, or a choice between such) is True, `otherwise` where it is False."""
    if decision[0] != CHOICE:
        return then if decision[1] is True else otherwise
    if combinations((decision, then, otherwise)) > MAX_COMBINATIONS:
        return too_many(at)
    switch, branches = decision[1]
    return choice(
        switch,
        tuple(
            (option, grafted(assumed(branch, switch, option), assumed(then, switch, option), assumed(otherwise, switch, option), at))
            for option, branch in branches
        ),
        at,
    )


def both(known: Sequence[Node], at: Location) -> Node:
    """Whether all of several decisions, none of them a choice, are True."""
    if any(node[:2] == (SCALAR, False) for node in known):
        return scalar(False, at)
    doubtful = next((node for node in known if node[:2] != (SCALAR, True)), None)
    return scalar(True, at) if doubtful is None else unknown(str(doubtful[1]), at)


def assumed(node: Node, switch: Switch, option: str) -> Node:
    """The node in the worlds where a switch has this option."""
    if node[0] != CHOICE:
        return node
    its_switch, branches = node[1]
    if its_switch == switch:
        for name, branch in branches:
            if name == option:
                return branch if branch[0] != CHOICE else assumed(branch, switch, option)
    at = Location(node[4], node[2], node[3])
    return choice(its_switch, tuple((name, assumed(branch, switch, option)) for name, branch in branches), at)


def opened(node: Node, why: str) -> Node:
    """The value with every list and mapping in it open, since somebody may add to them; itself without a reason."""
    if not why:
        return node
    kind, payload, start, end, path, via = node
    if kind == MAPPING:
        payload = tuple((*entry[:3], opened(entry[3], why)) for entry in payload[0]), payload[1] or why
    elif kind == LIST:
        payload = tuple(opened(item, why) for item in payload[0]), payload[1] or why
    elif kind == CHOICE:
        payload = payload[0], tuple((option, opened(branch, why)) for option, branch in payload[1])
    return (kind, payload, start, end, path, via)


def too_many(at: Location) -> Node:
    """A value that depends on too many parameters."""
    return unknown(f"it depends on more than {MAX_COMBINATIONS} combinations of parameters", at)


def combinations(nodes: Sequence[Node]) -> int:
    """How many combinations of options these nodes distinguish at most."""
    stack = [node for node in nodes if node[0] == CHOICE]
    if not stack:
        return 1
    options: dict[Switch, int] = {}
    while stack:
        switch, branches = stack.pop()[1]
        options[switch] = max(len(branches), options.get(switch, 0))
        stack += [branch for _, branch in branches if branch[0] == CHOICE]
    return prod(options.values())
