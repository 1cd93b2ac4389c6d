"""Baselines as their users meet them: start on an existing code base, gate on what is new, and shrink."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from opexlint.baseline import BaselineError, read, write, written
from opexlint.cli import main
from opexlint.report import Known

FILE = "opexlint-baseline.json"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / "cache"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def put(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def template(*buckets: str, before: str = "") -> str:
    return "Resources:\n" + before + "".join(f"  {name}:\n    Type: AWS::S3::Bucket\n" for name in buckets)


def entries() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(Path(FILE).read_text())["findings"]
    return found


def found(*arguments: str) -> list[str]:
    """The subjects that are reported against the baseline."""
    result = run(*(arguments or (".",)), "--baseline", FILE, "--format", "json")
    assert result.exit_code in (0, 1), result.output
    return [f"{one['path']}:{one['subject']}" for one in json.loads(result.stdout)["findings"]]


def fixed(*arguments: str) -> list[str]:
    result = run(*(arguments or (".",)), "--baseline", FILE, "--format", "json")
    return [f"{one['path']}:{one['subject']}" for one in json.loads(result.stdout)["fixed"]]


def start(**files: str) -> None:
    for name, text in files.items():
        put(f"{name}.yaml", text)
    result = run("--write-baseline")
    assert result.exit_code == 0, result.output


def test_monday() -> None:
    """An existing code base: all is known, the next mistake is not."""
    put("a.yaml", template("Artifacts", "Invoices"))
    assert run().exit_code == 1
    first = run("--write-baseline")
    assert first.exit_code == 0
    assert "opexlint-baseline.json holds 2 findings; 0 of those before are gone" in first.stderr
    assert "Found nothing in 1 file (2 known)" in first.stdout
    assert run("--baseline", FILE).exit_code == 0
    put("a.yaml", template("Artifacts", "Invoices", "Reports"))
    gate = run("--baseline", FILE)
    assert gate.exit_code == 1
    assert "Found 1 note in 1 file (2 known" in gate.stdout
    assert found() == ["a.yaml:Reports"]


def test_it_survives_moved_lines_and_renamed_files() -> None:
    start(a=template("Artifacts"))
    put("a.yaml", "# a comment\n\n" + template("Artifacts", before="  Topic:\n    Type: AWS::SNS::Topic\n"))
    assert found() == []
    Path("stacks").mkdir()
    Path("a.yaml").rename("stacks/shop.yaml")
    assert found() == []
    assert fixed() == []


def test_a_resource_that_moves_to_another_file_is_still_known() -> None:
    start(a=template("Artifacts", "Invoices"), b=template("Reports"))
    put("a.yaml", template("Artifacts"))
    put("b.yaml", template("Reports", "Invoices"))
    assert found() == []
    assert fixed() == []


def test_a_copy_of_something_known_is_new_at_its_place() -> None:
    start(b=template("Artifacts"))
    put("a.yaml", template("Artifacts"))
    assert found() == ["a.yaml:Artifacts"]


def test_what_is_fixed_is_reported_and_goes_when_it_is_written_anew() -> None:
    start(a=template("Artifacts", "Invoices"))
    put("a.yaml", template("Artifacts"))
    assert fixed() == ["a.yaml:Invoices"]
    assert "1 finding of the baseline is gone; --write-baseline drops them" in run("--baseline", FILE).stdout
    assert run("--baseline", FILE).exit_code == 0, "good news fail nothing"
    again = run("--write-baseline")
    assert "holds 1 finding; 1 of those before are gone" in again.stderr
    assert [one["subject"] for one in entries()] == ["Artifacts"]
    put("a.yaml", template("Artifacts", "Invoices"))
    assert found() == ["a.yaml:Invoices"], "and does not come back unseen"


def test_a_run_over_a_part_knows_nothing_of_the_rest() -> None:
    start(a=template("Artifacts"), b=template("Artifacts", "Reports"))
    for name in ("a.yaml", "b.yaml"):
        put(name, template(before="  Topic:\n    Type: AWS::SNS::Topic\n"))
    assert fixed("a.yaml") == ["a.yaml:Artifacts"]
    assert fixed("a.yaml", "--select", "log-group-without-retention") == [], "a rule that did not run fixes nothing"
    assert run("a.yaml", "--write-baseline").exit_code == 0
    assert [(one["path"], one["subject"]) for one in entries()] == [("b.yaml", "Artifacts"), ("b.yaml", "Reports")]
    put("c/c.yaml", template("Artifacts"))
    assert found("c") == ["c/c.yaml:Artifacts"], "what is known elsewhere is not what moved here"


def test_a_renamed_file_that_is_checked_alone_is_known() -> None:
    start(a=template("Artifacts"))
    Path("a.yaml").rename("b.yaml")
    assert found("b.yaml") == []


def test_equal_findings_are_counted() -> None:
    script = "import subprocess\n\n\ndef deploy():\n" + "    subprocess.run(['aws', 'ecs', 'update-service'])\n" * 2
    put("deploy.py", script)
    before = json.loads(run("--format", "json").stdout)["findings"]
    prints = [one["fingerprint"] for one in before]
    assert len(set(prints)) == len(prints)
    run("--write-baseline")
    put("deploy.py", script + "    subprocess.run(['aws', 'ecs', 'update-service'])\n")
    after = json.loads(run("--baseline", FILE, "--format", "json").stdout)["findings"]
    assert len(after) * 3 == len(before) + len(after), "one more of each"


def test_fingerprints_are_those_of_sarif_and_json() -> None:
    start(a=template("Artifacts", "Invoices"))
    sarif = json.loads(run("--format", "sarif").stdout)["runs"][0]["results"]
    data = json.loads(run("--format", "json").stdout)["findings"]
    prints = [one["fingerprint"] for one in entries()]
    assert [one["partialFingerprints"]["opexlint/v1"] for one in sarif] == prints
    assert [one["fingerprint"] for one in data] == prints


def test_severities_hide_but_do_not_fix() -> None:
    start(a=template("Artifacts"))
    result = run("--severity", "error", "--baseline", FILE)
    assert "gone" not in result.stdout
    put("b.yaml", template("Reports"))
    run("--severity", "error", "--write-baseline")
    assert len(entries()) == 2, "what is not shown is written all the same"


def test_the_configuration_names_the_baseline() -> None:
    put("opexlint.toml", 'baseline = "quality/known.json"\n')
    put("a.yaml", template("Artifacts"))
    missing = run()
    assert missing.exit_code == 2
    assert "known.json: there is no such file; --write-baseline writes it" in missing.stderr
    Path("quality").mkdir()
    assert run("--write-baseline").exit_code == 0
    assert Path("quality/known.json").exists()
    assert run().exit_code == 0
    Path("below").mkdir()
    assert CliRunner().invoke(main, ["check", "a.yaml"]).exit_code == 0, "from wherever it is run"


def test_a_configured_baseline_stays_in_the_project() -> None:
    put("a.yaml", template("Artifacts"))
    put("opexlint.toml", '\nbaseline = "../known.json"\n')
    result = run("--write-baseline")
    assert result.exit_code == 2
    assert "opexlint.toml:2: baseline: '../known.json' is outside of the folder of opexlint.toml" in result.stderr
    Path("link").symlink_to(Path.cwd().parent)
    put("opexlint.toml", 'baseline = "link/known.json"\n')
    assert run("--write-baseline").exit_code == 2
    assert not Path("../known.json").exists()
    put("opexlint.toml", 'baseline = "a\\u0000b"\n')
    assert run(".").exit_code == 2


def test_nothing_but_a_baseline_is_written_over() -> None:
    text = template("Artifacts")
    put("a.yaml", text)
    result = run("--write-baseline", "a.yaml")
    assert result.exit_code == 2
    assert "a.yaml: is no baseline of opexlint" in result.stderr
    assert Path("a.yaml").read_text() == text


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}', '{"version": 1, "findings": 3}',
     '{"version": 1, "findings": [{"rule": 1, "path": "", "subject": "", "message": "", "fingerprint": ""}]}', "[" * 100_000, "\udcff"],
)  # fmt: skip
def test_what_is_no_baseline_is_an_error_that_tells_nothing_of_it(text: str) -> None:
    put("a.yaml", template("Artifacts"))
    Path(FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    result = run("--baseline", FILE)
    assert result.exit_code == 2
    assert result.stderr == f"opexlint: {FILE}: is no baseline of opexlint\n"


def test_the_file_has_a_line_for_each_finding_in_a_stable_order(tmp_path: Path) -> None:
    known = [Known("b", "z.tf", "s", "m", "1"), Known("a", "z.tf", "s", 'say "ü"', "2"), Known("c", "a.tf", "s", "m", "3")]
    text = written(known)
    assert [line.strip(' ,"') for line in text.splitlines()][3:6] == [
        '{"rule": "c", "path": "a.tf", "subject": "s", "message": "m", "fingerprint": "3"}',
        '{"rule": "a", "path": "z.tf", "subject": "s", "message": "say \\"ü\\"", "fingerprint": "2"}',
        '{"rule": "b", "path": "z.tf", "subject": "s", "message": "m", "fingerprint": "1"}',
    ]
    path = tmp_path / "known.json"
    write(path, known)
    assert sorted(read(path)) == sorted(known)
    assert written(read(path)) == text == path.read_text("utf-8")
    write(path, [])
    assert read(path) == []


def test_a_baseline_that_can_not_be_written_or_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="can't be written"):
        write(tmp_path / "nowhere" / "known.json", [])
    with pytest.raises(BaselineError, match="can't be read"):
        read(tmp_path)


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "target.json"
    write(target, [Known("a", "b", "c", "d", "e")])
    before = target.read_text()
    link = tmp_path / "link.json"
    link.symlink_to(target)
    write(link, [])
    assert target.read_text() == before
    assert not link.is_symlink()


def test_the_cache_changes_nothing() -> None:
    start(a=template("Artifacts"))
    put("a.yaml", template("Artifacts", "Reports"))
    outputs: list[Any] = [run("--baseline", FILE, *cache).stdout for cache in ((), (), ("--no-cache",))]
    assert outputs[0] == outputs[1] == outputs[2]


def test_a_large_file_that_fits_nothing_takes_no_time() -> None:
    put("a.yaml", template(*(f"B{number}" for number in range(300))))
    run("--write-baseline")
    one = entries()[0]
    put("b.yaml", template("B0"))
    Path(FILE).write_text(written([Known(**{**one, "path": f"b{number}.yaml"}) for number in range(100_000)]))
    started = time.process_time()
    assert len(found("b.yaml")) == 0, "moved here from a file that is gone"
    assert time.process_time() - started < 10
