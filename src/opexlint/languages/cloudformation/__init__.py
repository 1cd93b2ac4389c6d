"""CloudFormation and SAM: templates in YAML or JSON, the settings of `sam deploy`, and CodeBuild's build specifications."""

import re
from collections.abc import Iterator, Sequence
from posixpath import basename

from opexlint.finding import Change, Edit
from opexlint.languages import Job
from opexlint.model import Parsed
from opexlint.source import File, Sources

SUFFIXES = (".yaml", ".yml", ".json", ".template", "samconfig.toml")

SAMCONFIGS = frozenset({"samconfig.toml", "samconfig.yaml", "samconfig.yml"})
_YAML_VERSION = re.compile(r"""^["']?AWSTemplateFormatVersion["']?[ \t]*:""", re.MULTILINE)
_YAML_RESOURCES = re.compile(r"""^["']?Resources["']?[ \t]*:""", re.MULTILINE)
_JSON_RESOURCES = re.compile(r'"Resources"\s*:\s*\{')
_ENGINE = re.compile(r"\s*\{[{%#]")
_TYPE = re.compile(r"""Type["']?\s*:\s*["']?(?:(?:AWS|Alexa|Custom)::\w|\w++::\w++::\w)""")


def claims(file: File) -> bool:
    """Whether a file is a template, the settings of `sam deploy`, or a build specification (by its name as well)."""
    if basename(file.path) in SAMCONFIGS or _is_buildspec(file):
        return True
    text = file.text
    if "Resources" not in text and "AWSTemplateFormatVersion" not in text:
        return False
    if text.lstrip()[:1] in ("{", "/") and not _ENGINE.match(text):
        return '"AWSTemplateFormatVersion"' in text or bool('"Resources"' in text and _JSON_RESOURCES.search(text) and _TYPE.search(text))
    return bool(_YAML_VERSION.search(text) or (_YAML_RESOURCES.search(text) and _TYPE.search(text)))


def _is_buildspec(file: File) -> bool:
    if "buildspec" not in basename(file.path):
        return False
    from opexlint.embedded import buildspec

    return buildspec.is_one(file)


def jobs(claimed: Sequence[str], sources: Sources) -> Iterator[Job]:
    """A job for each template that is deployed on its own, with those it nests and the files that say what it is deployed with."""
    from opexlint.languages.cloudformation.deployments import found
    from opexlint.languages.cloudformation.nesting import roots
    from opexlint.languages.cloudformation.synthesis import is_read_as_program

    deployed = dict(roots([path for path in claimed if not is_read_as_program(path, sources)], sources))
    given = found(tuple(deployed), set(claimed), sources)
    return (Job("cloudformation", path, (*paths, *given.get(path, ()))) for path, paths in deployed.items())


def prepare() -> None:
    """Imports what reading takes."""
    from opexlint.languages.cloudformation import template  # noqa: F401


def read(job: Job, sources: Sources) -> Parsed:
    """The common model of a template, of SAM's settings or of a build specification."""
    file = sources.file(job.entry)
    if file is None:
        return Parsed()
    if basename(file.path) in SAMCONFIGS:
        from opexlint.languages.cloudformation import samconfig

        return samconfig.read(file)
    if _is_buildspec(file):
        from opexlint.languages.cloudformation import scripts

        return scripts.read_buildspec(file)
    from opexlint.languages.cloudformation import template

    return template.read(file, job.paths[1:], sources)


def rewrite(change: Change, file: File) -> list[Edit]:
    """The edits that set a property of a resource; empty where they can't be written safely."""
    from opexlint.languages.cloudformation import writer

    return writer.rewrite(change, file)
