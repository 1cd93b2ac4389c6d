"""What is new since a revision: compared with the files that git holds, of which nothing runs and nothing leaves its folder."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opexlint.cli import main
from opexlint.revision import RevisionError, laid_out

BUCKET = "Resources:\n  Artifacts:\n    Type: AWS::S3::Bucket\n"
FUNCTION = "Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n"
ALARM = """\
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: it fails
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: shop-orders}]
      AlarmActions: [!ImportValue pager]
"""


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "--quiet", "--initial-branch=main")


def git(*arguments: str, stdin: bytes | None = None) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, input=stdin).stdout.decode().strip()


def put(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def commit() -> str:
    git("add", "--all")
    git("commit", "--quiet", "--message", "a change", "--allow-empty")
    return git("rev-parse", "HEAD")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def new(revision: str, *arguments: str) -> list[str]:
    """The subjects that are reported."""
    result = run(*arguments, "--since", revision, "--format", "json")
    assert result.exit_code in (0, 1), result.output
    return [f"{one['path']}:{one['subject']}" for one in json.loads(result.stdout)["findings"]]


def test_only_what_the_revision_did_not_have_is_reported() -> None:
    put("a.yaml", BUCKET)
    first = commit()
    put("b.yaml", BUCKET.replace("Artifacts", "Reports"))
    second = commit()
    put("c/c.yaml", BUCKET.replace("Artifacts", "Drafts"))
    assert new(first) == ["b.yaml:Reports", "c/c.yaml:Drafts"]
    assert new(second) == new("main") == ["c/c.yaml:Drafts"], "what is not committed counts"
    assert new("HEAD~1", "b.yaml") == ["b.yaml:Reports"]
    assert run("--since", "main").exit_code == 1
    assert run("--since", "main", "a.yaml", "b.yaml").exit_code == 0
    assert "Found nothing in 1 file (1 known)" in run("--since", "main", "a.yaml").stdout


def test_a_deleted_alarm_is_new_at_the_function_nobody_touched() -> None:
    put("function.yaml", FUNCTION + "    Properties: {FunctionName: shop-orders}\n")
    put("alarm.yaml", ALARM)
    commit()
    assert new("HEAD") == []
    Path("alarm.yaml").unlink()
    assert new("HEAD") == ["function.yaml:Orders"]


def test_moved_lines_and_renamed_files_are_not_new() -> None:
    put("a.yaml", BUCKET)
    commit()
    Path("a.yaml").rename("b.yaml")
    put("b.yaml", "# moved\n" + BUCKET)
    assert new("HEAD") == []
    assert new("HEAD", "b.yaml") == []


def test_it_goes_with_a_baseline() -> None:
    put("a.yaml", BUCKET)
    commit()
    put("b.yaml", BUCKET.replace("Artifacts", "Reports"))
    assert run("b.yaml", "--write-baseline").exit_code == 0
    put("c.yaml", BUCKET.replace("Artifacts", "Drafts"))
    assert new("HEAD", ".", "--baseline", "opexlint-baseline.json") == ["c.yaml:Drafts"]


def test_todays_configuration_counts_for_both() -> None:
    put("a.yaml", BUCKET)
    put("opexlint.toml", 'ignore = ["bucket-without-versioning"]\n')
    commit()
    put("opexlint.toml", "")
    assert new("HEAD") == [], "a rule that is switched on finds nothing new in old code"


def test_a_project_that_is_a_part_of_a_repository() -> None:
    put("infra/opexlint.toml", "")
    put("infra/a.yaml", BUCKET)
    commit()
    put("infra/b.yaml", BUCKET.replace("Artifacts", "Reports"))
    assert new("HEAD", "infra") == ["infra/b.yaml:Reports"]


def test_the_cache_changes_nothing_and_keeps_what_is_now() -> None:
    put("a.yaml", BUCKET)
    commit()
    put("b.yaml", BUCKET.replace("Artifacts", "Reports"))
    put("a.yaml", BUCKET + "  More:\n    Type: AWS::S3::Bucket\n")
    for cache in ((), (), ("--no-cache",)):
        assert new("HEAD", ".", *cache) == ["a.yaml:More", "b.yaml:Reports"]
    assert "Found 3 notes in 2 files" in run(".").stdout


@pytest.mark.parametrize("revision", ["nowhere", "", "--output=x", "HEAD:a.yaml", "a\0b", "HEAD..main"])
def test_what_is_no_revision_is_an_error(revision: str) -> None:
    put("a.yaml", BUCKET)
    commit()
    result = run("--since", revision)
    assert result.exit_code == 2
    assert result.stderr.startswith("opexlint: --since: ")
    assert "Traceback" not in result.output


def test_a_folder_without_git_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    monkeypatch.chdir(folder)
    put("a.yaml", BUCKET)
    result = run("--since", "HEAD")
    assert result.exit_code == 2
    assert "is no git repository" in result.stderr


def test_a_hook_of_git_that_runs_opexlint_looks_at_its_own_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put("a.yaml", BUCKET)
    commit()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert new("HEAD") == []


# -- a repository that means harm ---------------------------------------------------------------------------------------------------------


def test_nothing_of_the_repository_runs(tmp_path: Path) -> None:
    put("a.yaml", BUCKET)
    put(".gitattributes", "*.yaml filter=harm diff=harm export-subst export-ignore\n")
    commit()
    harm = f"touch {tmp_path / 'harmed'}"
    for key in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy", "core.alternateRefsCommand"),
        *("filter.harm.smudge", "filter.harm.clean", "filter.harm.process", "diff.harm.textconv", "diff.harm.command", "diff.external"),
        *("tar.tar.command", "pager.cat-file", "pager.ls-tree", "pager.rev-parse", "alias.cat-file", "alias.ls-tree", "gpg.program"),
        *("credential.helper", "uploadpack.packObjectsHook"),
    ):
        git("config", key, harm)
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        path = Path(".git/hooks") / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{harm}\n")
        path.chmod(0o755)
    Path("a.yaml").unlink()
    put("b.yaml", BUCKET.replace("Artifacts", "Reports"))
    assert new("HEAD") == ["b.yaml:Reports"]
    assert not (tmp_path / "harmed").exists()


def test_objects_that_are_missing_are_not_fetched(tmp_path: Path) -> None:
    put("a.yaml", BUCKET)
    commit()
    blob = git("rev-parse", "HEAD:a.yaml")
    (Path(".git/objects") / blob[:2] / blob[2:]).unlink()
    git("config", "core.repositoryFormatVersion", "1")
    git("config", "extensions.partialClone", "origin")
    git("config", "remote.origin.promisor", "true")
    git("config", "remote.origin.url", f"ext::sh -c touch% {tmp_path / 'harmed'}")
    git("config", "protocol.ext.allow", "always")
    result = run("--since", "HEAD")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (tmp_path / "harmed").exists()


def tree(*rows: tuple[str, str, bytes]) -> str:
    """A commit of a tree that git itself would not make."""
    entries = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(blob) for mode, name, blob in rows_of(*rows))
    made = git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=entries)
    return git("commit-tree", made, "-m", "harm")


def rows_of(*rows: tuple[str, str, bytes]) -> list[tuple[str, str, str]]:
    return [(mode, name, git("hash-object", "-w", "--stdin", stdin=content)) for mode, name, content in rows]


def test_no_path_leaves_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    revision = tree(
        ("100644", "a.yaml", BUCKET.encode()),
        ("100644", "../escaped.yaml", b"x"),
        ("100644", str(outside / "absolute.yaml"), b"x"),
        ("120000", "link", str(outside).encode()),
        ("100644", "link/through.yaml", b"x"),
        ("100644", ".git/config", b"x"),
        ("160000", "submodule", b"x"),
    )
    with laid_out(Path.cwd(), revision) as folder:
        inside = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        assert (folder / "a.yaml").read_text() == BUCKET
        escaped = folder.parent / "escaped.yaml"
        assert not escaped.exists()
    assert list(outside.iterdir()) == []
    assert set(inside) <= {"a.yaml", "link", "link/through.yaml"}
    assert not folder.exists(), "it goes when it is done"


def test_what_is_too_large_to_be_read_is_cut_and_the_rest_is_whole(tmp_path: Path) -> None:
    put("large.yaml", "x" * 6_000_000)
    put("zz.yaml", BUCKET)
    commit()
    with laid_out(Path.cwd(), "HEAD") as folder:
        assert 5 * 1024 * 1024 < (folder / "large.yaml").stat().st_size < 6_000_000
        assert (folder / "zz.yaml").read_text() == BUCKET


def test_names_that_are_not_utf_8_and_lines_in_names() -> None:
    revision = tree(("100644", "a\nb.yaml", BUCKET.encode()), ("100644", "z.yaml", BUCKET.encode()))
    with laid_out(Path.cwd(), revision) as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["a\nb.yaml", "z.yaml"]


def test_a_repository_that_is_broken_is_an_error() -> None:
    put("a.yaml", BUCKET)
    commit()
    Path(".git/HEAD").write_text("nonsense")
    with pytest.raises(RevisionError), laid_out(Path.cwd(), "HEAD"):
        pass
