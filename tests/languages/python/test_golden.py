"""What is read of three small projects: a CDK app, a Pulumi program, deployment scripts."""

from pathlib import Path

import pytest

from opexlint.languages import python
from opexlint.model import Parsed
from opexlint.source import File, Sources
from tests.languages import model_text

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "python"


@pytest.mark.parametrize("name", ["cdk", "pulumi", "scripts"])
def test_model(name: str) -> None:
    folder = FIXTURES / name
    files = {
        path.relative_to(folder).as_posix(): File(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".json", ".yaml")
    }
    sources = Sources(files, files.get)
    claimed = [path for path in files if path.endswith(".py") and python.claims(files[path])]
    parts = [python.read(job, sources) for job in python.jobs(claimed, sources)]
    whole = Parsed(*(tuple(row for rows in group for row in rows) for group in zip(*parts, strict=True)))
    model_text.check(whole, files, FIXTURES / f"{name}.json")
