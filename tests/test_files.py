"""Discovery and reading: what is entered, what is ignored, what is said to be unreadable."""

import os
from pathlib import Path

import pytest

from opexlint import files
from opexlint.files import Tree, root_of, write
from opexlint.source import File, Sources

SUFFIXES = (".tf", ".yaml", ".py")


def tree(root: Path, *exclude: str) -> Tree:
    return Tree(root, SUFFIXES, exclude)


def put(root: Path, **contents: str | bytes) -> None:
    for name, content in contents.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_folders_of_tools_are_never_entered_unless_they_are_named(tmp_path: Path) -> None:
    put(tmp_path, main_dot_tf="", _dot_terraform__x_dot_tf="", node_modules__y_dot_yaml="", notes_dot_txt="")
    found, wanted = tree(tmp_path).discover([tmp_path])
    assert found == ["main.tf"]
    assert wanted == {"main.tf"}
    found, wanted = tree(tmp_path).discover([tmp_path / "node_modules"])
    assert wanted == {"node_modules/y.yaml"}
    assert found == ["main.tf", "node_modules/y.yaml"], "the project is read as a whole"


def test_synthesised_templates_are_read_only_without_their_program(tmp_path: Path) -> None:
    put(tmp_path, a__cdk_dot_out__t_dot_yaml="", b__cdk_dot_out__t_dot_yaml="", a__cdk_dot_json='{"app": "python3 app.py"}')
    assert tree(tmp_path).discover([tmp_path])[0] == ["b/cdk.out/t.yaml"]
    assert tree(tmp_path).discover([tmp_path / "a" / "cdk.out"])[1] == {"a/cdk.out/t.yaml"}
    put(tmp_path, a__cdk_dot_json='{"app": "npx ts-node bin/app.ts"}')
    assert tree(tmp_path).discover([tmp_path])[0] == ["a/cdk.out/t.yaml", "b/cdk.out/t.yaml"], "nobody else reads that program"


def test_a_program_and_what_it_writes_are_not_both_read(tmp_path: Path) -> None:
    put(tmp_path, cdk_dot_out__t_dot_yaml="", cdk_dot_json='{"app": "uv run app.py"}', x_dot_yaml="")
    found = tree(tmp_path)
    assert found.discover([tmp_path, tmp_path / "cdk.out"]) == (["x.yaml"], {"x.yaml", "cdk.out"})
    assert [(one.rule, one.message) for one in found.problems] == [("file-skipped", "the program that writes it is read instead")]


def test_gitignore_is_respected_as_git_does(tmp_path: Path) -> None:
    put(
        tmp_path,
        _dot_gitignore="generated/\n*.gen.yaml\n!keep.gen.yaml\n",
        generated__a_dot_tf="",
        x_dot_gen_dot_yaml="",
        keep_dot_gen_dot_yaml="",
        sub___dot_gitignore="/only.tf\n",
        sub__only_dot_tf="",
        sub__deeper__only_dot_tf="",
    )
    assert tree(tmp_path).discover([tmp_path])[0] == ["keep.gen.yaml", "sub/deeper/only.tf"]
    assert tree(tmp_path).discover([tmp_path / "x.gen.yaml"])[1] == {"x.gen.yaml"}, "what is named is checked"


def test_excludes(tmp_path: Path) -> None:
    put(tmp_path, a_dot_tf="", vendor__b_dot_tf="", deep__vendor__c_dot_tf="")
    assert tree(tmp_path, "vendor/").discover([tmp_path])[0] == ["a.tf"]
    assert tree(tmp_path, "/vendor").discover([tmp_path])[0] == ["a.tf", "deep/vendor/c.tf"]


def test_links_are_followed_only_inside_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    put(root, shared__vars_dot_tf="x = 1\n")
    put(tmp_path, secret_dot_tf="x = 2\n")
    (root / "vars.tf").symlink_to("shared/vars.tf")
    (root / "secret.tf").symlink_to("../secret.tf")
    (root / "nothing.tf").symlink_to("nowhere.tf")
    (root / "loop").symlink_to(root, target_is_directory=True)
    one = tree(root)
    assert one.discover([root])[0] == ["nothing.tf", "secret.tf", "shared/vars.tf", "vars.tf"]
    inside = one.read("vars.tf", lambda file: True)
    assert inside is not None
    assert inside.text == "x = 1\n"
    assert one.read("secret.tf", lambda file: True) is None
    assert one.read("nothing.tf", lambda file: True) is None
    assert [(problem.at.path, problem.message) for problem in one.problems] == [
        ("secret.tf", "a link that leaves the project is not followed"),
        ("nothing.tf", "a link to nothing"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x00\x03", "binary, not text"),
        (b"a = 1\nb = \xff\n", "not UTF-8 (line 2)"),
        (b"a" * (files.MAX_BYTES + 1), "larger than 5 MiB"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, message: str) -> None:
    put(tmp_path, main_dot_tf=content)
    one = tree(tmp_path)
    assert one.read("main.tf", lambda file: False) is None
    assert one.problems == [], "not ours, so nobody misses it"
    assert one.read("main.tf", lambda file: True) is None
    assert [(problem.rule, problem.message) for problem in one.problems] == [("file-skipped", message)]


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 64 * 1024 + 1, 200_000, files.MAX_BYTES])
def test_a_file_is_read_whole_up_to_the_limit(tmp_path: Path, size: int) -> None:
    put(tmp_path, main_dot_tf=b"ab" * (size // 2) + b"c" * (size % 2))
    found = tree(tmp_path).read("main.tf", lambda file: True)
    assert found is not None
    assert found.text == "ab" * (size // 2) + "c" * (size % 2)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_files_are_said(tmp_path: Path) -> None:
    put(tmp_path, main_dot_tf="")
    (tmp_path / "main.tf").chmod(0)
    one = tree(tmp_path)
    assert one.read("main.tf", lambda file: True) is None
    assert "Permission denied" in one.problems[0].message


def test_the_byte_order_mark_and_line_ends_survive(tmp_path: Path) -> None:
    put(tmp_path, main_dot_tf=b"\xef\xbb\xbfa = 1\r\n")
    file = tree(tmp_path).read("main.tf")
    assert file is not None
    assert (file.text, file.bom) == ("a = 1\r\n", True)
    write(tmp_path, File("main.tf", "a = 2\r\n", bom=True))
    assert (tmp_path / "main.tf").read_bytes() == b"\xef\xbb\xbfa = 2\r\n"


def test_root_is_the_repository_or_what_holds_all_paths(tmp_path: Path) -> None:
    put(tmp_path, a__b__x_dot_tf="", a__c__y_dot_tf="")
    assert root_of([tmp_path / "a" / "b", tmp_path / "a" / "c" / "y.tf"]) == tmp_path / "a"
    assert root_of([tmp_path / "a" / "b"], tmp_path / "a" / "opexlint.toml") == tmp_path / "a"
    (tmp_path / ".git").mkdir()
    assert root_of([tmp_path / "a" / "b"]) == tmp_path
    assert root_of([tmp_path / "a" / "b"], tmp_path / "a" / "opexlint.toml") == tmp_path, "paths are the repository's"


def test_a_project_that_is_a_part_of_a_repository_is_read_alone(tmp_path: Path) -> None:
    put(tmp_path, _dot_gitignore="*.gen.tf\n", a__x_dot_tf="", a__x_dot_gen_dot_tf="", a__old__y_dot_tf="", b__z_dot_tf="")
    one = Tree(tmp_path, SUFFIXES, ["/old"], tmp_path / "a")
    assert one.discover([tmp_path / "a"])[0] == ["a/x.tf"]


def test_sources_stay_inside_and_remember_what_was_asked() -> None:
    sources = Sources(["a/x.tf"], lambda path: File(path, "") if path == "a/x.tf" else None)
    assert sources.file("../secret") is None
    assert sources.file("/etc/passwd") is None
    assert sources.beside("a/y.tf", "x.tf") is not None
    assert sources.beside("a/y.tf", "../../x.tf") is None
    assert sources.file("b/none.tf") is None
    assert list(sources.asked) == [("file", "a/x.tf"), ("file", "b/none.tf")]
    assert list(sources.folder("a")) == ["a/x.tf"]


def test_what_is_in_folders_of_tools_is_found_by_who_asks_for_it(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(root, main_dot_tf="", modules__a_dot_tf="", _dot_terraform__modules__m__a_dot_tf="", _dot_terraform__modules__m__below__b_dot_tf="")
    put(outside, secret_dot_tf="")
    (root / ".terraform" / "away").symlink_to(outside)
    project = tree(root)
    sources = Sources(project.discover([root])[0], project.read, project.unentered)
    assert list(sources.folder(".terraform/modules/m")) == [".terraform/modules/m/a.tf"]
    assert sources.has_folder(".terraform/modules/m")
    assert sources.answer(("folder", ".terraform/modules/m")) != sources.answer(("folder", ".terraform/modules/n"))
    for folder in (
        ".terraform/away",
        ".terraform/../../outside",
        "../outside",
        ".terraform/none",
        ".terraform/modules/m/a.tf",
        ".terraform/\0",
    ):
        assert list(sources.folder(folder)) == []
    assert list(sources.below("")) == ["main.tf", "modules/a.tf"], "nobody's own files"


def test_positions_count_code_points_from_one() -> None:
    file = File("a", "ab\n𝛼β\r\nc")
    assert file.position(0) == (1, 1)
    assert file.position(4) == (2, 2)
    assert file.position(7) == (3, 1)
    assert file.line(2) == "𝛼β"
    assert file.offset(2, 2) == 4
    assert file.line(9) == ""
