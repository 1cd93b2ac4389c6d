"""Files that say what a template is deployed with: each is an option of one switch.

====================================================== ===============================================================================
`[{"ParameterKey": ..., "ParameterValue": ...}, ...]`   parameters of `aws cloudformation create-stack`; `["Name=value"]` of `deploy`
`{"Parameters": {...}, "Tags": ..., "StackPolicy": ...}` a template configuration of CodePipeline
`template-file-path: ...`, `parameters: {...}`          a deployment file of git sync
`[prod.deploy.parameters]`, `parameter_overrides = ...` the settings of `sam`: an option for each environment
====================================================== ===============================================================================

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html and
.../git-sync-concepts-terms.html
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from posixpath import basename, dirname, normpath
from typing import Final, NamedTuple

from opexlint.embedded.tree import Mapping as MappingTree
from opexlint.embedded.tree import Scalar, Tree, followed, parse
from opexlint.embedded.tree import Sequence as SequenceTree
from opexlint.languages.cloudformation import SAMCONFIGS
from opexlint.languages.cloudformation.parameters import ELSEWHERE, Inputs, spelled
from opexlint.languages.cloudformation.samconfig import overrides
from opexlint.model import CHOICE, Node, Switch, gone, scalar, unknown
from opexlint.source import File, Location, Sources

MAX_FILES: Final = 8
"""How many such files may be options of one switch; with more of them what they set is unknown."""

DEFAULTS: Final = "defaults"
"""The option of that switch that stands for passing none of the files."""

ANOTHER_ONE: Final = "another one"
"""The option beside the environments of `sam`'s settings: developers keep theirs there, pipelines pass their own values."""

MAX_LEVELS_ABOVE: Final = 2
"""How far above such a file the folder of its template may be (`parameters/prod/shop.json`)."""

_SUFFIXES: Final = (".json", ".yaml", ".yml")
_ENDINGS: Final = (*_SUFFIXES, "samconfig.toml")
_CONFIGURATION: Final = frozenset({"Parameters", "StackPolicy", "Tags"})
_NAMED: Final = re.compile(
    r"(?:^|[/._-])(?:params?|parameters?|config\w*|deploy\w*|env\w*|dev\w*|test|qa|stag\w*|prod\w*|live)(?=[/._-])[^/]*(?:/[^/]*)?$",
    re.IGNORECASE,
)
"""How such a file, or its folder, is called unless it is called as its template."""

_BEGINS: Final = re.compile(r'\s*+\{\s*+"(?:Parameters|Tags|StackPolicy)"|\s*+\[\s*+"\w+=')
_HOLDS: Final = ("ParameterKey", "template-file-path")


_USUAL_TEMPLATES: Final = ("template.yaml", "template.yml", "template.json")


class Deployment(NamedTuple):
    """What one file, or one environment in it, sets by parameter.

    `template` is the path it names its template by, as seen from the root, or "".
    """

    path: str
    values: Mapping[str, Node]
    template: str = ""
    environment: str = ""


def deployments(file: File, sources: Sources) -> Iterator[Deployment]:
    """What a file sets, once for each environment it knows; nothing for a file that is none of these."""
    if basename(file.path) in SAMCONFIGS:
        for one in overrides(file):
            template = _built(one.template, file.path, sources)
            if template:
                yield Deployment(file.path, one.values, template, one.environment)
        return
    given = deployment(file)
    if given is not None:
        yield given


def _built(written: str, settings: str, sources: Sources) -> str:
    """The template that the settings of `sam` at a path mean by what they say of it, or ""."""
    # what `sam build` wrote is no template of the project: the usual one was built
    names = (written,) if written and ".aws-sam" not in written else _USUAL_TEMPLATES
    return next((found.path for found in (sources.beside(settings, name) for name in names) if found is not None), "")


def deployment(file: File) -> Deployment | None:
    """What a file sets, None for one that is no such file."""
    text = file.text
    if not file.path.endswith(_SUFFIXES) or not (_BEGINS.match(text) or any(sign in text for sign in _HOLDS)):
        return None
    root = followed(parse(file.text).root)
    template = ""
    if type(root) is MappingTree:
        keys = root.entries().keys()
        named = followed(root.get("template-file-path"))
        if type(named) is Scalar:
            template = normpath(named.text)
            values = dict(_members(root.get("parameters"), file.path))
        elif keys <= _CONFIGURATION:
            values = dict(_members(root.get("Parameters"), file.path))
        else:
            return None
    elif type(root) is SequenceTree:
        values = dict(_pairs(root, file.path))
    else:
        return None
    return Deployment(file.path, values, template) if values else None


def _members(tree: Tree | None, path: str) -> Iterator[tuple[str, Node]]:
    found = followed(tree)
    for name, (_, child) in found.entries().items() if type(found) is MappingTree else ():
        yield name, _value(child, path)


def _pairs(tree: SequenceTree, path: str) -> Iterator[tuple[str, Node]]:
    for item in map(followed, tree.items):
        if type(item) is MappingTree:
            key = followed(item.get("ParameterKey"))
            value = item.get("ParameterValue")
            if type(key) is Scalar and value is not None:
                yield key.text, _value(value, path)
        elif type(item) is Scalar and "=" in item.text:
            name, _, value_text = item.text.partition("=")
            yield name, scalar(value_text, Location(path, item.start, item.end))


def _value(tree: Tree, path: str) -> Node:
    found, at = followed(tree), Location(path, tree.start, tree.end)
    return scalar(spelled(found), at) if type(found) is Scalar else unknown("what is passed is no string", at)


def inputs(template: File, deployments: Sequence[Deployment]) -> Inputs:
    """What a template is deployed with: each file an option of one switch, and so is none of them where every parameter has a default."""
    if not deployments:
        return Inputs({})
    at = Location(template.path, 0, 0)
    names = dict.fromkeys(name for one in deployments for name in one.values)
    if len(deployments) > MAX_FILES:
        return Inputs({name: unknown(f"more than {MAX_FILES} files of parameters set it", at) for name in names})
    switch: Switch = ("parameters", "the parameters file", template.path)
    options = {_option(one, template): one.values for one in deployments}
    if any(one.environment for one in deployments):
        options[ANOTHER_ONE] = {name: unknown(ELSEWHERE, at) for name in names}
    elif all(_declared(template).values()):
        options[DEFAULTS] = {}
    return Inputs(
        {
            name: (CHOICE, (switch, tuple((option, values.get(name, gone(at))) for option, values in options.items())), 0, 0, at.path, ())
            for name in names
        }
    )


def _option(one: Deployment, template: File) -> str:
    """How the option of a file is called: by its path from the template's folder, and its environment."""
    path = one.path.removeprefix(f"{dirname(template.path)}/")
    return f"{path} {one.environment}" if one.environment else path


def _declared(template: File) -> dict[str, bool]:
    """The parameters that a template declares, and whether each has a default."""
    root = followed(parse(template.text).root)
    section = followed(root.get("Parameters")) if type(root) is MappingTree else None
    declared = section.entries().items() if type(section) is MappingTree else ()
    return {name: type(one) is MappingTree and one.get("Default") is not None for name, (_, tree) in declared for one in (followed(tree),)}


# -- which files belong to which template -------------------------------------------------------------------------------------------------


def found(templates: Sequence[str], claimed: Collection[str], sources: Sources) -> dict[str, list[str]]:
    """The files that say what each of these templates is deployed with; none of them is `claimed`.

    A file names its template, or lies beside it or below it in a folder without templates and sets only what that template declares; where
    several do, its name must begin as that of one of them.
    """
    folders: dict[str, dict[str, str]] = {}
    for path in templates:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[path] = name.partition(".")[0]
    known = set(templates)
    belong: dict[str, list[str]] = {}
    for path in sources.paths:
        if not path.endswith(_ENDINGS):
            continue
        folder, _, name = path.rpartition("/")
        if name in SAMCONFIGS:
            for template in dict.fromkeys(_built(written, path, sources) for written in sources.noted(path, templates_of_settings)):
                if template in known:
                    belong.setdefault(template, []).append(path)
        elif path not in claimed and path.endswith(_SUFFIXES):
            near = _near(folder, folders)
            if near and (name.startswith(tuple(near.values())) or _NAMED.search(path)):
                template = _template(path, name, near, known, sources)
                if template:
                    belong.setdefault(template, []).append(path)
    return belong


def _near(folder: str, folders: Mapping[str, dict[str, str]]) -> Mapping[str, str]:
    """The templates in a folder, or in the nearest above that has any, with how their names begin."""
    for _ in range(MAX_LEVELS_ABOVE + 1):
        if folder in folders:
            return folders[folder]
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    return {}


def _template(path: str, name: str, near: Mapping[str, str], known: Collection[str], sources: Sources) -> str:
    """The one template that a file belongs to, or "": one that it names, or one near it."""
    said = sources.noted(path, sets)
    if not said:
        return ""
    template, *names = said
    if template in known:
        return template
    fitting = [one for one in near if set(names).issubset(sources.noted(one, declarations))]
    if len(fitting) == 1:
        return fitting[0]
    named = [one for one in fitting if name.startswith(near[one])]
    return max(named, key=lambda one: len(near[one]), default="")


def sets(file: File) -> tuple[str, ...]:
    """The template that a file names ("" where it does not) and the parameters that it sets; nothing for one that is no such file."""
    given = deployment(file)
    return () if given is None else (given.template, *given.values)


def templates_of_settings(file: File) -> tuple[str, ...]:
    """The templates that the settings of `sam` name, "" where they don't."""
    return tuple(one.template for one in overrides(file))


def declarations(file: File) -> tuple[str, ...]:
    """The parameters that a template declares."""
    return tuple(_declared(file))
