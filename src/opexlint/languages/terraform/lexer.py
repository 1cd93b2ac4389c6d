"""The words of Terraform's language: patterns for its tokens, the values of its literals, its comments.

There is no list of tokens. The parser asks what stands at an offset, and every pattern here answers one such question at once: it skips
what does not count there, and the name of its last group says what it found. Whether newlines count is a matter of two `Layout`s.

Hostile files must not take more than linear time, so every loop is possessive or atomic. A loop over a group is written `(?>(?:...)*)`
and holds no captures: Python 3.11.0 to 3.11.4 match `(?:...)*+`, and captures in such loops, wrongly.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import groupby
from typing import Final

Matcher = Callable[[str, int], re.Match[str] | None]

SPACES: Final = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What is space inside templates: the white space of Unicode, without the control characters that `str.strip` takes too."""

_COMMENT = r"(?:#|//)[^\n]*+"
_BLOCK_COMMENT = r"/\*(?s:.*?)\*/"
_BLANK = rf"(?>(?:[ \t]++|{_BLOCK_COMMENT})*)"
_SKIP = rf"(?>(?:[ \t\n]++|\r\n|{_COMMENT}|{_BLOCK_COMMENT})*)"
_NEWLINE = rf"(?:{_COMMENT})?\r?\n"
_NUMBER = r"[0-9]++(?>(?:\.*+(?:[0-9]++|[eE][-+]?[0-9]++))*)"
_PLAIN = r'[^"\\$%\r\n]*+'  # what a string holds if there is nothing special in it, as in nearly all
_EQUALS = r"=(?![=>])"
_COLON = r":(?!:)"


class SyntaxProblem(Exception):  # noqa: N818 - it says what is wrong with a file; nothing of ours failed
    """What makes a text no Terraform, and where; the range of something left open reaches to where its end was missed."""

    limit = False
    """Whether it is no error of the author's but a bound of ours."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message, start, end)
        self.message: Final = message
        self.start: Final = start
        self.end: Final = end

    def __str__(self) -> str:
        return self.message


class TooDeep(SyntaxProblem):
    """More nesting than a tree may have."""

    limit = True


def _matcher(pattern: str) -> Matcher:
    return re.compile(pattern).match


class Layout:
    """The patterns inside expressions, where newlines end them (`skip` passes over none) or are space (it passes over all)."""

    def __init__(self, name: str, skip: str, enders: str) -> None:
        self.enders: Final = enders
        """If one of these, or the end of the text, follows an operand at once, nothing more belongs to it."""
        self.skip: Final = _matcher(skip)
        self.colon: Final = _matcher(skip + _COLON)
        self.operand: Final = _matcher(
            rf"{skip}(?:"
            rf"(?P<call>{name}(?>(?:{skip}::{skip}{name})*)){skip}\("
            rf"|(?P<path>{name}(?>(?:\.{name})*))"
            rf'|"(?P<string>{_PLAIN})"'
            rf"|(?P<number>{_NUMBER})"
            r'|(?P<template>")|(?P<object>\{)|(?P<tuple>\[)|(?P<paren>\()|(?P<unary>-|!(?!=))'
            rf"|<<-?+(?P<heredoc>{name})\r?\n)"
        )
        self.tail: Final = _matcher(
            rf"{skip}(?:"
            rf"(?P<dot>\.(?!\.\.))(?:{skip}(?:(?P<attribute>{name})|(?P<position>{_NUMBER})|(?P<each>\*)))?"
            rf"|(?P<splat>\[{skip}\*{skip}\])|(?P<index>\[)"
            r"|(?P<operator>==|!=|[<>]=?+|&&|\|\||[-+*%]|/(?![/*]))"
            r"|(?P<question>\?)|(?P<scope>::))"
        )


class Lexicon:
    """All patterns that depend on what a name is, given the characters it may begin with and may have."""

    def __init__(self, start: str, more: str) -> None:
        name = rf"[{start}][{more}]*+"
        end = rf"(?![{more}])"
        self.line: Final = Layout(name, _BLANK, ",\r\n)]}")
        self.flow: Final = Layout(name, _SKIP, ",)]}")

        named = rf"(?P<name>{name}){_BLANK}"
        assigned = rf"(?P<attribute>{_EQUALS})"
        item = rf'{_SKIP}(?:{named}(?:{assigned}|(?P<block>)(?=["{{{start}]))|(?P<close>\}})|(?P<end>\Z))'
        self.item: Final = _matcher(item)
        self.next_item: Final = _matcher(rf"{_BLANK}(?:{_NEWLINE}|(?:{_COMMENT})?\Z){item}")
        self.only_item: Final = _matcher(rf"{_BLANK}(?:{named}{assigned}|(?P<close>\}}))")
        self.label: Final = _matcher(rf'{_BLANK}(?:"(?P<quoted>{_PLAIN})"|(?P<bare>{name})|(?P<open>\{{)|(?P<template>"))')

        key = rf'(?:(?P<name>{name})|"(?P<string>{_PLAIN})"){_BLANK}(?:{_EQUALS}|{_COLON})'
        entry = rf"{_SKIP}(?:{key}|(?P<close>\}})|(?P<expression>)(?!\Z))"
        self.entry: Final = _matcher(entry)
        self.next_entry: Final = _matcher(rf"{_BLANK}(?:,|{_NEWLINE}|(?=\}})){entry}")

        self.for_keyword: Final = _matcher(rf"{_SKIP}for{end}")
        self.for_names: Final = _matcher(rf"{_SKIP}(?P<first>{name})(?:{_SKIP},{_SKIP}(?P<second>{name}))?{_SKIP}in{end}")
        self.for_rest: Final = _matcher(rf"{_SKIP}(?:(?P<group>\.\.\.){_SKIP})?(?:(?P<condition>if{end})|(?P<close>[\]}}]))")
        self.directive: Final = _matcher(rf"{_SKIP}(?P<word>{name})")


LEXICON: Final = Lexicon(r"A-Za-z_", r"A-Za-z0-9_\-")
"""The patterns for names in ASCII; they refuse texts with others but never misread them."""


@cache
def unicode_lexicon() -> Lexicon:
    """The patterns for all names, made on demand because it takes a while.

    Letters are what this Python knows as such; HashiCorp's parser does not know those that came after Unicode 9.
    """
    letters = [*map(chr, range(0x80, 0x32000)), *map(chr, range(0xE0100, 0xE01F0))]  # nothing else may be in a name
    start = _ranges(letter for letter in letters if letter.isidentifier())
    more = _ranges(letter for letter in letters if f"a{letter}".isidentifier())
    return Lexicon(rf"A-Za-z_{start}", rf"A-Za-z0-9_\-{more}")


def _ranges(letters: Iterable[str]) -> str:
    """These letters, which are in order, as the inside of a character class."""
    runs = [[ord(letter) for _, letter in run] for _, run in groupby(enumerate(letters), lambda pair: ord(pair[1]) - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


SKIP: Final = _matcher(_SKIP)
BLANK: Final = _matcher(_BLANK)
SEPARATOR: Final = _matcher(rf"{_BLANK}(?:{_EQUALS}|{_COLON})")
ARROW: Final = _matcher(rf"{_SKIP}=>")
NEXT_ELEMENT: Final = _matcher(rf"{_SKIP}(?:(?P<comma>,)(?:{_SKIP}(?P<closed>\]))?|(?P<close>\]))")
NEXT_ARGUMENT: Final = _matcher(rf"{_SKIP}(?:(?P<comma>,)(?:{_SKIP}(?P<closed>\)))?|(?P<expand>\.\.\.){_SKIP}\)|(?P<close>\)))")
PAREN_END: Final = _matcher(rf"{_SKIP}\)")
BRACKET_END: Final = _matcher(rf"{_SKIP}\]")
BLOCK_END: Final = _matcher(rf"{_BLANK}\}}")
FOR_END: Final = _matcher(rf"{_SKIP}(?P<close>[\]}}])")
SEQUENCE_END: Final = _matcher(rf"{_SKIP}~?+\}}")
FOREIGN: Final = _matcher(
    r"""(?P<comment>/\*)|(?P<operator>&(?!&)|\|(?!\|)|\^|~(?!\}))|(?P<character>[^\w \t\r\n()\[\]{}.,:=+*/%<>!?&|~"#-]|\r(?!\n))"""
)
"""What can't stand anywhere outside of strings; a comment only if it never ends."""
GAPS: Final = re.compile(_SKIP)
LINE_BREAK: Final = re.compile(r"[\r\n]")
HEADER: Final = re.compile(r'^[^\W\d][\w-]*+(?>(?:[ \t]++(?:"[^"\n]*+"|[^\W\d][\w-]*+))*)[ \t]*+\{', re.MULTILINE)
"""How a block begins that stands in the first column."""


class TemplateText:
    """How the text between the sequences of a template is read."""

    def __init__(self, characters: str, end: str, escape: str = "") -> None:
        verbatim = r"\$(?:\$\{|(?!\{))|%(?:%\{|(?!\{))"  # a sign that opens no sequence: doubled, or without a brace
        sequence = r"(?P<interpolation>\$\{~?+)|(?P<directive>%\{~?+)"
        self.piece: Final = _matcher(rf"(?P<text>(?>(?:{characters}|{verbatim})*))(?:{sequence}|{end})")
        """Text to the end of its line at most, and what ends it."""
        self._special: Final = re.compile(rf"\$\$\{{|%%\{{{escape}")

    def decoded(self, text: str, start: int) -> str:
        """What a piece of text stands for that begins at the offset `start`."""

        def plain(found: re.Match[str]) -> str:
            if not found[0].startswith("\\"):
                return found[0][1:]
            if found["letter"]:
                return _ESCAPED[found["letter"]]
            code = int(found["code"] or found["long_code"] or "-1", 16)
            if 0 <= code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF:
                return chr(code)
            raise SyntaxProblem("Invalid escape sequence", start + found.start(), start + found.end())

        return self._special.sub(plain, text)


_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_HEX = "[0-9a-fA-F]"
QUOTED: Final = TemplateText(
    r'[^"\\$%\r\n]++|\\[^\r\n]',
    r'(?P<end>")',
    rf'|\\(?:(?P<letter>[nrt"\\])|u(?P<code>{_HEX}{{4}})|U(?P<long_code>{_HEX}{{8}})|.)',
)
HEREDOC: Final = TemplateText(r"[^$%\r\n]++", r"(?P<line>\r?\n)")
BARE: Final = TemplateText(r"[^$%\r\n]++", r"(?P<line>\r?\n)|(?P<end>\Z)|(?P<rest>\r(?s:.*+))")
"""Whole texts. A carriage return on its own makes HashiCorp's parser take the rest as it is."""


_MAX_DIGITS: Final = 150
"""Terraform computes with 512 bits, so longer whole numbers are not exact there, and their conversion takes Python quadratic time."""
_MAX_EXPONENT: Final = 2**31


def number(digits: str, start: int) -> int | Decimal:
    """The exact value of a number that is written at the offset `start`: an int if it is whole and not huge."""
    if digits.isdigit() and len(digits) <= _MAX_DIGITS:
        return int(digits)
    problem = SyntaxProblem("Invalid number literal", start, start + len(digits))
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise problem from None
    if abs(value.adjusted()) >= _MAX_EXPONENT:
        raise problem
    return int(value) if value.adjusted() < _MAX_DIGITS and value == value.to_integral_value() else value


_CODE: Final = re.compile(
    rf'(?P<comment>{_COMMENT}|/\*(?s:.*?)(?:\*/|\Z))|(?P<template>")|<<-?+(?P<heredoc>[^\W\d][\w-]*+)\r?\n|(?P<open>\{{)|(?P<close>\}})'
)


def comments(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of all comments, without the newlines that end them; the text need not be valid."""
    template = ""  # the quote or the marker of the template whose text is at hand
    outer: list[str] = []  # what the code at hand is inside of: templates, and "" for braces
    at_line_start = False
    at = 0
    while True:
        found = (QUOTED if template == '"' else HEREDOC).piece(text, at) if template else _CODE.search(text, at)
        if found is None:
            broken = LINE_BREAK.search(text, at)
            if not template or broken is None:
                return
            template, at = "", broken.end()
            continue
        at = found.end()
        match found.lastgroup:
            case "comment":
                yield found.span()
            case "template":
                template = '"'
            case "heredoc":
                template, at_line_start = found["heredoc"], True
            case "open":
                outer.append("")
            case "close":
                template, at_line_start = outer.pop() if outer else "", False
            case "interpolation" | "directive":
                outer.append(template)
                template = ""
            case "end":
                template = ""
            case _:
                if at_line_start and found[0].strip(SPACES) == template:
                    template = ""
                at_line_start = True
