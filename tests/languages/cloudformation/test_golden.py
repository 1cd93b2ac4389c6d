"""What templates are read as, against golden files."""

from pathlib import Path

import pytest

from opexlint.languages import Job, cloudformation
from opexlint.model import Parsed
from opexlint.source import File, Sources
from tests.languages.model_text import check

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "cloudformation"
PROJECTS = FIXTURES / "projects"
TEMPLATES = sorted(
    path.relative_to(FIXTURES).as_posix() for path in FIXTURES.glob("*") if path.suffix in (".yaml", ".toml") or path.name == "plain.json"
)


def project(folder: Path, paths: list[str]) -> tuple[Sources, dict[str, File]]:
    """The files of a folder as a project, and those of them that were read."""
    files: dict[str, File] = {}

    def look(path: str) -> File | None:
        if not (folder / path).is_file():
            return None
        with (folder / path).open(encoding="utf-8", newline="") as stream:
            files[path] = File(path, stream.read())
        return files[path]

    return Sources(paths, look), files


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_is_read_as_its_golden_file_says(path: str) -> None:
    sources, files = project(FIXTURES, TEMPLATES)
    file = sources.file(path)
    assert file is not None
    assert cloudformation.claims(file)
    parsed = cloudformation.read(Job("cloudformation", path, (path,)), sources)
    check(parsed, files, (FIXTURES / path).with_suffix(".expected.json"))


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.iterdir() if path.is_dir()))
def test_a_project_is_read_as_its_golden_file_says(name: str) -> None:
    folder = PROJECTS / name
    sources, files = project(folder, sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
    claimed = [path for path in sources.paths if path.endswith(cloudformation.SUFFIXES) and _is_claimed(path, sources)]
    parts = [cloudformation.read(job, sources) for job in cloudformation.jobs(claimed, sources)]
    together = Parsed(*(tuple(record for group in groups for record in group) for groups in zip(*parts, strict=True)))
    check(together, files, PROJECTS / f"{name}.expected.json")


def _is_claimed(path: str, sources: Sources) -> bool:
    file = sources.file(path)
    return file is not None and cloudformation.claims(file)
