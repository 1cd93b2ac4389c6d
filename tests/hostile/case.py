"""A hostile project, and what opexlint has to say of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

SYNTAX: Final = "syntax-error"
SKIPPED: Final = "file-skipped"
LIMIT: Final = "limit-reached"
NOTHING: Final = "nothing"
STOPPED: Final = "syntax-error or limit-reached"
"""Where the language's own tools end at a bound of theirs, too, either will do."""

OWN: Final = frozenset({SYNTAX, SKIPPED, LIMIT})

SECRET: Final = "hunter2-outside"
"""Stands in a file outside of each project; no answer may hold it."""

SENTINEL: Final = "PWNED"
"""The file that hostile code would make if it ran."""

GOOD: Final[Mapping[str, str]] = {
    "good.yaml": "Resources:\n  Known:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python2.7\n",
    "good.tf": 'resource "aws_lambda_function" "known" {\n  runtime = "python2.7"\n}\n',
    "good.py": 'import boto3\n\nboto3.client("cloudformation").create_stack(StackName="known", DisableRollback=True)\n',
}
KNOWN: Final = {("good.yaml", "deprecated-lambda-runtime"), ("good.tf", "deprecated-lambda-runtime"), ("good.py", "rollback-disabled")}
"""The findings of the good files, which stand beside the hostile ones in every project."""

FIXTURES = Path(__file__).parents[1] / "fixtures" / "hostile"
SHOP = {path.relative_to(FIXTURES).as_posix(): path.read_bytes() for path in sorted(FIXTURES.rglob("*")) if path.is_file()}
"""A realistic project with a file of every kind that is read."""

GAVE_UP = ("please report this", "more deeply than opexlint can follow", "more memory than there is")
"""What is said of a reader that raised: a bug of ours, even where it ends well."""


class Case(NamedTuple):
    """Files of a project by path, and which of opexlint's own findings (`OWN`) its files must have: all others must have none.

    The keys of `said` are paths (`a.tf|b.tf`: one of them; `*`: any), its values rules, one of which must be there for the path. `also` are findings of rules that the hostile files must have all the same: what stands behind the trap and is reached, or before it.
    """

    name: str
    files: Mapping[str, str]
    said: Mapping[str, str] = {}
    also: tuple[tuple[str, str], ...] = ()


def put(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def project(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A repository of these files and the good ones, beside a secret that is none of its business."""
    root = folder / "project"
    (root / ".git").mkdir(parents=True)
    put(root, {**GOOD, **files})
    put(
        folder,
        {
            "outside/secret": SECRET,
            "outside/main.tf": f'output "secret" {{\n  value = "{SECRET}"\n}}\n',
            "outside/__init__.py": f"secret = '{SECRET}'\n",
        },
    )
    return root


DATA: Final[Mapping[str, str]] = {
    "deep.yaml": "[" * 100_000,
    "deep-blocks.yaml": "- " * 100_000,
    "deep-pairs.yaml": "{a: " * 100_000,
    "aliases.yaml": "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    "merges.yaml": "a0: &a0 {x0: 0}\n"
    + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}], x{n}: {n}}}\n" for n in range(1, 30)),
    "itself.yaml": "&a [*a, {b: *a, <<: *a}]",
    "tags.yaml": "!!python/object/apply:os.system [touch PWNED]",
    "numbers.yaml": f"[{'9' * 100_000}, 1e999999999, 0x{'f' * 100_000}, 1{':59' * 10_000}, .inf, .nan, 2020-13-45]",
    "deep.json": "[" * 100_000,
    "deep-pairs.json": '{"a": ' * 100_000,
    "closed.json": "[" * 100_000 + "]" * 100_000,
    "numbers.json": f"[{'9' * 100_000}, 1e999999999, NaN, -Infinity]",
    "surrogates.json": '["\\ud800", "\\u0000"]',
    "list.json": "[" + "0," * 400_000 + "0]",
}
"""Files that programs read: nothing in them is any of opexlint's business, unless a value comes from there."""
