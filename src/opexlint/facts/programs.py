"""Which command lines change something in the cloud: the verbs of the tools that people deploy with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_AWS_CHANGES = re.compile(
    r"(create|put|update|delete|modify|attach|detach|associate|disassociate|register|deregister|set|enable|disable|terminate|add|remove"
    r"|authorize|revoke|allocate|release|tag|untag|replace|restore|import|run|execute|batch-(create|put|update|delete))-"
)
# data, events and requests that flow through a service, and what is no resource: nothing that a plan could show
_AWS_FLOWS = re.compile(
    r"(put|update|delete|batch-\w+|execute)-(events|items?|objects?|records?|record-batch|metric-data|log-events|trace-segments|evaluations"
    r"|statement|transaction|query|secret-value|messages?(-batch)?|kubeconfig)$|create-(invalidation|token\b.*)$|run-query$"
)
_AWS_COMMANDS: Final = {"s3": frozenset({"mb", "rb"}), "configure": frozenset[str]()}
"""Groups of the AWS command line that are no service's operations."""

_KUBECTL: Final = frozenset(
    {
        *(
            "apply",
            "create",
            "patch",
            "delete",
            "replace",
            "scale",
            "set",
            "edit",
            "annotate",
            "label",
            "taint",
            "autoscale",
            "expose",
            "run",
        ),
    }
)
_TERRAFORM: Final = frozenset({"apply", "destroy", "import"})
_GROUPS: Final = frozenset({"create", "update", "delete", "deploy", "patch", "add", "remove", "set", "enable", "disable", "resize"})
_GROUPS_BOUND = re.compile(r"(add|remove|set)-iam-policy(-binding)?$")
_NO_RESOURCE: Final = frozenset({"account", "auth", "cloud", "components", "config", "configure", "extension", "init", "login"})

_VERBS: Final = {
    "kubectl": _KUBECTL,
    "oc": _KUBECTL,
    "helm": frozenset({"install", "upgrade", "uninstall", "delete", "rollback"}),
    "eksctl": frozenset({"create", "delete", "upgrade", "scale", "set", "enable", "disable", "associate", "update"}),
    "terraform": _TERRAFORM,
    "tofu": _TERRAFORM,
    "terragrunt": _TERRAFORM | {"run-all"},
    "sam": frozenset({"deploy", "delete", "sync"}),
    "cdk": frozenset({"deploy", "destroy", "bootstrap", "import"}),
    "pulumi": frozenset({"up", "update", "destroy", "import"}),
    "serverless": frozenset({"deploy", "remove"}),
    "sls": frozenset({"deploy", "remove"}),
    "copilot": frozenset({"deploy"}),
    "eb": frozenset({"create", "deploy", "terminate", "swap", "scale", "setenv"}),
}
"""Tools whose first word says what they do, with the words that change something."""

CLOUD_PROGRAMS: Final = ("aws", "az", "gcloud", *_VERBS)
"""The programs that can change the cloud, as they are called."""

RUNNERS: Final = ("npx", "pnpm", "yarn", "bunx", "poetry", "pipenv", "uv")
"""Programs that start another one (`npx -y cdk deploy`, `poetry run cdk deploy`)."""

_VALUED: Final = frozenset(
    {
        *("--profile", "--region", "--output", "--query", "--endpoint-url", "--ca-bundle", "--color", "--cli-read-timeout"),
        *(
            "--cli-connect-timeout",
            "-n",
            "--namespace",
            "--context",
            "--kube-context",
            "--kubeconfig",
            "--cluster",
            "--user",
            "-s",
            "--server",
        ),
        *(
            "--token",
            "--as",
            "--app",
            "-a",
            "--project",
            "--account",
            "--subscription",
            "-C",
            "--cwd",
            "-c",
            "--stack",
            "--config-file",
            "-v",
        ),
    }
)
"""Options in front of the verb that take a word of their own."""

_REHEARSALS = re.compile(r"(-h|--help|help|--dry-?run(=(client|server|true|None))?|--generate-cli-skeleton(=.*)?|--no-execute-changeset)$")
_LOCAL = re.compile(r"https?://(localhost|127\.0\.0\.1|host\.docker\.internal|[\w.-]*localstack[\w.-]*)(:|/|$)", re.IGNORECASE)


def change_of(argv: Sequence[str | None]) -> str:
    """What a command line changes in the cloud, as its author would name it (`aws ecs update-service`), or "".

    `argv` are its words, the program first, None for a word that is not known. Reading, waiting, signing in, rehearsing (`--dry-run`) and
    talking to an emulator change nothing; a command line whose verb is not known says nothing. Verbs are from the tools' own references.
    """
    program, words = _split(argv)
    if any(word is not None and (_REHEARSALS.match(word) or _LOCAL.search(word)) for word in words):
        return ""
    verbs = _leading(words)
    if program == "aws":
        return _aws(verbs)
    if program in ("az", "gcloud"):
        return _grouped(program, verbs)
    if verbs and verbs[0] in _VERBS.get(program, ()):
        return f"{program} {verbs[0]}"
    if program in ("kubectl", "oc") and verbs[:2] in (["rollout", "restart"], ["rollout", "undo"]):
        return f"{program} {' '.join(verbs[:2])}"
    return ""


def program_of(argv: Sequence[str | None]) -> str:
    """The program that a command line starts, without its folder and without `npx` and the like; "" when it is not known."""
    return _split(argv)[0]


def _split(argv: Sequence[str | None]) -> tuple[str, list[str | None]]:
    """The program and its words."""
    words = list(argv)
    program = _name(words.pop(0)) if words else ""
    while program in RUNNERS and words:
        word = words.pop(0)
        if word is None or not (word.startswith("-") or word in ("run", "exec", "dlx")):
            program = _name(word)
    return program, words


def _name(word: str | None) -> str:
    name = re.split(r"[/\\]", word or "")[-1].removesuffix(".exe").removesuffix(".cmd").partition("@")[0]
    return "cdk" if name == "aws-cdk" else name


def _leading(words: Sequence[str | None]) -> list[str]:
    """The words that say what is done: those that are no option, up to the first that is not known."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word is None:
            break
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            found.append(word)
    return found


def _aws(verbs: list[str]) -> str:
    if len(verbs) < 2:
        return ""
    service, operation = verbs[:2]
    if service in _AWS_COMMANDS:
        changes = operation in _AWS_COMMANDS[service]
    else:
        changes = operation == "deploy" or bool(_AWS_CHANGES.match(operation) and not _AWS_FLOWS.match(operation))
    return f"aws {service} {operation}" if changes else ""


def _grouped(program: str, verbs: list[str]) -> str:
    """`az` and `gcloud` name a group of groups first; the verb is the first word that is one."""
    if not verbs or verbs[0] in _NO_RESOURCE:
        return ""
    for index, word in enumerate(verbs[:5]):
        if index and (word in _GROUPS or _GROUPS_BOUND.match(word)):
            return f"{program} {' '.join(verbs[: index + 1])}"
    return ""
