"""What templates are read as, against golden files."""

from pathlib import Path

import pytest

from opexlint.languages import Job, cloudformation
from opexlint.source import File, Sources
from tests.languages.model_text import check

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "cloudformation"
TEMPLATES = sorted(
    path.relative_to(FIXTURES).as_posix() for path in FIXTURES.glob("*") if path.suffix in (".yaml", ".toml") or path.name == "plain.json"
)


def project() -> tuple[Sources, dict[str, File]]:
    """The fixtures as a project."""
    files: dict[str, File] = {}

    def look(path: str) -> File | None:
        if not (FIXTURES / path).is_file():
            return None
        with (FIXTURES / path).open(encoding="utf-8", newline="") as stream:
            files[path] = File(path, stream.read())
        return files[path]

    return Sources(TEMPLATES, look), files


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_is_read_as_its_golden_file_says(path: str) -> None:
    sources, files = project()
    file = sources.file(path)
    assert file is not None
    assert cloudformation.claims(file)
    parsed = cloudformation.read(Job("cloudformation", path, (path,)), sources)
    check(parsed, files, (FIXTURES / path).with_suffix(".expected.json"))
