"""Shell scripts and command lines: which programs they start, with which words.

The words are nodes with their places: what the script expands (`$X`, `$(...)`) is unknown, what the project's language interpolates keeps
its node. Understood is what POSIX shells and bash share: quotes, separators, redirections, here-documents, compound commands, functions.
Nothing is ever run.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from opexlint.embedded.passage import HOLE, Passage, Run, joined
from opexlint.model import LIST, REFERENCE, SCALAR, UNKNOWN, Node, scalar, sequence, unknown
from opexlint.patterns import regex
from opexlint.source import Location

MAX_NESTING: Final = 12
"""How deep substitutions (`$(...)`) and scripts in words (`bash -c`) are followed."""

LOOP: Final = "loop"
UNUSED: Final = "unused"
HANDLER: Final = "handler"


class Command(NamedTuple):
    """A program that a script starts.

    `argv` is a list node of its words without redirections; `context` holds `loop` (inside one), `unused` (its failure is thrown away:
    `|| true`) and `handler` (runs when the one before failed: `a || b`). What only starts another program (`sudo`, `env`, `timeout`) is
    left out of `argv`.
    """

    argv: Node
    at: Location
    context: tuple[str, ...]


def commands(script: Passage) -> list[Command]:
    """The programs that a script starts, in the order of their first words.

    A script for another interpreter (by its first line) starts none that could be told.
    """
    first = _FIRST_LINE.match(script.text)
    if first is not None and not _SHELL_LINE.search(first[0]):
        return []
    return _Scanner(script, 0).run()


def started(argv: Node, context: tuple[str, ...] = ()) -> list[Command]:
    """The programs that an argument list starts: its own, or what `sudo`, `env`, `bash -c` ... in front of it start."""
    if argv[0] != LIST or not argv[1][0]:
        return []
    items, more = argv[1]
    return _started(tuple(_Word.of(item) for item in items), more, Location(argv[4], argv[2], argv[3]), context, 0)


_FIRST_LINE = regex(r"\s*(?:#!|#cloud-config|<powershell>|<script>|Content-Type:|MIME-Version:)[^\n]*")
_SHELL_LINE = regex(r"#!.*\b(?:ba|da|z|k|a)?sh\b")

_WORD = regex(r"[^\s\\'\"$`;&|<>()\ue000]+")
_PLAIN_WORD = regex(  # no redirection begins with it, and nothing in it has to be understood
    r"""[ \t]*+([^\s\\'"$`;&|<>()#\ue000][^\s\\'"$`;&|<>()\ue000]*|"[^"\\$`\ue000]+"|'[^']+')(?=[ \t\n])"""
)
_BLANK = regex(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_BEFORE_COMMAND = regex(r"(?:[ \t\r\f\v\n]++|\\\r?\n|#[^\n]*+)++")
_COMMENT = regex(r"#[^\n]*")
_OPERATOR = regex(r";;&|;;|;&|&&|\|\||\|&|&(?!>)|[;|()\n]")
_REDIRECTION = regex(r"(?:\d+|\{\w+\})?(?:<<<|<<-?|<>|<&|>&|>>|>\||<|>)|&>>?")
_PROCESS = regex(r"[<>]\(")
_DOUBLE_PLAIN = regex(r'[^"\\$`\ue000]+')
_VARIABLE = regex(r"\$(?:\w+|[@*-])")
_NUMBER = regex(r"\$[#?$!]")
_ASSIGNMENT = regex(r"\w+(?:\[[^\]\s]*\])?\+?=")
_BRACE = regex(r"[{}]")
_BETWEEN_CASES = regex(r"\s+|#[^\n]*")
_IGNORED = regex(r"[ \t]*(?:true|:|/bin/true|exit[ \t]+0)(?=[\s;)&|]|$)")
_QUOTED_ESCAPES = '$`"\\\n'

_SKIPPED = frozenset({"{", "}", "!", "if", "then", "elif", "else", "fi", "time", "coproc"})
_LOOPS = frozenset({"for", "select", "while", "until"})
_IGNORES = frozenset({"true", ":", "/bin/true"})

# options of programs that start another one, as far as they take a word of their own
_WRAPPERS: Final = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group"}),
    "env": frozenset({"-u", "--unset", "-C", "--chdir"}),
    "nohup": frozenset[str](),
    "exec": frozenset({"-a"}),
    "command": frozenset[str](),
    "builtin": frozenset[str](),
    "nice": frozenset({"-n", "--adjustment"}),
    "ionice": frozenset({"-c", "-n"}),
    "timeout": frozenset({"-k", "-s", "--kill-after", "--signal"}),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "xargs": frozenset({"-I", "-n", "-P", "-L", "-d", "-E", "-s", "-a"}),
    "doas": frozenset({"-u", "-C"}),
    "setsid": frozenset[str](),
    "time": frozenset({"-f", "-o"}),
}
_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash"})
_ACTS_AS = frozenset({"su", "runuser"})


class _Word(NamedTuple):
    """A word: what it is made of, where it stands, its node, and why it can become several words ("" when it can't).

    `known` is the word as text, None when a part of it is not known.
    """

    parts: tuple[Run | Node, ...]
    at: Location
    node: Node
    splits: str
    known: str | None

    @property
    def beginning(self) -> str:
        """The known text that the word begins with."""
        return self.parts[0].text if self.parts and isinstance(self.parts[0], Run) else ""

    @classmethod
    def of(cls, node: Node) -> "_Word":
        passage = Passage.of(node)
        parts: tuple[Run | Node, ...] = (node,) if passage is None else tuple(passage.parts(0, len(passage.text)))
        return cls(parts, Location(node[4], node[2], node[3]), node, "", _known(node))


def _known(node: Node) -> str | None:
    return node[1] if node[0] == SCALAR and isinstance(node[1], str) else None


class _Scanner:
    """Reads one script from `index` on; a substitution is read by the same scanner one level deeper."""

    def __init__(self, passage: Passage, nesting: int) -> None:
        self.passage = passage
        self.text = passage.text
        self.index = 0
        self.nesting = nesting
        self.found: list[Command] = []
        self.loops = 0
        self.documents: list[tuple[str, bool]] = []

    def run(self) -> list[Command]:
        self.script(closing="")
        self.found.sort(key=lambda command: (command.at.path, command.at.start))
        return self.found

    # -- commands -------------------------------------------------------------------------------------------------------------------

    def script(self, closing: str) -> None:
        """Commands up to the closing sign (consumed) or the end."""
        words: list[_Word] = []
        cases = 0
        handler = False
        depth = 0
        while self.index < len(self.text):
            word = self.plain_word()
            if word is None and self.skip_blank(bool(words)):
                continue
            operator = _OPERATOR.match(self.text, self.index) if word is None else None
            if operator is None:
                if word := word or (None if self.redirection() else self.word()):
                    words.append(word)
                    words, cases = self.opened(words, cases)
                continue
            sign = operator[0]
            if sign == "(" and self.text.startswith("((", self.index) and not words:
                self.skip_past("))")
                continue
            self.index = operator.end()
            if sign == ")" and not depth and closing == ")":
                self.ended(words, handler, "")
                return
            if sign == "(":
                words = [] if len(words) == 1 else words  # the head of a function, or a subshell
                depth += 1
                continue
            depth -= sign == ")" and depth > 0
            self.ended(words, handler, sign)
            handler = sign == "||"
            words = []
            if sign == "\n":
                self.skip_documents()
            if cases and sign.startswith(";;"):
                self.skip_pattern()
        self.ended(words, handler, "")

    def opened(self, words: list[_Word], cases: int) -> tuple[list[_Word], int]:
        """What a reserved word at the place of a command begins or ends: the words still to be run, and the open `case`s."""
        first = words[0].known
        last = words[-1].known
        if len(words) == 1:
            if first in _SKIPPED or _ASSIGNMENT.match(words[0].beginning):
                return [], cases
            if first == "do":
                self.loops += 1
                return [], cases
            if first == "done":
                self.loops = max(0, self.loops - 1)
                return [], cases
            if first == "esac":
                return [], max(0, cases - 1)
            if first in ("while", "until"):
                return [], cases
            if first == "[[":
                self.skip_past("]]")
                return [], cases
        elif first == "case" and last == "in" and len(words) == 3:
            self.skip_pattern()
            return [], cases + 1
        elif first == "function" and len(words) == 2:
            return [], cases
        return words, cases

    def ended(self, words: list[_Word], handler: bool, sign: str) -> None:
        """A simple command is whole."""
        if not words or words[0].known in ("for", "select", "case"):
            return
        unused = sign == "||" and self.ignored_next()
        context = (*((LOOP,) if self.loops else ()), *((UNUSED,) if unused else ()), *((HANDLER,) if handler else ()))
        at = _around(words)
        if handler and words[0].known in _IGNORES:
            return
        more = next((word.splits for word in words if word.splits), "")
        self.found.extend(_started(tuple(words), more, at, context, self.nesting))

    def ignored_next(self) -> bool:
        """Whether what follows `||` is `true`."""
        return _IGNORED.match(self.text, self.index) is not None

    # -- words ----------------------------------------------------------------------------------------------------------------------

    def plain_word(self) -> _Word | None:
        """The word at the index or behind blanks if it is plain, in quotes or not, as most are; None for any other and for what is none."""
        found = _PLAIN_WORD.match(self.text, self.index)
        run = self.passage.run(*found.span(1)) if found is not None else None
        if found is None or run is None:
            return None
        self.index = found.end()
        part = run if run.text[0] not in "'\"" else Run(run.text[1:-1], Location(run.at.path, run.at.start + 1, run.at.end - 1))
        return _Word((part,), run.at, scalar(part.text, run.at), "", part.text)

    def word(self) -> _Word:
        """The word at the index."""
        start = self.index
        parts: list[Run | Node] = []
        splits = ""
        while self.index < len(self.text):
            sign = self.text[self.index]
            if plain := _WORD.match(self.text, self.index):
                parts.extend(self.passage.parts(self.index, plain.end()))
                self.index = plain.end()
            elif sign == "'":
                end = self.text.find("'", self.index + 1)
                end = len(self.text) if end < 0 else end
                parts.extend(self.passage.parts(self.index + 1, end))
                self.index = min(end + 1, len(self.text))
            elif sign == '"':
                self.index += 1
                splits = self.double_quoted(parts) or splits
            elif sign == "\\":
                if not self.text.startswith(("\n", "\r\n"), self.index + 1):
                    parts.extend(self.passage.parts(self.index + 1, self.index + 2))
                    self.index += 2
                else:
                    self.index = self.text.index("\n", self.index) + 1
            elif sign in "$`":
                splits = self.expansion(parts) or splits
            elif sign == HOLE:
                part = self.hole()
                parts.append(part)
                splits = splits or _splits(part)
            elif _PROCESS.match(self.text, self.index) and not parts:
                self.index += 1
                self.parenthesised(parts, self.index - 1)
            elif sign == "(" and _ASSIGNMENT.fullmatch(self.text, start, self.index):
                self.skip_past(")")  # an array
            else:
                break
        self.index = max(self.index, start + 1)  # a sign that begins nothing is a word of its own
        self.index = min(self.index, len(self.text))
        if len(parts) == 1 and isinstance(parts[0], Run) and len(parts[0].text) == self.index - start:
            return _Word(tuple(parts), parts[0].at, scalar(*parts[0]), "", parts[0].text)
        at = self.passage.at(start, self.index)
        node = joined(parts, at)
        return _Word(tuple(parts), at, node, splits if len(parts) == 1 else "", _known(node))

    def hole(self) -> Run | Node:
        """What the hole at the index stands for (the character itself where it is none)."""
        (part,) = self.passage.parts(self.index, self.index + 1)
        self.index += 1
        return part

    def double_quoted(self, parts: list[Run | Node]) -> str:
        """The rest of a double-quoted string; answers why it can become several words (`"$@"`)."""
        splits = ""
        opening = self.index
        while self.index < len(self.text) and self.text[self.index] != '"':
            sign = self.text[self.index]
            if plain := _DOUBLE_PLAIN.match(self.text, self.index):
                parts.extend(self.passage.parts(self.index, plain.end()))
                self.index = plain.end()
            elif sign == "\\":
                escaped = self.text[self.index + 1 : self.index + 2]
                if escaped != "\n":
                    parts.extend(self.passage.parts(self.index + (escaped in _QUOTED_ESCAPES), self.index + 2))
                self.index += 2
            elif sign in "$`":
                if self.text.startswith(("$@", "${@}"), self.index):
                    splits = "$@ may hold any number of words"
                self.expansion(parts)
            else:
                parts.append(self.hole())
        if self.index == opening:
            parts.append(Run("", self.passage.at(opening, opening)))
        self.index = min(self.index + 1, len(self.text))
        return splits

    def expansion(self, parts: list[Run | Node]) -> str:
        """What `$` or a backtick begins; answers why it can become several words where it stands without quotes."""
        start = self.index
        if self.text[start] == "`":
            self.skip_past("`")
        elif self.text.startswith("$((", start):
            self.skip_past("))")
        elif self.text.startswith("$(", start):
            self.index += 1
            self.parenthesised(parts, start)
            return _SPLITS
        elif self.text.startswith("${", start):
            self.skip_braces()
        elif self.text.startswith("$'", start):
            self.index += 1
            return ""
        elif found := _NUMBER.match(self.text, start):
            self.index = found.end()
            self.unknown(parts, start)
            return ""
        elif found := _VARIABLE.match(self.text, start):
            self.index = found.end()
        else:
            parts.extend(self.passage.parts(start, start + 1))
            self.index += 1
            return ""
        self.unknown(parts, start)
        return _SPLITS

    def parenthesised(self, parts: list[Run | Node], start: int) -> None:
        """A substitution `$(...)`, `<(...)`: the commands in it are started, what they print is unknown. The index is at the `(`."""
        self.index += 1
        if self.nesting >= MAX_NESTING:
            self.index = len(self.text)
        else:
            loops, self.loops = self.loops, self.loops
            documents, self.documents = self.documents, []
            self.nesting += 1
            self.script(closing=")")
            self.nesting -= 1
            self.loops, self.documents = loops, documents
        self.unknown(parts, start)

    def unknown(self, parts: list[Run | Node], start: int) -> None:
        spelled = " ".join(self.text[start : self.index].replace(HOLE, "...").split())
        short = spelled if len(spelled) <= _MAX_SPELLED else f"{spelled[: _MAX_SPELLED - 4]}...{spelled[-1]}"
        parts.append(unknown(f"{short} is known only when the script runs", self.passage.at(start, self.index)))

    # -- what is passed over ----------------------------------------------------------------------------------------------------------

    def skip_blank(self, inside: bool) -> bool:
        """Passes over blanks and comments, and over empty lines in front of a command; `inside` says whether one has begun."""
        found = (_BLANK if inside or self.documents else _BEFORE_COMMAND).match(self.text, self.index)
        if found is None and self.text[self.index] == "#" and (not inside or self.index == 0 or self.text[self.index - 1].isspace()):
            found = _COMMENT.match(self.text, self.index)
        if found is None:
            return False
        self.index = found.end()
        return True

    def redirection(self) -> bool:
        """Passes over a redirection and its target; remembers a here-document."""
        found = _REDIRECTION.match(self.text, self.index)
        if found is None or _PROCESS.match(self.text, self.index):
            return False
        self.index = found.end()
        blank = _BLANK.match(self.text, self.index)
        self.index = blank.end() if blank else self.index
        if self.index < len(self.text) and _OPERATOR.match(self.text, self.index) is None:
            target = self.word()
            if found[0].lstrip("0123456789") in ("<<", "<<-"):
                self.documents.append((target.known or "", found[0].endswith("-")))
        return True

    def skip_documents(self) -> None:
        """Passes over the here-documents that the line before began."""
        for delimiter, tabs in self.documents:
            while self.index < len(self.text):
                end = self.text.find("\n", self.index)
                end = len(self.text) if end < 0 else end
                line = self.text[self.index : end].rstrip("\r")
                self.index = min(end + 1, len(self.text))
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
        self.documents.clear()

    def skip_past(self, sign: str) -> None:
        end = self.text.find(sign, self.index + 1)
        self.index = len(self.text) if end < 0 else end + len(sign)

    def skip_pattern(self) -> None:
        """Passes over the pattern of a `case` up to its `)`; stays in front of `esac`."""
        while found := _BETWEEN_CASES.match(self.text, self.index):
            self.index = found.end()
        if not self.text.startswith("esac", self.index):
            self.skip_past(")")

    def skip_braces(self) -> None:
        """Passes over `${...}`, braces nested."""
        depth = 0
        for found in _BRACE.finditer(self.text, self.index):
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if not depth:
                self.index = found.end()
                return
        self.index = len(self.text)


_SPLITS: Final = "an expansion without quotes may hold any number of words"
_MAX_SPELLED: Final = 40
"""The longest expansion that a reason quotes."""


def _splits(part: Run | Node) -> str:
    """Why an interpolated value that stands alone may become several words; an attribute of a resource never holds blanks."""
    if isinstance(part, Run) or part[0] == REFERENCE:
        return ""
    return str(part[1]) if part[0] == UNKNOWN else _SPLITS


def _around(words: Iterable[_Word]) -> Location:
    places = [word.at for word in words]
    first, last = places[0], places[-1]
    return Location(first.path, first.start, last.end) if last.path == first.path and last.end >= first.start else first


def _program(word: _Word) -> str:
    return (word.known or "").rpartition("/")[2]


def _started(words: tuple[_Word, ...], more: str, at: Location, context: tuple[str, ...], nesting: int) -> list[Command]:
    """What a command of these words starts."""
    words = _unwrapped(words)
    if not words:
        return []
    inner = _inner_script(words)
    if inner is not None and nesting < MAX_NESTING:
        found = _Scanner(Passage(inner.parts), nesting + 1).run()
        if found:
            return [Command(argv, place, (*context, *(fact for fact in facts if fact not in context))) for argv, place, facts in found]
    return [Command(sequence(tuple(word.node for word in words), _around(words), more), at, context)]


def _unwrapped(words: tuple[_Word, ...]) -> tuple[_Word, ...]:
    """The words from the program on that is started in the end."""
    for _ in range(MAX_NESTING):
        options = _WRAPPERS.get(_program(words[0])) if words else None
        if options is None:
            break
        rest = _after_options(words[1:], options)
        if _program(words[0]) == "timeout":
            rest = rest[1:]
        if not rest:
            break
        words = rest
    return words


def _after_options(words: tuple[_Word, ...], with_word: frozenset[str]) -> tuple[_Word, ...]:
    index = 0
    while index < len(words):
        spelled = words[index].known or ""
        if spelled == "--":
            return words[index + 1 :]
        if spelled.startswith("-"):
            index += 2 if spelled in with_word else 1
        elif _ASSIGNMENT.match(words[index].beginning):
            index += 1
        else:
            break
    return words[index:]


def _inner_script(words: tuple[_Word, ...]) -> _Word | None:
    """The word that is itself a script: of `bash -c`, `su - user -c` and `eval`."""
    program = _program(words[0])
    if program == "eval" and len(words) == 2:
        return words[1]
    if program in _SHELLS or program in _ACTS_AS:
        for flag, script in pairwise(words[1:]):
            spelled = flag.known or ""
            if spelled == "--command" or (spelled.startswith("-") and not spelled.startswith("--") and spelled.endswith("c")):
                return script
            if program in _SHELLS and not spelled.startswith("-"):
                return None
    return None
