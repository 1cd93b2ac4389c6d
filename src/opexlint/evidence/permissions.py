"""Permissions: what a role may do, as its policies say."""

from collections.abc import Iterator
from typing import Final

from opexlint.evidence.candidates import keys_in, standing_in, strings_in, users_of
from opexlint.model import UNKNOWN, Node
from opexlint.project import Project
from opexlint.subjects import Resource

ROLE: Final = "AWS::IAM::Role"
POLICIES: Final = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")


def is_allowed(project: Project, role: Resource, *actions: str) -> bool:
    """Whether each of these actions is certainly among what a role is allowed, for whatever resource."""
    said = {string.lower() for document in _documents(project, role) for string in strings_in(document)}
    return all(action.lower() in said for action in actions)


def may_be_allowed(project: Project, role: Resource, *actions: str) -> bool:
    """Whether a role is allowed these actions, or a policy of it is not known."""
    return is_allowed(project, role, *actions) or any(document[0] == UNKNOWN for document in _documents(project, role))


def _documents(project: Project, role: Resource) -> Iterator[Node]:
    """The policies of a role: written in it, attached to it, attached by it."""
    yield from standing_in(role, "Policies", "PolicyDocument")
    policies = {one.key: one for one in users_of(project, role, *POLICIES) if one.is_known}
    attached = (project.resource(key) for node in standing_in(role, "ManagedPolicyArns") for key in keys_in(node))
    policies.update((one.key, one) for one in attached if one is not None and one.type in POLICIES)
    for one in policies.values():
        yield from standing_in(one, "PolicyDocument")
