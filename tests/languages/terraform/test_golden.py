"""What whole roots are read as, against golden files."""

from pathlib import Path

import pytest

from opexlint.languages import terraform
from opexlint.source import File, Sources
from tests.languages.model_text import check

GOLDEN = Path(__file__).parents[2] / "fixtures" / "languages" / "terraform" / "golden"
ROOTS = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", ROOTS)
def test_a_root_is_read_as_its_golden_file_says(name: str) -> None:
    folder = GOLDEN / name
    files: dict[str, File] = {}

    def look(path: str) -> File | None:
        if not (folder / path).is_file():
            return None
        files[path] = File(path, (folder / path).read_text(encoding="utf-8"))
        return files[path]

    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    sources = Sources(paths, look)
    claimed = [path for path in sources.paths if path.endswith(terraform.SUFFIXES) and terraform.claims(File(path, ""))]
    (job,) = terraform.jobs(claimed, sources)
    assert sorted(job.paths) == sorted(claimed)
    check(terraform.read(job, sources), files, GOLDEN / f"{name}.expected.json")
