"""Whatever lies in a project, opexlint ends with findings: no traceback, no hang, bounded memory, nothing run, nothing read outside of it."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from opexlint import load
from opexlint.files import Tree
from opexlint.formats import FORMATS
from tests.hostile import python, templates, terraform
from tests.hostile.case import DATA, GAVE_UP, GOOD, KNOWN, LIMIT, NOTHING, OWN, SECRET, SENTINEL, SHOP, SKIPPED, Case, project, put
from tests.hostile.command import Answer, Command, run

KINDS_OF_CODE: Mapping[str, Sequence[Case]] = {"template": templates.CASES, "terraform": terraform.CASES, "python": python.CASES}

MIB = 1024 * 1024


@pytest.fixture(scope="session")
def opexlint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    folder = tmp_path_factory.mktemp("command")
    put(folder / "warm", SHOP)
    command = Command(folder)
    yield command
    command.close()


def fine(answer: Answer) -> None:
    """What holds for every run, whatever it was given."""
    assert "Traceback" not in answer.out + answer.err
    assert answer.code == 1, answer.err
    assert not any(sign in answer.out + answer.err for sign in GAVE_UP)
    assert SECRET not in answer.out + answer.err
    assert answer.err == ""
    assert answer.report["crashes"] == []
    assert answer.said() >= KNOWN, "the good files are checked all the same"


def own(answer: Answer) -> set[tuple[str, str]]:
    """Path and rule of what opexlint says of its input."""
    return {(path, rule) for path, rule in answer.said() if rule in OWN}


# -- code ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{kind}-{case.name}") for kind, cases in KINDS_OF_CODE.items() for case in cases],
)
def test_code_that_never_ends_explodes_or_reaches_outside(case: Case, tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, case.files)
    answer = opexlint.run(root, "check", "--format", "json")
    fine(answer)
    left = own(answer)
    for paths, rules in case.said.items():
        hits = {(path, rule) for path, rule in left if paths == "*" or path in paths.split("|") if rule in rules}
        assert hits or rules == NOTHING, f"{rules} expected at {paths}, not {own(answer)}"
        left -= hits
    assert not left
    assert answer.said() >= set(case.also)
    assert not list(tmp_path.rglob(SENTINEL)), "code of the project has run"
    if SECRET in str(case.files) or "outside" in str(case.files):
        assert SECRET not in opexlint.run(root, "model", "--format", "json").out


FIXABLE: Mapping[str, Mapping[str, str]] = {
    "ten-thousand-buckets": {
        "t.yaml": "Resources:\n" + "".join(f"  B{number}: {{Type: AWS::S3::Bucket}}\n" for number in range(10_000)),
        "main.tf": "".join(f'resource "aws_s3_bucket" "b{number}" {{\n}}\n' for number in range(10_000)),
        "app/app.py": python.APP + "".join(f"s3.Bucket(stack, 'B{number}')\n" for number in range(3_000)) + python.SYNTH,
    },
    "long": {
        "t.yaml": "Resources:\n  B: {Type: AWS::S3::Bucket}\nMetadata: [" + "a, " * 100_000 + "]\n",
        "main.tf": 'resource "aws_s3_bucket" "b" {\n}\nlocals {\n  x = [' + "0, " * 100_000 + "]\n}\n" + "\n" * 4_000_000,
        "app/app.py": python.APP + "x = [" + "0, " * 100_000 + "]\n" + python.SYNTH,
    },
    "deep": {
        "t.yaml": "Resources:\n  B: {Type: AWS::S3::Bucket}\nMetadata: " + "[" * 90 + "]" * 90 + "\n",
        "main.tf": 'resource "aws_s3_bucket" "b" {\n}\nlocals {\n  x = ' + "[" * 90 + "]" * 90 + "\n}\n",
        "app/app.py": python.APP + "x = " + "[" * 90 + "]" * 90 + "\n" + python.SYNTH,
    },
    "aliases": {
        "t.yaml": "Resources:\n  B: &b {Type: AWS::S3::Bucket}\n  C: *b\nMetadata:\n  " + DATA["aliases.yaml"].replace("\n", "\n  ")
    },
}


@pytest.mark.parametrize("arguments", [["--diff"], ["--format", "sarif"]], ids=["diff", "sarif"])
@pytest.mark.parametrize("what", FIXABLE)
def test_fixes_of_hostile_code(what: str, arguments: list[str], tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, FIXABLE[what])
    answer = opexlint.run(root, "check", *arguments)
    assert (answer.code, answer.err) in ((0, ""), (1, ""))
    if arguments == ["--diff"]:
        assert {path: (root / path).read_text() for path in FIXABLE[what]} == FIXABLE[what], "nothing is written"


def test_the_same_bytes_whatever_the_order_of_sets(tmp_path: Path) -> None:
    files = dict(SHOP)
    for kind, cases in KINDS_OF_CODE.items():
        for case in cases:
            if LIMIT not in case.said.values() and sum(map(len, case.files.values())) < 5_000:
                files.update(
                    {f"{kind}/{case.name}/{path}": content.encode("utf-8", "surrogatepass") for path, content in case.files.items()}
                )
    root = project(tmp_path, files)
    answers = {run(root, "check", "--format", "json", *more, PYTHONHASHSEED=seed).out for seed in "12" for more in ((), ("--no-cache",))}
    assert len(answers) == 1


# -- bytes -----------------------------------------------------------------------------------------------------------------------------


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


SAME: Mapping[str, Callable[[bytes], bytes]] = {
    "byte-order-mark": lambda data: b"\xef\xbb\xbf" + data,
    "windows-line-ends": lambda data: data.replace(b"\n", b"\r\n"),
    "mixed-line-ends": lambda data: data.replace(b"\n", b"\r\n", data.count(b"\n") // 2),
    "no-last-line-end": lambda data: data.rstrip(b"\n"),
    "blank-lines": lambda data: data + b"\n" * 100_000,
}
"""What changes nothing."""
UNREADABLE: Mapping[str, Callable[[bytes], bytes]] = {
    "nul": lambda data: data + b"\0",
    "latin-1": lambda data: data + b"# caf\xe9\n",
    "surrogates": lambda data: data + b"# \xed\xa0\x80\n",
    "overlong": lambda data: data + b"# \xc0\xaf\n",
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "cut-in-a-character": lambda data: data + "—".encode()[:2],
    "archive": lambda data: b"PK\x03\x04" + bytes(range(256)) + data,
    "large": lambda data: data + b"#" * (5 * MIB),
}
OTHER: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "blank": lambda data: b" \t\r\n\n\x0c\n",
    "only-a-mark": lambda data: b"\xef\xbb\xbf",
    "two-marks": lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "old-mac-line-ends": lambda data: data.replace(b"\n", b"\r"),
    "cut": _cut,
    "control-characters": lambda data: data.replace(b" ", b"\x1b[31m \x07", 20),
    "line": lambda data: data.replace(b"shop", b"s" * (4 * MIB), 1),
    "line-separators": lambda data: data.replace(b" ", " \u2028\u0085".encode(), 20),
    "right-to-left": lambda data: data.replace(b"s", "\u202es\u200b".encode(), 20),
}


def _mangled(how: Callable[[bytes], bytes], path: str, folder: Path) -> Path:
    """The shop with one of its files mangled."""
    return project(folder, {**SHOP, path: how(SHOP[path])})


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, opexlint: Command) -> Answer:
    """What is said of the shop as it is."""
    answer = opexlint.run(project(tmp_path_factory.mktemp("shop"), SHOP), "check", "--format", "json")
    fine(answer)
    assert own(answer) == set()
    return answer


def _elsewhere(answer: Answer, path: str) -> list[object]:
    """The findings outside of a file's folder."""
    folder = path.split("/")[0] + "/"
    return [finding for finding in answer.report["findings"] if not finding["path"].startswith(folder)]


@pytest.mark.parametrize("path", SHOP)
@pytest.mark.parametrize("how", SAME)
def test_marks_and_line_ends_change_nothing(how: str, path: str, tmp_path: Path, opexlint: Command, shop: Answer) -> None:
    answer = opexlint.run(_mangled(SAME[how], path, tmp_path), "check", "--format", "json")
    fine(answer)
    assert answer.out == shop.out


@pytest.mark.parametrize("path", SHOP)
@pytest.mark.parametrize("how", UNREADABLE)
def test_what_is_no_text_is_skipped_and_said(how: str, path: str, tmp_path: Path, opexlint: Command, shop: Answer) -> None:
    answer = opexlint.run(_mangled(UNREADABLE[how], path, tmp_path), "check", "--format", "json")
    fine(answer)
    assert own(answer) == {(path, SKIPPED)}
    assert _elsewhere(answer, path) == _elsewhere(shop, path)


@pytest.mark.parametrize("path", SHOP)
@pytest.mark.parametrize("how", OTHER)
def test_what_is_odd_stays_where_it_is(how: str, path: str, tmp_path: Path, opexlint: Command, shop: Answer) -> None:
    answer = opexlint.run(_mangled(OTHER[how], path, tmp_path), "check", "--format", "json")
    fine(answer)
    assert {one for one, _ in own(answer)} <= {path}
    assert _elsewhere(answer, path) == _elsewhere(shop, path)


def test_files_of_fifty_megabytes(tmp_path: Path) -> None:
    root = project(tmp_path, {**SHOP, **{f"huge/{path}": content for path, content in SHOP.items()}})
    for path in SHOP:
        os.truncate(root / "huge" / path, 50 * MIB)
    answer = run(root, "check", "--format", "json")
    fine(answer)
    nobody_asks = {"huge/tf/prod.auto.tfvars"}
    assert own(answer) == {(f"huge/{path}", SKIPPED) for path in SHOP if f"huge/{path}" not in nobody_asks}


# -- the disk --------------------------------------------------------------------------------------------------------------------------


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    os.mkfifo(root / "pipe.yaml")
    os.mkfifo(root / "pipe.tf")
    (root / "zero.py").symlink_to("/dev/zero")
    (root / "random.json").symlink_to("/dev/random")
    (root / "itself.yaml").symlink_to("itself.yaml")
    (root / "one.tf").symlink_to("other.tf")
    (root / "other.tf").symlink_to("one.tf")
    (root / "nothing.tf").symlink_to("nowhere")
    (root / "secret.tf").symlink_to("../outside/main.tf")
    (root / "folder.yaml").symlink_to(".")
    (root / "above").symlink_to("..")
    (root / "again").symlink_to(".")
    (root / "dir.tf").mkdir()
    (root / "dir.yaml").mkdir()
    put(root, {"dir.tf/main.tf": GOOD["good.tf"]})
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(root / "socket.py"))
        answer = run(root, "check", "--format", "json")
    fine(answer)
    skipped = {
        "pipe.yaml",
        "pipe.tf",
        "zero.py",
        "random.json",
        "itself.yaml",
        "one.tf",
        "other.tf",
        "nothing.tf",
        "secret.tf",
        "folder.yaml",
        "socket.py",
    }
    assert own(answer) == {(name, SKIPPED) for name in skipped}
    assert ("dir.tf/main.tf", "deprecated-lambda-runtime") in answer.said()
    assert run(root, "check", *skipped, "--format", "json").code == 1, "the same when they are named"


def test_modules_behind_links(tmp_path: Path, opexlint: Command) -> None:
    calls = "".join(f'module "{name}" {{\n  source = "./{name}"\n}}\n' for name in ("inside", "outside", "itself"))
    root = project(tmp_path, {"root/main.tf": calls, "shared/main.tf": GOOD["good.tf"]})
    (root / "root/inside").symlink_to("../shared")
    (root / "root/outside").symlink_to("../../outside")
    (root / "root/itself").symlink_to(".")
    answer = opexlint.run(root, "check", "--format", "json")
    fine(answer)
    assert ("shared/main.tf", "deprecated-lambda-runtime") in answer.said()
    assert SECRET not in opexlint.run(root, "model", "--format", "json").out


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_nobody_may_read(tmp_path: Path) -> None:
    root = project(tmp_path, {"closed/main.tf": GOOD["good.tf"], "closed.tf": GOOD["good.tf"]})
    (root / "closed").chmod(0)
    (root / "closed.tf").chmod(0)
    try:
        answer = run(root, "check", "--format", "json")
    finally:
        (root / "closed").chmod(0o700)
    fine(answer)
    assert own(answer) == {("closed", SKIPPED), ("closed.tf", SKIPPED)}


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path, {"closed/main.tf": GOOD["good.tf"]})
    scandir = os.scandir

    def refuse(path: Path) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = Tree(root, load.suffixes())
    _, wanted = tree.discover([root])
    assert [(problem.at.path, problem.message) for problem in tree.problems] == [("closed", "the folder can't be read: Permission denied")]
    assert "closed" in wanted, "so that it is reported"


def test_what_changes_while_it_is_read(tmp_path: Path) -> None:
    names = ("gone.tf", "pipe.tf", "folder.tf", "link.tf", "zeros.tf")
    root = project(tmp_path, dict.fromkeys(names, GOOD["good.tf"]))
    tree = Tree(root, load.suffixes())
    paths, _ = tree.discover([root])
    for name in names:
        (root / name).unlink()
    os.mkfifo(root / "pipe.tf")
    (root / "folder.tf").mkdir()
    (root / "link.tf").symlink_to("../outside/main.tf")
    (root / "zeros.tf").symlink_to("/dev/zero")
    loaded = load.project(tree, paths)
    assert {problem.at.path for problem in tree.problems} == set(names) - {"gone.tf"}
    assert set(GOOD) <= loaded.files.keys()


ODD_NAMES = (
    "line\nbreak.tf",
    "::error::pwned.tf",
    "\n::error title=x::pwned.tf",
    "\x1b[31mred\x07.tf",
    "\x1b]8;;https://example.com\x07link.tf",
    "tab\tand\rreturn.tf",
    "-rf.tf",
    "'\"`$(touch PWNED)`.tf",
    "a b\\c%0Ad{0}%s.tf",
    "\u202egnp.tf",
    "\ud83d.tf".encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"),
    b"latin-\xe9.tf".decode("utf-8", "surrogateescape"),
    "x" * 250 + ".tf",
    "//..tf",
)


@pytest.mark.parametrize("form", FORMATS)
def test_names_that_want_to_be_more_than_names(form: str, tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, {})
    for number, name in enumerate(ODD_NAMES):
        put(root, {f"{number}/{name}": GOOD["good.tf"] if number % 2 else "\0"})
    answer = opexlint.run(root, "check", "--format", form)
    assert (answer.code, answer.err) == (1, "")
    assert not set(answer.out) & {"\x1b", "\x07", "\r"}
    assert "\u202e" not in answer.out or form in ("json", "sarif"), "nobody looks at data unescaped"
    assert not [line for line in answer.out.splitlines() if line.startswith(("::error title=x", "::error::", "break.tf"))]
    filed = opexlint.run(root, "check", "--format", form, "--output", str(tmp_path / "report"))
    assert (filed.code, filed.out, filed.err) == (1, "", "")
    assert (tmp_path / "report").read_text("utf-8") == answer.out


def test_folders_that_nest_deeper_than_a_path_can_say(tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, {})
    here = os.open(root, os.O_RDONLY)
    for _ in range(2500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("deepest.tf", os.O_CREAT, dir_fd=here))
    os.close(here)
    try:
        answer = opexlint.run(root, "check", "--format", "json")
    finally:  # pytest's own clean-up of old folders recurses, and would give up on this one
        subprocess.run(["rm", "-rf", str(root / "d")], check=True)
    fine(answer)
    assert [rule for _, rule in own(answer)] == [SKIPPED]


# -- what governs a project --------------------------------------------------------------------------------------------------------------

IGNORES: Mapping[str, str | bytes] = {
    "empty": "",
    "binary": bytes(range(256)),
    "latin-1": b"caf\xe9*.tf\n",
    "catastrophic": "\n".join(
        ("*a*a*a*a*a*a*b", "**/a*/**/a*/**/a*/**/a*/**/a*/**/b", "[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*b", "?" * 100 + "*" * 100)
    ),
    "invalid": "\n".join(
        ("[z-a]", "[", "[]", "[!]", "\\", "a\\", "!", "!!", "/", "//", "///", "[[a]", "a[", "**[", "(?P<a>", "{a,b", "#", "\\#", " ", "\t")
    ),
    "long": "*" * 1_000_000 + "\n" + "a" * 1_000_000 + "/" * 1_000_000,
    "nested": "(" * 100_000 + "\n" + "[" * 100_000,
    "large": "".join(f"{number}/*.x\n" for number in range(5 * MIB // 10)),
}


@pytest.mark.parametrize("what", IGNORES)
def test_gitignore(what: str, tmp_path: Path, opexlint: Command) -> None:
    names = dict.fromkeys((f"{'a' * length}/{'a' * length}.tf" for length in (30, 100, 200)), "")
    root = project(tmp_path, {".gitignore": IGNORES[what], "deep/.gitignore": IGNORES[what], **names})
    answer = opexlint.run(root, "check", "--format", "json")
    fine(answer)
    assert own(answer) == ({(".gitignore", LIMIT), ("deep/.gitignore", LIMIT)} if what == "large" else set())


@pytest.mark.parametrize("what", ["pipe", "folder", "/dev/zero", ".gitignore", "../outside/secret"])
def test_gitignore_that_is_no_file(what: str, tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, {})
    path = root / ".gitignore"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(what)
    fine(opexlint.run(root, "check", "--format", "json"))


CONFIGURATIONS: Mapping[str, str | bytes] = {
    "nul": b"exclude = ['a\0b']",
    "latin-1": b"exclude = ['\xe9']",
    "surrogates": b"exclude = ['\xed\xa0\x80']",
    "deep": "exclude = " + "[" * 100_000,
    "deep-tables": "a = " + "{a=" * 100_000,
    "deep-keys": ".".join(["a"] * 100_000) + " = 1",
    "list-of-lists": "exclude = [[]]",
    "numbers": "fail-on = 1",
    "table": "[select]",
    "twice": "exclude = []\nexclude = []",
    "unknown-rule": "select = ['[']",
    "huge-number": "fail-on = " + "9" * 100_000,
    "date": "severity = { syntax-error = 2020-01-01 }",
    "options": "[options.bucket-without-versioning]\nx = [{}]",
    "no-table": "options = { syntax-error = 3 }",
    "escape": "'\u202e\\u001b[31m' = 1",
}


@pytest.mark.parametrize("what", CONFIGURATIONS)
def test_a_configuration_that_is_none(what: str, tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, {"opexlint.toml": CONFIGURATIONS[what]})
    answer = opexlint.run(root, "check", "--format", "json")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("opexlint: opexlint.toml:")
    assert len(answer.err) < 500
    assert "Traceback" not in answer.err
    assert "\x1b" not in answer.err


@pytest.mark.parametrize(
    "line",
    [
        "exclude = ['*a*a*a*a*a*a*b', '[z-a]', '[', '!', '\\\\', '(', '**/**/**/**/**/x']",
        "[per-path-ignores]\n'*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b' = ['syntax-error']\n'[z-a]' = ['syntax-error']\n'[' = ['*']",
        "exclude = ['" + "a" * 1_000_000 + "']",
        "[per-path-ignores]\n'" + "*a" * 10_000 + "' = ['syntax-error']",
        "#" * (50 * MIB),
    ],
)
def test_patterns_of_a_configuration(line: str, tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, {"opexlint.toml": line, "a" * 200 + "/" + "a" * 200 + ".tf": ""})
    fine(opexlint.run(root, "check", "--format", "json"))


def test_a_configuration_that_is_no_file(tmp_path: Path, opexlint: Command) -> None:
    for what in ("pipe", "/dev/zero", "opexlint.toml", "../outside/secret"):
        root = project(tmp_path / what.replace("/", "-"), {})
        if what == "pipe":
            os.mkfifo(root / "opexlint.toml")
        else:
            (root / "opexlint.toml").symlink_to(what)
        answer = opexlint.run(root, "check", "--format", "json")
        assert SECRET not in answer.out + answer.err
        assert "Traceback" not in answer.err
        assert answer.code in (1, 2)


@pytest.mark.parametrize("text", ["", "\0", "Resources: [" * 1000, "\xff", "a: &a [*a]"])
@pytest.mark.parametrize("name", ["x.yaml", "x.tf", "x.py", "x.tf.json", "samconfig.toml"])
def test_standard_input(name: str, text: str, tmp_path: Path, opexlint: Command) -> None:
    root = project(tmp_path, {})
    for content in (text.encode(), text.encode("latin-1"), text.encode("utf-16")):
        answer = opexlint.run(root, "check", "-", "--stdin-filename", name, "--format", "json", stdin=content)
        assert answer.code in (0, 1, 2)
        assert "Traceback" not in answer.err
