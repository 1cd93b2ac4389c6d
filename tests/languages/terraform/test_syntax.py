"""The parser of Terraform's language: HashiCorp's trees, positions, recovery, comments, hostile texts."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate, pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opexlint.languages.terraform.lexer import comments
from opexlint.languages.terraform.syntax import MAX_DEPTH, Node, SyntaxProblem, parse, parse_expression, parse_recovering, parse_template

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "terraform"
EDGES = json.loads((FIXTURES / "syntax-edge.json").read_text(encoding="utf-8"))

OWN_FIELDS = {"attr": 5, "block": 6}  # how many fields an item has before those that only our trees have


def is_node(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) >= 3 and isinstance(value[0], str) and isinstance(value[1], int)


def as_oracle(value: Any, bytes_before: list[int]) -> Any:
    """A tree as HashiCorp's parser describes it: lists, with offsets in bytes."""
    if not isinstance(value, tuple):
        return value
    fields = [as_oracle(field, bytes_before) for field in value[: OWN_FIELDS.get(value[0], len(value)) if is_node(value) else None]]
    if is_node(value):
        fields[1:3] = [bytes_before[offset] for offset in fields[1:3]]
    return fields


def children(node: Node) -> Iterator[Node]:
    for field in node[3:] if is_node(node) else node:
        if is_node(field):
            yield field
        elif isinstance(field, tuple):
            yield from children(field)


def expression(text: str) -> Node:
    """The value in a file of one attribute, which must also be what it is on its own."""
    alone = parse_expression(text)
    (attribute,) = parse(f"a = {text}\n")
    assert moved(attribute[4], -4) == alone
    return alone


def moved(value: Any, offset: int) -> Any:
    if is_node(value):
        return (value[0], value[1] + offset, value[2] + offset, *(moved(field, offset) for field in value[3:]))
    return tuple(moved(field, offset) for field in value) if isinstance(value, tuple) else value


def plain(value: Any) -> Any:
    """A tree without ranges."""
    if is_node(value):
        return (value[0], *(plain(field) for field in value[3:]))
    return tuple(plain(field) for field in value) if isinstance(value, tuple) else value


def string(value: str) -> tuple[Any, ...]:
    return ("tmpl", (("lit", value),))


@pytest.mark.parametrize("case", EDGES, ids=[case["name"] for case in EDGES])
def test_reads_what_hashicorps_parser_reads(case: dict[str, Any]) -> None:
    text = case["text"]
    if "error" in case:
        with pytest.raises(SyntaxProblem) as caught:
            parse(text)
        assert str(caught.value) == case["error"]
        assert 0 <= caught.value.start <= caught.value.end <= len(text)
    else:
        bytes_before = list(accumulate((len(character.encode()) for character in text), initial=0))
        assert as_oracle(parse(text), bytes_before) == case["ast"]


def test_positions_of_headers_labels_and_names() -> None:
    text = 'é "é" {}\nresource "aws_s3_bucket"  logs /* c */ {\n  bucket = "b"\n}\n'
    first, second = parse(text)
    assert first == ("block", 0, 8, "é", ("é",), (), 5, ((2, 5),))
    _, start, end, kind, labels, body, header_end, ranges = second
    assert text[start:end] == text[9:].rstrip("\n")
    assert (kind, labels) == ("resource", ("aws_s3_bucket", "logs"))
    assert text[start:header_end] == 'resource "aws_s3_bucket"  logs'
    assert [text[begin:stop] for begin, stop in ranges] == ['"aws_s3_bucket"', "logs"]
    ((_, start, end, name, value, name_end),) = body
    assert (text[start:end], text[start:name_end], name) == ('bucket = "b"', "bucket", "bucket")
    assert text[value[1] : value[2]] == '"b"'


def test_labels_may_be_strings_with_escapes_but_not_templates() -> None:
    ((_, _, _, _, labels, *_),) = parse('b "\\u00e9" "$${x}" "100%" "" {\n}\n')
    assert labels == ("é", "${x}", "100%", "")
    with pytest.raises(SyntaxProblem, match="Invalid string literal"):
        parse('b "${x}" {\n}\n')


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a || b && c == d < e + f * -g", ("bin", "||", ("trav", ("a",)), ("bin", "&&", ("trav", ("b",)), ("bin", "==", ("trav", ("c",)), ("bin", "<", ("trav", ("d",)), ("bin", "+", ("trav", ("e",)), ("bin", "*", ("trav", ("f",)), ("un", "neg", ("trav", ("g",)))))))))),
        ("a - b - c", ("bin", "-", ("bin", "-", ("trav", ("a",)), ("trav", ("b",))), ("trav", ("c",)))),
        ("-a.b[c]", ("un", "neg", ("index", ("trav", ("a", ("a", "b"))), ("trav", ("c",))))),
        ("a ? b : c ? d : e", ("cond", ("trav", ("a",)), ("trav", ("b",)), ("cond", ("trav", ("c",)), ("trav", ("d",)), ("trav", ("e",))))),
        ("null.y", ("rel", ("lit", None), (("a", "y"),))),
        ("a[0][\"b\"].c[null]", ("trav", ("a", ("i", 0), ("i", "b"), ("a", "c"), ("i", None)))),
        ("a[b].c", ("rel", ("index", ("trav", ("a",)), ("trav", ("b",))), (("a", "c"),))),
        ("f(x).y", ("rel", ("call", "f", (("trav", ("x",)),), False), (("a", "y"),))),
        ("a[*][*].b", ("splat", ("trav", ("a",)), ("splat", ("anon",), ("rel", ("anon",), (("a", "b"),))))),
        ("a.*.b[0]", ("rel", ("splat", ("trav", ("a",)), ("rel", ("anon",), (("a", "b"),))), (("i", 0),))),
        ("a.*", ("splat", ("trav", ("a",)), ("anon",))),
        ("a :: /* c */ b ( x , )", ("call", "a::b", (("trav", ("x",)),), False)),
        ("f([]...)", ("call", "f", (("tuple", ()),), True)),
        ("[for v in l : v if v > 1]", ("for", "", "v", ("trav", ("l",)), None, ("trav", ("v",)), ("bin", ">", ("trav", ("v",)), ("lit", 1)), False)),
        ("{for k, v in m : k => v...}", ("for", "k", "v", ("trav", ("m",)), ("trav", ("k",)), ("trav", ("v",)), None, True)),
        ("{ (a) : 1, a.b = 2, true = 3 }", ("object", ((("key", ("paren", ("trav", ("a",))), True), ("lit", 1)), (("key", ("trav", ("a", ("a", "b"))), False), ("lit", 2)), (("key", ("lit", True), False), ("lit", 3))))),
        ('"$$${x} %%%{ if } 50% $"', string("$${x} %%{ if } 50% $")),
        ('"\\"\\\\\\n\\t\\r\\u00E9\\U0001F600"', string('"\\\n\t\ré😀')),
        ('"e\u0301"', string("é")),
        ('"${~ x ~}  y"', ("tmpl", (("trav", ("x",)), ("lit", "y")))),
        ("0.10", ("lit", Decimal("0.1"))),
        ("1.50e1", ("lit", 15)),
        ("1e999", ("lit", Decimal("1e999"))),
        ("9" * 200, ("lit", Decimal("9" * 200))),
    ],
)  # fmt: skip
def test_expressions(text: str, tree: object) -> None:
    assert plain(expression(text)) == tree


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<<-E\n    a\n\n  b\n  E\n", (("lit", "  a\n\nb\n"),)),
        ("<<-E\n  ${x}\n    y\nE\n", (("lit", ""), ("trav", ("x",)), ("lit", "\n  y\n"))),
        ("<<-E\n    a\n${x}\nE\n", (("lit", "    a\n"), ("trav", ("x",)), ("lit", "\n"))),
        ("<<-E\n  %{ for x in y ~}\n  ${x}\n  %{ endfor ~}\nE\n", (("lit", ""), ("join", ("for", "", "x", ("trav", ("y",)), None, ("tmpl", (("lit", "  "), ("trav", ("x",)), ("lit", "\n"))), None, False)), ("lit", ""))),
        ("<<E\n a ${~ x ~}  \n  b\nE\n", (("lit", " a"), ("trav", ("x",)), ("lit", "  b\n"))),
        ("<<E\n${x}E\n\x1cE\n\u2003E\u00a0\n", (("trav", ("x",)), ("lit", "E\n\x1cE\n"))),
        ("<<E\n${<<F\nx\nF\n}E\nE\n", (("tmpl", (("lit", "x\n"),)), ("lit", "E\n"))),
    ],
)  # fmt: skip
def test_heredocs(text: str, parts: object) -> None:
    ((_, _, _, _, value, _),) = parse(f"a = {text}")
    assert plain(value) == ("tmpl", parts)


def test_templates_on_their_own() -> None:
    assert parse_template("${x}") == ("wrap", 0, 4, ("trav", 2, 3, ("x",)))
    assert parse_template("a\n${x.0}", 10) == ("tmpl", 10, 18, (("lit", 10, 12, "a\n"), ("trav", 14, 17, ("x", ("i", 0)))))
    assert parse_template("") == ("tmpl", 0, 0, (("lit", 0, 0, ""),))
    assert plain(parse_template('say "hi"\\n $')) == string('say "hi"\\n $')
    assert plain(parse_template("%{ if a }b%{ else }%{ endif }")) == ("tmpl", (("cond", ("trav", ("a",)), string("b"), string("")),))
    assert plain(parse_template("a\r${x}")) == string("a\r${x}")
    with pytest.raises(SyntaxProblem) as caught:
        parse_template("%{ if a }", 5)
    assert (caught.value.message, caught.value.start, caught.value.end) == ("Unexpected end of template", 5, 14)


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("a = b.\n", "Invalid attribute name", "\n"),
        ("a = 1, b = 2\n", "Unexpected comma after argument", ","),
        ('"a" = 1\n', "Invalid argument name", '"'),
        ("a {\n", "Unclosed configuration block", "{\n"),
        ("a = [1\n", "Unterminated tuple constructor expression", "[1\n"),
        ("a = {\n  b = 1\n", "Unterminated object constructor expression", "{\n  b = 1\n"),
        ("a = f(1\n", "Unterminated function call", "f(1\n"),
        ("a = [1 2]\n", "Missing item separator", "2"),
        ('a = "${x', "Extra characters after interpolation expression", ""),
        ("a = “b”\n", "Invalid character", "“"),
        ("a =\u00a01\n", "Invalid character", "\u00a0"),
        ("a = b & c\n", "Unsupported operator", "&"),
        ("a = 1 /* b\n", "Unclosed comment", "/* b\n"),
        ("a = 1.5.2\n", "Invalid number literal", "1.5.2"),
        ("a = 1e9999999999\n", "Invalid number literal", "1e9999999999"),
        ("a = b.0.1\n", "Invalid legacy index syntax", "0.1"),
        ('a = "\\ud800"\n', "Invalid escape sequence", "\\ud800"),
        ("a = [for x in y : k => v]\n", "Invalid 'for' expression", "[for x in y : k => v]"),
        ("}\n", "Argument or block definition required", "}"),
        ("a = 1\nb = 2\na = 3\n", "Attribute redefined", "a"),
        ('a = "%{ else }"\n', "Unexpected else directive", "%{ else }"),
        ("a = <<E\nb\rc\nE\n", "Invalid character", "\r"),
    ],
)
def test_problems_say_what_and_where(text: str, message: str, marked: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert (caught.value.message, text[caught.value.start : caught.value.end]) == (message, marked)


def names(items: tuple[Node, ...]) -> list[str]:
    return [".".join((item[3], *item[4])) if item[0] == "block" else item[3] for item in items]


def test_recovering_returns_everything_where_nothing_is_wrong() -> None:
    text = 'a = 1\nb "c" {\n}\n'
    assert parse_recovering(text) == (parse(text), [])


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("resource a b {\n  x = \n}\n", "Invalid expression"),
        ("resource a b {\n  x = 1\n", "Unclosed configuration block"),
        ("resource a b {\n}\n}\n", "Argument or block definition required"),
        ("resource a b {\n  x = <<END\nserver {\n", "Unterminated template string"),
        ("resource a b {\n  x = [\n}\n", "Invalid expression"),
        ("$\n", "Invalid character"),
        ("/*\n", "Unclosed comment"),
        ("é = é\né {{\n", "Argument or block definition required"),
    ],
)
def test_one_broken_block_costs_no_other(broken: str, message: str) -> None:
    heredoc = 'resource "c" "d" {\n  user_data = <<EOT\nserver {\n}\nEOT\n}\n'
    text = f'variable "first" {{}}\n{broken}{heredoc}output "last" {{}}\n'
    items, problems = parse_recovering(text)
    assert [name for name in names(items) if name not in ("server", "resource.a.b", "é")] == [
        "variable.first",
        "resource.c.d",
        "output.last",
    ]
    assert problems[0].message == message
    for item in items:
        assert (item,) == moved_items(parse(text[item[1] : item[2]]), item[1])


def moved_items(items: tuple[Node, ...], offset: int) -> tuple[Node, ...]:
    """Items of a body as they are further back in a text."""
    result = []
    for item in items:
        kind, start, end, name, *rest = item
        if kind == "attr":
            value, name_end = rest
            rest = [moved(value, offset), name_end + offset]
        else:
            labels, body, header_end, ranges = rest
            rest = [labels, moved_items(body, offset), header_end + offset, tuple((a + offset, b + offset) for a, b in ranges)]
        result.append((kind, start + offset, end + offset, name, *rest))
    return tuple(result)


def test_a_problem_is_reported_even_if_nothing_is_left() -> None:
    items, problems = parse_recovering("x y z")
    assert items == ()
    assert [problem.message for problem in problems] == ["Invalid block definition"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = 1 # b\n// c\r\n/* d\n*/ e = 2", ["# b", "// c\r", "/* d\n*/"]),
        ('a = "# no"\nb = "${x /* yes */}# no ${"# no"} # no" # yes\n', ["/* yes */", "# yes"]),
        ("a = <<E\n# no\n${[1, # yes\n2]} // no\n ${<<F\n# no\nF\n} # no\nE\n# yes\n", ["# yes", "# yes"]),
        ("a = <<-E\nb\n  E\n# yes\n", ["# yes"]),
        ("a = {\n b = { c = 1 } # yes\n}\nd = \"${ { e = \"}\" }.e }# no\"", ["# yes"]),
        ('a = "\\"# no"\n# yes', ["# yes"]),
        ('a = "# left open\n# yes\n', ["# yes"]),
        ('a = "$${" # yes\nb = "%%{" # yes', ["# yes", "# yes"]),
        ("# open\n} /* never closed", ["# open", "/* never closed"]),
        ("a = <<E\n# never closed", []),
    ],
)  # fmt: skip
def test_comments(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in comments(text)] == found


DEEP = MAX_DEPTH * 10
NESTED: dict[str, Callable[[int], str]] = {
    "parentheses": lambda count: "a = " + "(" * count + "1" + ")" * count + "\n",
    "lists": lambda count: "a = " + "[" * count + "]" * count + "\n",
    "objects": lambda count: "a = " + "{a=" * count + "1" + "}" * count + "\n",
    "object keys": lambda count: "a = " + "{(" * count + "1" + ")=1}" * count + "\n",
    "for": lambda count: "a = " + "[for a in b : " * count + "1" + "]" * count + "\n",
    "calls": lambda count: "a = " + "f(" * count + ")" * count + "\n",
    "keys": lambda count: "a = " + "a[" * count + "b" + "]" * count + "\n",
    "indexes": lambda count: "a = b" + "[c]" * count + "\n",
    "splats": lambda count: "a = b" + "[*]" * count + "\n",
    "old splats": lambda count: "a = b" + ".*.c[0]" * count + "\n",
    "signs": lambda count: "a = " + "-" * count + "1\n",
    "operators": lambda count: "a = " + "1 + " * count + "1\n",
    "chains in chains": lambda count: "a = " + "(" * (count // 10) + "1" + (" + 1" * 10 + ")") * (count // 10) + "\n",
    "conditionals": lambda count: "a = " + "a ? b : " * count + "c\n",
    "strings": lambda count: "a = " + '"${' * count + "1" + '}"' * count + "\n",
    "heredocs": lambda count: "a = " + "<<E\n${" * count + "1" + "}\nE\n" * count + "\n",
    "if directives": lambda count: 'a = "' + "%{ if a }" * count + "%{ endif }" * count + '"\n',
    "for directives": lambda count: 'a = "' + "%{ for a in b }${a}" * count + "%{ endfor }" * count + '"\n',
    "blocks": lambda count: "a {\n" * count + "}\n" * count,
}


def height(node: Node) -> int:
    return 1 + max(map(height, children(node)), default=0)


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_nesting_has_a_limit(nested: Callable[[int], str]) -> None:
    assert parse(nested(MAX_DEPTH * 3 // 10))
    heights = []
    for count in range(10, MAX_DEPTH + 20, 10):
        try:
            heights.append(height(parse(nested(count))))
        except SyntaxProblem as problem:
            assert problem.message == f"blocks and expressions nest more than {MAX_DEPTH} deep"
    assert max(heights) <= MAX_DEPTH + 5
    for count in (DEEP, DEEP * 100):
        with pytest.raises(SyntaxProblem, match=f"blocks and expressions nest more than {MAX_DEPTH} deep"):
            parse(nested(count))


HOSTILE = {
    "unterminated string": 'a = "' + "x" * 200_000,
    "dollars in a string": 'a = "' + "$" * 100_000 + '"\n',
    "dollars in a heredoc": "a = <<E\n" + "$" * 100_000 + "\nE\n",
    "dollars": "$" * 100_000,
    "open braces": "{" * 100_000,
    "open blocks": "a {\n" * 50_000,
    "open blocks with comments": "a {/*\n" * 30_000,
    "open lists": "a = [\n" * 30_000,
    "open heredocs": "a {\nb = <<E\n" * 20_000,
    "open strings": 'a {\nb = "\n' * 20_000,
    "open interpolations": 'a = "' + "${" * 100_000,
    "open comments": "/*" * 50_000,
    "open comments after operands": "a = 1" + "/*" * 50_000,
    "newlines": "\n" * 200_000,
    "newlines in a list": "a = [" + "\n" * 200_000 + "]\n",
    "comments": "# c\n" * 50_000,
    "block comments": "/**/" * 50_000,
    "list elements": "a = [" + "1, " * 100_000 + "]\n",
    "attributes": "".join(f"a{index} = {index}\n" for index in range(30_000)),
    "steps": "a = b" + ".c" * 100_000 + "\n",
    "literal indexes": "a = b" + "[0]" * 50_000 + "\n",
    "positions": "a = b" + ".0 " * 50_000 + "\n",
    "labels": "a " + "b " * 100_000 + "{\n}\n",
    "digits": "a = " + "1" * 200_000 + "\n",
    "points": "a = 1" + "." * 200_000 + "\n",
    "exponents": "a = 1" + "e1" * 100_000 + "\n",
    "scopes": "a = b" + "::b" * 60_000 + "()\n",
    "scopes without a call": "a = b" + "::b" * 60_000 + "\n",
    "heredoc lines": "a = <<-E\n" + "  b\n" * 50_000 + "E\n",
    "escapes": 'a = "' + "\\n" * 100_000 + '"\n',
    "wrong escapes": 'a = "' + '\\"' * 100_000 + "\n",
    "carriage returns": "\r" * 200_000,
    "NUL": "\0" * 200_000,
    "NUL in a string": 'a = "' + "\0" * 200_000 + '"\n',
    "byte-order marks": "\ufeff" * 100_000,
    "letters": "é" * 200_000,
    "a letter and wrong ones": "a = é\n" * 20_000 + "“",
    "broken blocks": "a {\nb = \n}\n" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "read", [parse_recovering, parse_template, lambda text: list(comments(text))], ids=["file", "template", "comments"]
)
def test_hostile_texts_take_linear_time(text: str, read: Callable[[str], object]) -> None:
    started = process_time()
    try:
        read(text)
    except SyntaxProblem:
        assert read is parse_template
    assert process_time() - started < 5


def test_line_ends_marks_and_control_characters() -> None:
    unix = 'a = 1 # c\nb "l" {\n  c = [\n    1,\n  ]\n\n  d = {\n    e = 2\n  }\n}\n'
    windows = unix.replace("\n", "\r\n")
    assert plain(parse(windows))[0] == plain(parse(unix))[0]
    assert [item[3] for item in parse(f"\ufeff{windows}")] == ["a", "b"]
    assert plain(expression('"a\0b"')) == string("a\0b")
    for text in ("a = 1\r", "a\ufeff = 1\n", "a = 1\x0c\n", "a = \0\n"):
        with pytest.raises(SyntaxProblem):
            parse(text)


FRAGMENTS = [
    *("a", "b.c", "é", "\u0301", "1", "2.5", "0", "true", "null", '"s"', '"', "${", "%{", "}", "~}", "${~", "$${", "$", "%", "\\", '\\"', "\\u00e9"),
    *("{", "[", "]", "(", ")", "\n", "\r\n", "\r", " ", "\t", ".", "...", "*", "[*]", ".*", "=", "==", "=>", "!", "-", "+", "/", "<", "&&", "?", ":", "::"),
    *("# c\n", "// c\n", "/* c */", "/*", ",", ";", "'", "for x in y : ", "for k, v in y : k => v", " if ", "else", "endif", "endfor", "in", "f(", "a = "),
    *("<<E\n", "<<-E\n", "E\n", "\nE\n", 'b "l" {\n', "}\n", "%{ if a }", "%{ endif }", "%{ for a in b }", "%{ endfor }", "“", "\u00a0", "\0", "\ufeff"),
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join) | st.text(max_size=40)


def check_ranges(text: str, nodes: tuple[Node, ...], start: int, end: int) -> None:
    for node in nodes:
        assert start <= node[1] <= node[2] <= end, (text, node)
        check_ranges(text, tuple(children(node)), node[1], node[2])


@settings(deadline=None)
@given(TEXTS)
@example("a = <<-E\n  %{ for x in y ~}\n  ${x}\n  %{ endfor ~}\nE\n")
def test_any_text_is_a_tree_or_a_problem(text: str) -> None:
    for read in (parse, parse_expression, parse_template):
        try:
            tree = read(text)
        except SyntaxProblem as problem:
            assert 0 <= problem.start <= problem.end <= len(text)
        else:
            check_ranges(text, tree if read is parse else (tree,), 0, len(text))


@settings(deadline=None)
@given(TEXTS)
def test_recovering_reads_what_is_valid_and_says_what_is_not(text: str) -> None:
    items, problems = parse_recovering(text)
    check_ranges(text, items, 0, len(text))
    assert all(before[2] <= after[1] for before, after in pairwise(items))
    try:
        assert items == parse(text)
    except SyntaxProblem:
        assert problems
    else:
        assert not problems


@settings(deadline=None)
@given(TEXTS)
def test_comments_are_comments(text: str) -> None:
    last = 0
    for start, end in comments(text):
        assert last <= start < end <= len(text)
        assert text.startswith(("#", "//", "/*"), start)
        assert "\n" not in text[start:end] or text.startswith("/*", start)
        last = end
