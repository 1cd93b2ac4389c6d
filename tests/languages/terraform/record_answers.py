"""Records Terraform's own answers to our expressions anew: `python -m tests.languages.terraform.record_answers`.

Needs `terraform` on the machine, and no network: nothing here uses a provider but Terraform's built-in one.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "terraform"


def terraform(folder: Path, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs Terraform in a folder."""
    program = shutil.which("terraform")
    assert program is not None, "there is no terraform on this machine"
    return subprocess.run([program, *arguments], input=given, capture_output=True, text=True, cwd=folder, check=False)


def answer(expression: str, declarations: str) -> dict[str, Any]:
    """What `terraform console` says to an expression: its value, or that it refuses."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(f"{declarations}\nlocals {{\n  asked = {expression}\n}}\n", encoding="utf-8")
        said = terraform(Path(folder), "console", "-no-color", given="base64encode(jsonencode({ value = local.asked }))\n")
    lines = said.stdout.strip().splitlines()
    if said.returncode or "Error:" in said.stdout + said.stderr or not lines[-1].startswith('"'):
        return {"expression": expression, "error": True}
    return {"expression": expression, "value": json.loads(base64.b64decode(json.loads(lines[-1])))["value"]}


def planned(expressions: list[str], files: Mapping[str, str]) -> list[dict[str, Any]]:
    """What `terraform plan` says to expressions of a configuration: what it knows of them, and what it does not."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        outputs = (f'output "o{number}" {{\n  value = {expression}\n}}\n' for number, expression in enumerate(expressions))
        (folder / "outputs.tf").write_text("".join(outputs), encoding="utf-8")
        terraform(folder, "init")
        terraform(folder, "plan", "-out=plan")
        changes = json.loads(terraform(folder, "show", "-json", "plan").stdout)["output_changes"]
    found = (changes[f"o{number}"] for number in range(len(expressions)))
    return [
        {"expression": expression, "value": change.get("after"), "unknown": change["after_unknown"]}
        for expression, change in zip(expressions, found, strict=True)
    ]


def write(path: Path, head: Mapping[str, Any], cases: list[dict[str, Any]]) -> None:
    """One case on a line."""
    fields = ",\n".join(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items())
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    path.write_text(f'{{\n{fields},\n "cases": [\n{lines}\n ]\n}}\n', encoding="utf-8")


def main() -> None:
    """Asks the expressions of both files again."""
    path = FIXTURES / "expressions.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    cases = [answer(case["expression"], old["declarations"]) for case in old["cases"]]
    write(path, {key: old[key] for key in ("recorded", "declarations")}, cases)
    path = FIXTURES / "unknowns.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    expressions = [case["expression"] for case in old["cases"]]
    write(path, {key: old[key] for key in ("recorded", "files")}, planned(expressions, old["files"]))


if __name__ == "__main__":
    main()
