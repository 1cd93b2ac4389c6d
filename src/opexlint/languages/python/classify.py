"""What a Python file is to an operator, told from its text and its place; and which files are read together.

A Lambda handler's calls are run-time behaviour and a test's calls are no deployment: they are left alone. So is application code: a web
service, a library that was copied into the project, or a module that only defines things and that no program of the project reads.
"""

import json
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from posixpath import basename, dirname, join, normpath
from typing import Any, Final

from opexlint.facts.programs import CLOUD_PROGRAMS
from opexlint.languages import Job
from opexlint.source import File, Sources

NAME: Final = "python"
CDK_FILE: Final = "cdk.json"
PULUMI_FILES: Final = ("Pulumi.yaml", "Pulumi.yml")


class Kind(Enum):
    """What a Python file is."""

    INFRASTRUCTURE = "infrastructure"
    SCRIPT = "script"
    HANDLER = "handler"
    TEST = "test"
    LIBRARY = "library"


_IMPORTS: Final = r"^[ \t]*(?:from|import)[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*"


class _Imports:
    """Tells whether a text imports one of some modules; `ending` is the expression for how the name goes on."""

    def __init__(self, *modules: str, ending: str = r"\b") -> None:
        self._modules = modules
        self._import = re.compile(rf"{_IMPORTS}(?:{'|'.join(map(re.escape, modules))}){ending}", re.MULTILINE)

    def are_in(self, text: str) -> bool:
        """Whether a text has such an import; only lines that name a module are looked at."""
        return any(self._is_imported(module, text) for module in self._modules)

    def _is_imported(self, module: str, text: str) -> bool:
        at = text.find(module)
        while at >= 0:
            if self._import.match(text, text.rfind("\n", 0, at) + 1):
                return True
            end = text.find("\n", at)
            at = text.find(module, end) if end >= 0 else -1
        return False


class _Pattern:
    """An expression that is asked where a text has one of some words; to find a word takes a hundredth of the time."""

    def __init__(self, expression: str, *words: str) -> None:
        self._expression = re.compile(expression, re.MULTILINE)
        self._words = words

    def is_in(self, text: str) -> bool:
        """Whether a text has what the expression describes."""
        return any(map(text.__contains__, self._words)) and self._expression.search(text) is not None

    def found_in(self, text: str) -> list[str]:
        """All that a text has of it."""
        return self._expression.findall(text) if any(map(text.__contains__, self._words)) else []


_INFRASTRUCTURE: Final = _Imports("aws_cdk", "constructs", "pulumi", "troposphere", ending=r"\w*\b")
_SDK: Final = _Imports("boto3", "botocore", "aioboto3")
_STARTERS: Final = _Imports("subprocess", "fabric", "invoke", "paramiko")
_STARTS: Final = _Pattern(r"\bos\.(?:system|popen)\(", "os.system(", "os.popen(")
_PROGRAM = re.compile(rf"""["'\s/](?:{"|".join(map(re.escape, CLOUD_PROGRAMS))})(?=["'\s])""")
_HANDLER: Final = _Pattern(r"^[ \t]*(?:async[ \t]+)?def[ \t]+\w+\(\s*_?event\b[^,)]*,\s*_{0,2}(?:lambda_)?(?:context|ctx|_)\b", "event")
_TESTS: Final = _Imports("pytest", "unittest", "moto", "aws_cdk.assertions", "behave")
_DEPLOYED_TESTS: Final = _Pattern(r"^[ \t]*(?:from|import)[ \t].*\binteg_tests(?:_alpha)?\b", "integ_tests")
"""Apps that are put up to be tested, and taken down again."""
_TEST_PATH: Final = _Pattern(r"(^|/)(tests?|testing|__tests__|e2e)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$", "test", "e2e")
_VENDORED = re.compile(r"(^|/)(?:site-packages|dist-packages|_?vendor(?:ed)?|botocore|boto3|s3transfer|pip|urllib3)/")
_SERVICES: Final = _Imports(
    *("flask", "fastapi", "django", "starlette", "aiohttp", "tornado", "streamlit", "sanic", "celery", "chalice", "gradio", "dash")
)
_ACTS = re.compile(
    r"^(?:[A-Za-z_][\w.]*\(|(?:for|while|with|try|if|async for|async with)\b)|^#!"
    rf"|{_IMPORTS}(?:click|typer|argparse|fire|invoke)\b"
    r"|^\w+\s*=\s*(?:subprocess|boto3)\.[\w.]*\([^\n]*\)\.\w+\(|^\w+\s*=\s*(?:subprocess\.\w+|os\.\w+|input)\(",
    re.MULTILINE,
)
_APP: Final = _Pattern(r"\b(?:App|Template)\(|\.synth\(|^pulumi\.export\(", "App(", "Template(", ".synth(", "pulumi.export(")
_ASSET: Final = _Pattern(
    r"""(?:from_asset|FileArchive|AssetArchive|entry\s*=|from_docker_build)\(?\s*\(?\s*f?["']([^"'{}]+)["']""",
    *("from_asset", "FileArchive", "AssetArchive", "entry", "from_docker_build"),
)


def claims(file: File) -> bool:
    """Whether a file builds or changes infrastructure, as far as its text tells."""
    text = file.text
    return _INFRASTRUCTURE.are_in(text) or _SDK.are_in(text) or (_starts_programs(text) and _PROGRAM.search(text) is not None)


def _starts_programs(text: str) -> bool:
    """Whether a file may start other programs."""
    return _STARTERS.are_in(text) or _STARTS.is_in(text)


def kind(file: File) -> Kind:
    """What a claimed file is, as far as it tells itself."""
    if _TEST_PATH.is_in(file.path) or _TESTS.are_in(file.text) or _DEPLOYED_TESTS.is_in(file.text):
        return Kind.TEST
    if _INFRASTRUCTURE.are_in(file.text):
        return Kind.INFRASTRUCTURE
    if _HANDLER.is_in(file.text):
        return Kind.HANDLER
    if _VENDORED.search(file.path) or _SERVICES.are_in(file.text) or not _ACTS.search(file.text):
        return Kind.LIBRARY
    return Kind.SCRIPT


def _among(alone: Kind, path: str, assets: frozenset[str]) -> Kind:
    """What a file is among the others; `assets` are the folders that are uploaded as code."""
    is_code = alone in (Kind.SCRIPT, Kind.LIBRARY) and not assets.isdisjoint(above(path))
    return Kind.HANDLER if is_code else alone


def tells(file: File) -> Iterator[str]:
    """What a claimed file tells without the others: its kind, and the folders that it uploads as code."""
    alone = kind(file)
    yield alone.value
    if alone is Kind.INFRASTRUCTURE or (alone is Kind.TEST and _INFRASTRUCTURE.are_in(file.text)):
        yield from _ASSET.found_in(file.text)


def makes(file: File) -> Iterator[str]:
    """What a module makes: "app" where it makes one."""
    if _APP.is_in(file.text):
        yield "app"


def jobs(claimed: Sequence[str], sources: Sources) -> Iterator[Job]:
    """The programs among the claimed files: each CDK app, each Pulumi project, each script; then what no entry covers, by folder."""
    told = {path: said for path in claimed if (said := sources.noted(path, tells))}
    assets = _assets(told)
    kinds = {path: _among(Kind(said[0]), path, assets) for path, said in told.items()}
    left = [path for path in claimed if kinds.get(path) is Kind.INFRASTRUCTURE]
    entries = _project_files(sources)
    owners = {dirname(entry): entry for entry in reversed(entries)}
    own: dict[str | None, list[str]] = {}
    for path in left:
        own.setdefault(next((owners[folder] for folder in above(path) if folder in owners), None), []).append(path)
    for entry in entries:
        yield Job(NAME, entry, tuple(sorted(own.get(entry, ()))))
    yield from _without_project(own.get(None, []), sources)
    for path in claimed:
        if kinds.get(path) is Kind.SCRIPT:
            yield Job(NAME, path, (path,))


def above(path: str) -> Iterator[str]:
    """The folders that a file or folder is in, the nearest first, up to the root of the project."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _project_files(sources: Sources) -> list[str]:
    """Every cdk.json and Pulumi.yaml whose program is in Python, the deepest first."""
    names = (CDK_FILE, *PULUMI_FILES)
    found = [path for path in sources.paths if path.endswith(names) and basename(path) in names and entry_of(path, sources) is not None]
    return sorted(found, key=lambda path: (-path.count("/"), path))


def _without_project(left: list[str], sources: Sources) -> Iterator[Job]:
    """Programs without a project file, each with the modules of its folder that it names; other modules by folder."""
    entries = [path for path in left if sources.noted(path, makes)]
    by_entry: dict[str, list[str]] = {entry: [entry] for entry in entries}
    modules = [path for path in left if path not in by_entry]
    by_folder: dict[str, list[str]] = {}
    for path in modules:
        around = [entry for entry in entries if path.startswith(dirname(entry) + "/") or not dirname(entry)]
        named = [entry for entry in around if _names(sources.file(entry), basename(path)[:-3])]
        if named or around:
            by_entry[(named or around)[0]].append(path)
        else:
            by_folder.setdefault(dirname(path), []).append(path)
    for entry, paths in by_entry.items():
        yield Job(NAME, entry, tuple(paths))
    for folder, paths in by_folder.items():
        yield Job(NAME, folder or ".", tuple(paths))


def _names(file: File | None, module: str) -> bool:
    return file is not None and re.search(rf"\b{re.escape(module)}\b", file.text) is not None


def _assets(told: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Folders that an infrastructure program uploads as code, as seen from its own folder and from those above."""
    found: set[str] = set()
    for path, said in told.items():
        for asset in said[1:]:
            folder = dirname(path)
            while True:
                found.add(normpath(join(folder, asset)))
                if not folder:
                    break
                folder = dirname(folder)
    return frozenset(one for one in found if one not in (".", "..") and not one.startswith("../"))


# -- entries -------------------------------------------------------------------------------------------------------------------------------


def entry_of(path: str, sources: Sources) -> str | None:
    """The Python file that a cdk.json or Pulumi.yaml starts; None when it starts none that is in the project."""
    file = sources.file(path)
    if file is None:
        return None
    found = _cdk_entry(file) if basename(path) == CDK_FILE else _pulumi_entry(file)
    if found is None:
        return None
    entry = normpath(join(dirname(path), found))
    if entry.endswith(".py"):
        return entry if sources.file(entry) is not None else None
    candidates = (normpath(join(entry, "__main__.py")), f"{entry}.py")
    return next((one for one in candidates if sources.file(one) is not None), None)


def _cdk_entry(file: File) -> str | None:
    app = cdk_settings(file).get("app")
    if not isinstance(app, str) or "python" not in app:
        script = re.search(r"(\S+\.py)\b", app) if isinstance(app, str) else None
        return script[1] if script else None
    module = re.search(r"\s-m\s+([\w.]+)", app)
    if module:
        return module[1].replace(".", "/")
    script = re.search(r"([^\s\"']+\.py)\b", app)
    return script[1] if script else None


def cdk_settings(file: File) -> dict[str, Any]:
    """The content of a cdk.json; empty when it is none."""
    try:
        settings = json.loads(file.text)
    except (ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def project_name(path: str, sources: Sources) -> str:
    """The name that a Pulumi.yaml gives its project, "" for any other file."""
    file = sources.file(path) if basename(path) in PULUMI_FILES else None
    name = re.search(r"^name:[ \t]*[\"']?([^\s\"'#]+)", file.text, re.MULTILINE) if file is not None else None
    return name[1] if name else ""


def _pulumi_entry(file: File) -> str | None:
    if not re.search(r"^runtime:\s*[\"']?python|^\s+name:\s*[\"']?python\b", file.text, re.MULTILINE):
        return None
    main = re.search(r"^main:\s*[\"']?([^\s\"'#]+)", file.text, re.MULTILINE)
    return main[1] if main else "."
