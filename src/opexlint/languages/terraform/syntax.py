"""The grammar of Terraform's language, read as HashiCorp's own parser reads it: from text to a tree with exact ranges.

Nodes are tuples, because a tuple costs a fifth of an object and a tree has fifty nodes per kilobyte of text. All begin with their kind and
the range they cover, in code points. `?` marks what may be None.

Items of a body:

    ("attr",   start, end, name, value, name_end)
    ("block",  start, end, type, labels, body, header_end, label_ranges)

The name or type begins where its item does. `header_end` is where the last label ends, or the type if there is none; `label_ranges` are
(start, end) pairs that include quotes; `labels`, `body` and all other plurals are tuples.

Expressions:

    ("lit",    start, end, value)                   None, bool, int, Decimal (a number that is no int); as a part of "tmpl" a str
    ("tmpl",   start, end, parts)                   string or heredoc: text as ("lit", ..., str), and expressions whose values are inserted
    ("wrap",   start, end, expression)              a string that is one interpolation, and has the value of that: "${x}"
    ("trav",   start, end, (root, *steps))          a.b[0]: a name and the steps from there
    ("rel",    start, end, source, steps)           steps into anything else: f(x).b
    ("index",  start, end, source, key)             a[key], unless the key is a literal and so a step
    ("splat",  start, end, source, each)            a[*].b and a.*.b: `each` is "anon" or leads on from it
    ("anon",   start, end)                          the element at hand, inside of `each`
    ("call",   start, end, name, arguments, expand) `expand`: whether "..." follows the last argument
    ("tuple",  start, end, expressions)
    ("object", start, end, pairs)                   of a "key" and an expression
    ("key",    start, end, expression, forced)      ("trav", ..., (name,)) is the name itself, unless `forced` by parentheses
    ("for",    start, end, key_name, value_name, collection, key?, value, condition?, grouped)
                                                    makes a tuple if there is no `key`; `key_name` is "" if there is none
    ("join",   start, end, for)                     %{ for }: the strings that a "for" yields, joined
    ("cond",   start, end, condition, yes, no)      also %{ if }, with a "tmpl" for either side
    ("bin",    start, end, operator, left, right)   the operator as it is written
    ("un",     start, end, operator, operand)       "neg" or "!"
    ("paren",  start, end, expression)
    ("elsewhere", start, end, expression, path)     made by override files: the expression stands in another file
    ("later",  start, end)                          made by plans: what is known only when it is applied

Steps are ("a", name) and ("i", value).
"""

from collections.abc import Callable, Sequence
from itertools import groupby, repeat
from operator import itemgetter
from re import Match
from typing import Any, Final, NamedTuple, TypeVar
from unicodedata import normalize

from opexlint.languages.terraform import lexer
from opexlint.languages.terraform.lexer import BARE, HEREDOC, LEXICON, QUOTED, SPACES, Layout, Lexicon, Matcher, SyntaxProblem, TemplateText

__all__ = ["MAX_DEPTH", "Node", "SyntaxProblem", "parse", "parse_expression", "parse_recovering", "parse_template"]

Node = tuple[Any, ...]
Result = TypeVar("Result")

MAX_DEPTH: Final = 100
"""How deep nodes may nest, each operator of a chain counted, so that whoever walks a tree may recurse."""

_KEYWORDS: Final = {"true": True, "false": False, "null": None}
_STRENGTHS: Final = {
    operator: strength
    for strength, operators in enumerate(("||", "&&", "== !=", "< <= > >=", "+ -", "* / %"), 1)
    for operator in operators.split()
}
_UNARY: Final = 7  # above all of them
_RETRIES: Final = 5  # how many times its length a text with errors is read at most


def parse(text: str) -> tuple[Node, ...]:
    """The items of a file; raises `SyntaxProblem` at the first error."""
    return _read(text, _Parser.file)


def parse_recovering(text: str) -> tuple[tuple[Node, ...], list[SyntaxProblem]]:
    """The items of a file that have no errors, and the errors of the others.

    After an error, reading goes on with the next block that begins in the first column.
    """
    try:
        return parse(text), []
    except SyntaxProblem:
        parser = _Parser(text, LEXICON if text.isascii() else lexer.unicode_lexicon())
    items: list[Node] = []
    problems: list[SyntaxProblem] = []
    at = parser.start
    effort = _RETRIES * len(text)
    while effort > 0:
        try:
            parser.items(at, items)
            break
        except SyntaxProblem as problem:
            problems.append(problem.with_traceback(None))  # which would keep all that was read alive
            failed = parser.after(lexer.SKIP, max(at, items[-1][2]) if items else at)
            effort -= problem.end - failed
        header = lexer.HEADER.search(text, failed + 1)
        if header is None:
            break
        at = header.start()
    return tuple(items), problems


def parse_expression(text: str) -> Node:
    """A text that is one expression; raises `SyntaxProblem` at the first error."""
    return _read(text, _Parser.only_expression)


def parse_template(text: str, offset: int = 0) -> Node:
    """A text that is one template, such as a string of JSON or a file for `templatefile`; `offset` is added to all offsets.

    Raises `SyntaxProblem` at the first error.
    """
    try:
        node = _read(text, _Parser.only_template)
    except SyntaxProblem as problem:
        raise type(problem)(problem.message, problem.start + offset, problem.end + offset) from None
    moved: Node = _moved(node, offset) if offset else node
    return moved


def _read(text: str, read: "Callable[[_Parser], Result]") -> Result:
    """What `read` makes of the text; only if that fails, the slower patterns are worth trying."""
    try:
        return read(_Parser(text, LEXICON))
    except SyntaxProblem:
        if text.isascii():
            raise
    return read(_Parser(text, lexer.unicode_lexicon()))


class _Listing(NamedTuple):
    """How the expressions between a pair of brackets are read."""

    end: Matcher
    following: Matcher
    missing: str
    unclosed: str


_ELEMENTS = _Listing(lexer.BRACKET_END, lexer.NEXT_ELEMENT, "Missing item separator", "Unterminated tuple constructor expression")
_ARGUMENTS = _Listing(lexer.PAREN_END, lexer.NEXT_ARGUMENT, "Missing argument separator", "Unterminated function call")


class _Parser:
    """One reading of one text.

    Methods take the match of what they begin with, and where they return a node, reading goes on at its end. `depth` is the number of nodes
    around the one to read.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.start = 1 if text.startswith("\ufeff") else 0
        self.deepest = 0
        """How deep the expression at hand goes so far; an operator pushes down the operand that was read before it."""

    # Bodies

    def file(self) -> tuple[Node, ...]:
        items: list[Node] = []
        self.items(self.start, items)
        return tuple(items)

    def items(self, at: int, items: list[Node]) -> None:
        """Add the items from here to the end of the text, or those before an error."""
        end = self.body(self.lexicon.item(self.text, at), at, items, 0)
        if end.lastgroup == "close":
            raise self.unexpected("Argument or block definition required", end.start("close"))

    def body(self, found: Match[str] | None, at: int, items: list[Node], depth: int) -> Match[str]:
        """Add the items up to a closing brace or the end of the text, and return which of both it is."""
        next_item = self.lexicon.next_item
        names = set()
        item: Node | None = None
        while found is not None:
            kind = found.lastgroup
            if kind == "attribute":
                item = self.attribute(found, depth)
                name = item[3]
                if name in names:
                    raise SyntaxProblem("Attribute redefined", item[1], item[5])
                names.add(name)
            elif kind == "block":
                item = self.block(found, depth)
            else:
                return found
            items.append(item)
            at = item[2]
            found = next_item(self.text, at)
        raise self.no_item(item, at)

    def attribute(self, found: Match[str], depth: int) -> Node:
        start, end = found.span("name")
        value = self.expression(found.end(), self.lexicon.line, depth + 1)
        return ("attr", start, value[2], found["name"], value, end)

    def block(self, found: Match[str], depth: int) -> Node:
        text, lexicon = self.text, self.lexicon
        start, header_end = found.span("name")
        self.reach(depth, start)
        labels = []
        ranges = []
        while (label := lexicon.label(text, header_end)) and label.lastgroup != "open":
            name, begin, header_end = self.label(label, depth)
            labels.append(name)
            ranges.append((begin, header_end))
        if label is None:
            raise self.unexpected("Invalid block definition", header_end, lexer.BLANK)
        at = label.end()
        items: list[Node] = []
        only = lexicon.only_item(text, at)
        if only is None:
            end = self.body(lexicon.next_item(text, at), at, items, depth + 1)
            if end.lastgroup == "end":
                raise SyntaxProblem("Unclosed configuration block", at - 1, end.end())
        elif only.lastgroup == "close":
            end = only
        else:
            items.append(self.attribute(only, depth + 1))
            closed = lexer.BLOCK_END(text, items[0][2])
            if closed is None:
                raise self.missing("Invalid single-argument block definition", items[0][2], "Unclosed configuration block", at - 1)
            end = closed
        return ("block", start, end.end(), found["name"], tuple(labels), tuple(items), header_end, tuple(ranges))

    def label(self, found: Match[str], depth: int) -> tuple[str, int, int]:
        """The text of a label, and its range."""
        if found.lastgroup == "bare":
            return found["bare"], *found.span("bare")
        if found.lastgroup == "quoted":
            return found["quoted"], found.start("quoted") - 1, found.end()
        start = found.end() - 1
        parts, end = self.parts(QUOTED, start, found.end(), depth)
        for part in parts:
            if part[0] != "lit":
                raise SyntaxProblem("Invalid string literal", part[1], part[2])
        return "".join(part[3] for part in parts), start, end

    # Expressions

    def only_expression(self) -> Node:
        node = self.expression(self.start, self.lexicon.flow, 0)
        if self.after(lexer.SKIP, node[2]) < len(self.text):
            raise self.unexpected("Extra characters after expression", node[2])
        return node

    def expression(self, at: int, layout: Layout, depth: int, strength: int = 0) -> Node:
        """The expression here, up to the first operator that is weaker than `strength`."""
        found = layout.operand(self.text, at)
        if found is None:
            message = "Missing expression" if self.after(lexer.SKIP, at) == len(self.text) else "Invalid expression"
            raise self.unexpected(message, at, layout.skip)
        kind = found.lastgroup
        node: Node | None
        if kind == "path":
            start, end = found.span("path")
            root, *names = found["path"].split(".")
            steps = [("a", name) for name in names]
            if root in _KEYWORDS:
                node = _extended(("lit", start, start + len(root), _KEYWORDS[root]), steps, end)
            else:
                node = ("trav", start, end, (root, *steps))
        elif kind == "string":
            node = _string(found)
        elif kind == "number":
            start, end = found.span("number")
            node = ("lit", start, end, lexer.number(found["number"], start))
        else:
            node = None
        if node is not None and self.text[node[2] : node[2] + 1] in layout.enders:
            return node
        outer = self.deepest
        self.deepest = 0
        self.reach(depth, at)
        if node is None:
            node = _COMPOUNDS[kind](self, found, layout, depth)
        node = self.continued(node, layout, depth, strength)
        self.deepest = max(self.deepest, outer)
        return node

    def continued(self, node: Node, layout: Layout, depth: int, strength: int) -> Node:
        """The node with the steps and operators that follow it."""
        while self.text[node[2] : node[2] + 1] not in layout.enders:
            found = layout.tail(self.text, node[2])
            if found is None:
                break
            kind = found.lastgroup
            left = self.deepest
            if kind == "operator":
                operator = found["operator"]
                if _STRENGTHS[operator] < strength:
                    break
                right = self.expression(found.end(), layout, depth + 1, _STRENGTHS[operator] + 1)
                node = ("bin", node[1], right[2], operator, node, right)
            elif kind == "question":
                if strength:
                    break
                yes = self.expression(found.end(), layout, depth + 1)
                colon = self.expect(layout.colon, yes[2], "Missing false expression in conditional", layout.skip)
                no = self.expression(colon.end(), layout, depth + 1)
                node = ("cond", node[1], no[2], node, yes, no)
            else:
                node = self.traversal(node, found, layout, depth)
            self.reach(left + 1, found.start())
        return node

    def traversal(self, node: Node, found: Match[str] | None, layout: Layout, depth: int) -> Node:
        """The node with the steps, indexes and splats of which the match is the first."""
        left = self.deepest
        steps: list[Node] = []
        end = node[2]
        while found is not None:
            kind = found.lastgroup
            if kind == "attribute" or kind == "position":
                steps.append(_step(found))
                end = found.end()
            elif kind == "index":
                key = self.expression(found.end(), self.lexicon.flow, depth + 1)
                close = self.expect(lexer.BRACKET_END, key[2], "Missing close bracket on index").end()
                literal = key[3][0] if key[0] == "tmpl" and len(key[3]) == 1 else key
                if literal[0] == "lit":
                    steps.append(("i", literal[3]))
                else:
                    node = ("index", node[1], close, _extended(node, steps, end), key)
                    steps = []
                    left += 2
                end = close
            elif kind == "splat" or kind == "each":
                each = self.each(found, layout, depth + 1)
                node = ("splat", node[1], each[2], _extended(node, steps, end), each)
                steps = []
                left += 2
                end = each[2]
            elif kind == "dot":
                raise self.unexpected("Invalid attribute name", found.end(), layout.skip)
            elif kind == "scope":
                raise self.unexpected("Missing open parenthesis", found.start("scope"))
            else:
                break
            self.reach(left + 1, end)
            found = layout.tail(self.text, end)
        return _extended(node, steps, end)

    def each(self, found: Match[str], layout: Layout, depth: int) -> Node:
        """What a splat takes of each element: with `[*]` all that follows, with `.*` only names and numbers."""
        self.reach(depth, found.start())
        if found.lastgroup == "splat":
            anonymous = ("anon", found.start("splat"), found.end())
            return self.traversal(anonymous, layout.tail(self.text, found.end()), layout, depth)
        anonymous = ("anon", found.start("dot"), found.end())
        steps: list[Node] = []
        start = end = found.end()
        while (step := layout.tail(self.text, end)) and step.lastgroup in ("attribute", "position"):
            if not steps:
                start = step.start("dot")
            steps.append(_step(step))
            end = step.end()
        if step and step.lastgroup == "each":
            raise SyntaxProblem("Nested splat expression not allowed", step.start("dot"), step.end())
        return ("rel", start, end, anonymous, tuple(steps)) if steps else anonymous

    def paren(self, found: Match[str], _: Layout, depth: int) -> Node:
        inner = self.expression(found.end(), self.lexicon.flow, depth + 1)
        end = self.expect(lexer.PAREN_END, inner[2], "Unbalanced parentheses").end()
        return ("paren", found.start("paren"), end, inner)

    def unary(self, found: Match[str], layout: Layout, depth: int) -> Node:
        operand = self.expression(found.end(), layout, depth + 1, _UNARY)
        return ("un", found.start("unary"), operand[2], "neg" if found["unary"] == "-" else "!", operand)

    def call(self, found: Match[str], _: Layout, depth: int) -> Node:
        start = found.start("call")
        name = found["call"]
        arguments, close = self.listed(_ARGUMENTS, start, found.end(), depth)
        return ("call", start, close.end(), lexer.GAPS.sub("", name) if ":" in name else name, arguments, close.lastgroup == "expand")

    def tuple_constructor(self, found: Match[str], _: Layout, depth: int) -> Node:
        start, at = found.start("tuple"), found.end()
        if keyword := self.lexicon.for_keyword(self.text, at):
            return self.comprehension(start, keyword.end(), "]", depth)
        elements, close = self.listed(_ELEMENTS, start, at, depth)
        return ("tuple", start, close.end(), elements)

    def listed(self, listing: _Listing, opener: int, at: int, depth: int) -> tuple[tuple[Node, ...], Match[str]]:
        """The expressions of a list, and what closes it."""
        text, flow = self.text, self.lexicon.flow
        nodes: list[Node] = []
        close = listing.end(text, at)
        while close is None:
            node = self.expression(at, flow, depth + 1)
            nodes.append(node)
            found = listing.following(text, node[2])
            if found is None:
                raise self.missing(listing.missing, node[2], listing.unclosed, opener)
            if found.lastgroup == "comma":
                at = found.end()
            else:
                close = found
        return tuple(nodes), close

    def object_constructor(self, found: Match[str], _: Layout, depth: int) -> Node:
        text, lexicon = self.text, self.lexicon
        start, at = found.start("object"), found.end()
        if keyword := lexicon.for_keyword(text, at):
            return self.comprehension(start, keyword.end(), "}", depth)
        pairs: list[Node] = []
        entry = lexicon.entry(text, at)
        while entry is not None:
            kind = entry.lastgroup
            if kind == "close":
                return ("object", start, entry.end(), tuple(pairs))
            if kind == "name":
                name = entry["name"]
                begin, end = entry.span("name")
                node: Node = ("lit", begin, end, _KEYWORDS[name]) if name in _KEYWORDS else ("trav", begin, end, (name,))
                key = ("key", begin, end, node, False)
            elif kind == "string":
                node = _string(entry)
                key = ("key", node[1], node[2], node, False)
            else:
                node = self.expression(entry.end(), lexicon.line, depth + 2)
                key = ("key", node[1], node[2], node, text[node[1]] == "(")
                entry = self.expect(lexer.SEPARATOR, node[2], "Missing key/value separator", lexer.BLANK)
            value = self.expression(entry.end(), lexicon.line, depth + 1)
            pairs.append((key, value))
            at = value[2]
            entry = lexicon.next_entry(text, at)
        raise self.missing("Missing attribute separator", at, "Unterminated object constructor expression", start)

    def comprehension(self, start: int, at: int, bracket: str, depth: int) -> Node:
        """A `for` expression, from behind the keyword."""
        text, lexicon, flow = self.text, self.lexicon, self.lexicon.flow
        message = "Invalid 'for' expression"
        names = self.expect(lexicon.for_names, at, message)
        collection = self.expression(names.end(), flow, depth + 1)
        colon = self.expect(flow.colon, collection[2], message)
        key = None
        value = self.expression(colon.end(), flow, depth + 1)
        if arrow := lexer.ARROW(text, value[2]):
            key, value = value, self.expression(arrow.end(), flow, depth + 1)
        condition = None
        close = self.expect(lexicon.for_rest, value[2], message)
        grouped = close["group"] is not None
        if close.lastgroup == "condition":
            condition = self.expression(close.end(), flow, depth + 1)
            close = self.expect(lexer.FOR_END, condition[2], message)
        is_tuple = bracket == "]"
        if close["close"] != bracket or is_tuple != (key is None) or (is_tuple and grouped):
            raise SyntaxProblem(message, start, close.end())
        return ("for", start, close.end(), *_for_names(names), collection, key, value, condition, grouped)

    # Templates

    def only_template(self) -> Node:
        parts, end = self.parts(BARE, self.start, self.start, 0)
        return _template(self.start, end, parts)

    def template(self, found: Match[str], _: Layout, depth: int) -> Node:
        start = found.start("template")
        parts, end = self.parts(QUOTED, start, found.end(), depth)
        return _template(start, end, parts)

    def heredoc(self, found: Match[str], _: Layout, depth: int) -> Node:
        marker = found.start("heredoc")
        flush = self.text[marker - 1] == "-"
        start = self.text.rindex("<<", 0, marker)
        parts, end = self.parts(HEREDOC, start, found.end(), depth, found["heredoc"])
        return _template(start, end, _flush(parts) if flush else parts)

    def parts(self, kind: TemplateText, opener: int, at: int, depth: int, marker: str = "") -> tuple[list[Node], int]:
        """The parts of a template, and its end: text by lines as "lit", interpolations and directives as (keyword, start, end, ...)."""
        text = self.text
        parts: list[Node] = []
        at_line_start = True
        strip = False
        while found := kind.piece(text, at):
            ended = found.lastgroup
            start, end = found.span("text")
            if ended == "line" and at_line_start and marker and found[0].strip(SPACES) == marker:
                return parts, end
            at_line_start = ended == "line"
            if ended in ("line", "rest"):
                end = found.end()
            if end > start:
                value = kind.decoded(text[start:end], start)
                parts.append(("lit", start, end, value.lstrip(SPACES) if strip else value))
                strip = False
            at = found.end()
            if ended in ("end", "rest"):
                return parts, at
            if ended == "line":
                continue
            if text[at - 1] == "~" and parts and parts[-1][0] == "lit":
                parts[-1] = (*parts[-1][:3], parts[-1][3].rstrip(SPACES))
            part = self.interpolation(end, at, depth) if ended == "interpolation" else self.directive(end, at, depth)
            depth += _NESTING.get(part[0], 0)
            parts.append(part)
            at = part[2]
            strip = text[at - 2] == "~"
        broken = lexer.LINE_BREAK.search(text, at)
        if broken is None:
            raise SyntaxProblem("Unterminated template string", opener, len(text))
        raise SyntaxProblem("Invalid multi-line string" if kind is QUOTED else "Invalid character", *broken.span())

    def interpolation(self, start: int, at: int, depth: int) -> Node:
        inner = self.expression(at, self.lexicon.flow, depth + 1)
        end = self.expect(lexer.SEQUENCE_END, inner[2], "Extra characters after interpolation expression").end()
        return ("interpolation", start, end, inner)

    def directive(self, start: int, at: int, depth: int) -> Node:
        self.reach(depth, start)
        word = self.expect(self.lexicon.directive, at, "Invalid template directive")
        name = word["word"]
        at = word.end()
        fields: Node = ()
        if name == "for":
            names = self.expect(self.lexicon.for_names, at, "Invalid 'for' directive")
            fields = _for_names(names)
            at = names.end()
        if name in ("if", "for"):
            inner = self.expression(at, self.lexicon.flow, depth + 1)
            fields = (*fields, inner)
            at = inner[2]
        elif name not in ("else", "endif", "endfor"):
            raise SyntaxProblem("Invalid template control keyword", *word.span("word"))
        end = self.expect(lexer.SEQUENCE_END, at, f"Extra characters in {name} marker").end()
        return (name, start, end, *fields)

    # Limits and errors

    def reach(self, depth: int, at: int) -> None:
        """Note that nodes go as deep as this."""
        if depth > MAX_DEPTH:
            raise lexer.TooDeep(f"blocks and expressions nest more than {MAX_DEPTH} deep", at, at + 1)
        self.deepest = max(self.deepest, depth)

    def after(self, skip: Matcher, at: int) -> int:
        """The offset behind what a pattern skips that matches anywhere."""
        found = skip(self.text, at)
        assert found is not None
        return found.end()

    def expect(self, pattern: Matcher, at: int, message: str, skip: Matcher = lexer.SKIP) -> Match[str]:
        """The match of a pattern, without which this is no Terraform."""
        found = pattern(self.text, at)
        if found is None:
            raise self.unexpected(message, at, skip)
        return found

    def unexpected(self, message: str, at: int, skip: Matcher = lexer.SKIP) -> SyntaxProblem:
        """The problem that something else was expected than stands here."""
        at = self.after(skip, at)
        if foreign := lexer.FOREIGN(self.text, at):
            if foreign.lastgroup == "comment":
                return SyntaxProblem("Unclosed comment", at, len(self.text))
            message = "Unsupported operator" if foreign.lastgroup == "operator" else "Invalid character"
            return SyntaxProblem(message, *foreign.span())
        return SyntaxProblem(message, at, min(at + 1, len(self.text)))

    def missing(self, message: str, at: int, unclosed: str, opener: int) -> SyntaxProblem:
        """The problem that something neither goes on nor ends."""
        if self.after(lexer.SKIP, at) == len(self.text):
            return SyntaxProblem(unclosed, opener, len(self.text))
        return self.unexpected(message, at)

    def no_item(self, previous: Node | None, at: int) -> SyntaxProblem:
        """The problem that no item follows the previous one."""
        at = self.after(lexer.BLANK, at)
        rest = self.text[at : at + 2]
        if previous is not None and rest[:1] not in "\r\n#" and rest != "//":
            if previous[0] == "block":
                return self.unexpected("Missing newline after block definition", at)
            return self.unexpected("Unexpected comma after argument" if rest[:1] == "," else "Missing newline after argument", at)
        at = self.after(lexer.SKIP, at)
        return self.unexpected("Invalid argument name" if self.text.startswith('"', at) else "Argument or block definition required", at)


_COMPOUNDS: Final[dict[str | None, Callable[[_Parser, Match[str], Layout, int], Node]]] = {
    "call": _Parser.call,
    "heredoc": _Parser.heredoc,
    "object": _Parser.object_constructor,
    "paren": _Parser.paren,
    "template": _Parser.template,
    "tuple": _Parser.tuple_constructor,
    "unary": _Parser.unary,
}
_NESTING: Final = {"if": 2, "for": 3, "endif": -2, "endfor": -3}  # how many nodes a directive puts around what it governs


def _string(found: Match[str]) -> Node:
    """A string without anything special."""
    start, end = found.span("string")
    if start == end:
        return ("tmpl", start - 1, end + 1, (("lit", end + 1, end + 1, ""),))
    return ("tmpl", start - 1, end + 1, (("lit", start, end, _normal(found["string"])),))


def _normal(text: str) -> str:
    return text if text.isascii() else normalize("NFC", text)


def _step(found: Match[str]) -> Node:
    """A step written with a dot."""
    if found.lastgroup == "attribute":
        return ("a", found["attribute"])
    if "." in found["position"]:
        raise SyntaxProblem("Invalid legacy index syntax", *found.span("position"))
    return ("i", lexer.number(found["position"], found.start("position")))


def _extended(node: Node, steps: Sequence[Node], end: int) -> Node:
    """The node with these steps, of which the last ends at `end`."""
    if not steps:
        return node
    if node[0] == "trav":
        return ("trav", node[1], end, (*node[3], *steps))
    return ("rel", node[1], end, node, tuple(steps))


def _for_names(found: Match[str]) -> tuple[str, str]:
    """The names for key and value, of which the first may be missing."""
    return (found["first"], found["second"]) if found["second"] else ("", found["first"])


def _template(start: int, end: int, parts: list[Node]) -> Node:
    if len(parts) == 1 and parts[0][0] == "interpolation":
        return ("wrap", start, end, parts[0][3])
    return ("tmpl", start, end, _governed(parts) or (("lit", end, end, ""),))


def _flush(parts: list[Node]) -> list[Node]:
    """The parts of a heredoc without the indentation that all its lines have; lines of nothing but space do not count and keep theirs."""
    indents: dict[int, int] = {}
    at_line_start = True
    for index, part in enumerate(parts):
        text = part[3] if part[0] == "lit" else "."
        unindented = text.lstrip(SPACES)
        if at_line_start and (unindented or not text.endswith("\n")):
            indents[index] = len(text) - len(unindented)
        at_line_start = text.endswith("\n")
    common = min(indents.values(), default=0)
    if not common:
        return parts
    return [("lit", part[1] + common, part[2], part[3][common:]) if index in indents else part for index, part in enumerate(parts)]


def _governed(parts: list[Node]) -> tuple[Node, ...]:
    """The parts of a template as nodes: adjacent texts as one, directives around what they govern."""
    nodes: list[Node] = []
    opened: list[tuple[Node, list[Node], list[Node] | None]] = []  # a directive, what is before it, what is before its `else`
    for kind, group in groupby(parts, itemgetter(0)):
        if kind == "lit":
            texts = list(group)
            nodes.append(("lit", texts[0][1], texts[-1][2], _normal("".join(text[3] for text in texts))))
            continue
        for part in group:
            if kind == "interpolation":
                nodes.append(part[3])
            elif kind in ("if", "for"):
                opened.append((part, nodes, None))
                nodes = []
            elif opened and kind == f"end{opened[-1][0][0]}":
                opener, outer, yes = opened.pop()
                outer.append(_closed(opener, part, yes, nodes))
                nodes = outer
            elif opened and kind == "else" and opened[-1][0][0] == "if" and opened[-1][2] is None:
                opened[-1] = (*opened[-1][:2], nodes)
                nodes = []
            else:
                raise SyntaxProblem(f"Unexpected {kind} directive", part[1], part[2])
    if opened:
        raise SyntaxProblem("Unexpected end of template", opened[-1][0][1], parts[-1][2])
    return tuple(nodes)


def _closed(opener: Node, closer: Node, yes: list[Node] | None, nodes: list[Node]) -> Node:
    """The node of a directive whose last branch are these nodes."""
    start, end = opener[1], closer[2]
    if opener[0] == "for":
        _, _, _, key_name, value_name, collection = opener
        return ("join", start, end, ("for", start, end, key_name, value_name, collection, None, _branch(nodes, opener[2]), None, False))
    if yes is None:
        yes, nodes = nodes, []
    return ("cond", start, end, opener[3], _branch(yes, opener[2]), _branch(nodes, closer[1]))


def _branch(nodes: list[Node], at: int) -> Node:
    nodes = nodes or [("lit", at, at, "")]
    return ("tmpl", nodes[0][1], nodes[-1][2], tuple(nodes))


def _moved(node: Any, offset: int) -> Any:
    """A node with another offset added to all of its own; whatever has a kind and two numbers is a node, the rest holds nodes or values."""
    if not isinstance(node, tuple):
        return node
    if len(node) >= 3 and isinstance(node[1], int):
        return (node[0], node[1] + offset, node[2] + offset, *map(_moved, node[3:], repeat(offset)))
    return tuple(map(_moved, node, repeat(offset)))
