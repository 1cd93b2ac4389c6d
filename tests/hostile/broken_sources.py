"""Sources that are broken a little: whatever is cut off, moved about or put in, they are read to the end, alike each time, with right places."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opexlint import lint, load
from opexlint.files import Tree
from opexlint.formats import FORMATS, render
from opexlint.lint import Settings
from opexlint.load import Loaded
from opexlint.model import Parsed, decode, encode
from opexlint.report import Report
from opexlint.source import File, Location
from tests.hostile.case import GAVE_UP, SHOP, put

KINDS = {"scalar", "list", "mapping", "reference", "text", "choice", "gone", "unknown"}
RULES = load.rules()
TOKENS = [
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        '"',
        "'",
        "`",
        "\n",
        "\r",
        "\t",
        " ",
        ":",
        ",",
        ";",
        "=",
        "#",
        "//",
        "/*",
        "\\",
        "|",
        ">-",
        "- ",
        "? ",
        "...",
    ),
    *(
        "&a ",
        "*a",
        "<<: *a",
        "!Ref x",
        "!Sub ",
        "Fn::If",
        "Ref",
        "AWS::NoValue",
        "---",
        "%",
        "@",
        "$",
        "${",
        "$${",
        "%{",
        "%{ for a in b }",
        "~}",
    ),
    *(
        "<<EOT\n",
        "<<-EOT\n",
        "EOT",
        "each.value",
        "count.index",
        "null",
        "true",
        "1e400",
        "-0",
        "0x",
        "1_0",
        "\ufeff",
        "\u2028",
        "\x0c",
        "é",
        "𝔘",
    ),
    *(
        "None",
        "lambda: ",
        "yield ",
        "await ",
        "async ",
        "*",
        "**",
        "->",
        ":=",
        'f"{',
        "class ",
        "def ",
        "return",
        "del ",
        "global x",
        "import x",
        "in ",
    ),
    *(
        "if x:\n",
        "for x in y:\n",
        "while True:\n",
        "try:\n",
        "else:\n",
        "except:\n",
        "with x:\n",
        "match x:\n",
        "case _:\n",
        "    ",
        "x = x",
        "self.x",
    ),
]


class Change(NamedTuple):
    """One step of breaking a text: places and lengths are taken modulo what there is."""

    how: str
    at: int
    length: int
    to: int
    token: str

    def apply(self, text: str) -> str:
        start = self.at % (len(text) + 1)
        end, to = min(len(text), start + self.length), self.to % (len(text) + 1)
        piece = text[start:end]
        rest = text[:start] + text[end:]
        return {
            "delete": rest,
            "cut": text[:start],
            "repeat": text[:end] + piece * 3 + text[end:],
            "move": rest[:to] + piece + rest[to:],
            "insert": text[:start] + self.token + text[start:],
            "replace": text[:start] + self.token + text[end:],
        }[self.how]


CHANGES = st.lists(
    st.builds(
        Change,
        st.sampled_from(("delete", "repeat", "move", "insert", "insert", "replace", "cut")),
        st.integers(0, 1 << 16),
        st.integers(1, 80),
        st.integers(0, 1 << 16),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop, each part of which is a project of its own."""
    folder = tmp_path_factory.mktemp("parts")
    put(folder, SHOP)
    return folder


def understood(root: Path, path: str, text: str) -> tuple[Loaded, Report]:
    """What is read and said of a project when one of its files has this text."""
    tree = Tree(root, load.suffixes())
    tree.overlay[path] = File(path, text)
    loaded = load.project(tree, tree.discover([root])[0])
    return loaded, lint.check(loaded.parsed, RULES, loaded.files, Settings())


def sound(loaded: Loaded, report: Report) -> None:
    """What holds for everything that is read, however broken."""
    for parsed in loaded.parsed:
        assert not [problem for problem in parsed.problems if any(sign in problem.message for sign in GAVE_UP)]
        assert decode(encode(parsed)) == parsed
        for path, start, end in places(parsed):
            length = len(loaded.files[path].text) if path in loaded.files else 0
            assert 0 <= start <= end <= length, f"{path}:{start}-{end}, which has {length}"
    assert report.crashes == ()


def places(parsed: Parsed) -> set[Location]:
    """Every place in what was read."""
    found: set[Location] = set()
    seen: set[int] = set()
    waiting: list[Any] = [parsed]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Location):
            found.add(one)
        elif isinstance(one, tuple) and id(one) not in seen:
            seen.add(id(one))
            if len(one) == 6 and one[0] in KINDS and isinstance(one[5], tuple):
                found.add(Location(one[4], one[2], one[3]))
                found.update(Location(*step[2:]) for step in one[5])
                waiting.append(one[1])
            else:
                waiting.extend(one)
    return found


@pytest.mark.parametrize("path", SHOP)
def test_a_file_that_ends_too_soon(path: str, parts: Path) -> None:
    folder, _, name = path.partition("/")
    text = SHOP[path].decode()
    for part in range(20):
        cut = text[: len(text) * part // 20]
        loaded, report = understood(parts / folder, name, cut)
        sound(loaded, report)
        for form in FORMATS:
            render(form, report)


@pytest.mark.parametrize("path", SHOP)
@given(changes=CHANGES)
@settings(max_examples=20, deadline=None)
def test_a_file_that_is_broken(path: str, parts: Path, changes: list[Change]) -> None:
    folder, _, name = path.partition("/")
    text = SHOP[path].decode()
    for change in changes:
        text = change.apply(text)
    loaded, report = understood(parts / folder, name, text)
    sound(loaded, report)
    again, reported = understood(parts / folder, name, text)
    assert again.parsed == loaded.parsed
    assert reported.diagnostics == report.diagnostics
