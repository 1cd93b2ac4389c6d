"""Functions of strings."""

import posixpath
import re
import unicodedata
from decimal import Decimal
from typing import Final

from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.functions import patterns
from opexlint.languages.terraform.functions.formatting import format_list, format_text
from opexlint.languages.terraform.functions.signature import ANY_NUMBER, STRINGS, Plain, Structural, Unsure
from opexlint.languages.terraform.values import (
    ENCODED,
    ITEMS,
    MAX_STRING,
    Failure,
    Value,
    derived,
    inside,
    keys_of,
    known,
    maybe,
    reason,
    sequence_items,
    settled,
    spelled_out,
    text,
    to_text,
    unknown,
)
from opexlint.model import GONE, LIST, REFERENCE, SCALAR, TEXT
from opexlint.source import Location

Number = int | Decimal

_SPACE: Final = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def characters(subject: str) -> list[str]:
    """The characters as a reader sees them, which is what Terraform counts; raises `Unsure` where that takes Unicode's rules."""
    if subject.isascii() and "\r\n" not in subject:
        return list(subject)
    for one in subject:
        if ord(one) > 0x2FF and (
            unicodedata.category(one) in ("Mn", "Mc", "Me", "Cf", "Sk") or ord(one) >= 0x1F000 or 0x1100 <= ord(one) < 0x1200
        ):
            raise Unsure("what a character is takes Unicode's rules")
    return re.findall(r"\r\n|.", subject, re.DOTALL)


def _substr(subject: str, offset: Number, length: Number) -> str:
    found = characters(subject)
    first, count = int(offset), int(length)
    if first != offset or count != length:
        raise Failure("a whole number is needed")
    if first < 0:
        first += len(found)
        if first < 0:
            raise Unsure("the offset is before the start")
    return "".join(found[first:] if count < 0 else found[first : first + count])


def _title(subject: str) -> str:
    def separates(one: str) -> bool:
        if one.isascii():
            return not (one.isalnum() or one == "_")
        return one.isspace() if not one.isalpha() else False

    return "".join(
        one.upper() if index == 0 or separates(subject[index - 1]) else one for index, one in enumerate(subject) if _one_letter(one)
    )


def _one_letter(one: str) -> bool:
    if len(one.upper()) != 1 or len(one.lower()) != 1:
        raise Unsure("its case takes Unicode's rules")
    return True


def _upper(subject: str) -> str:
    return "".join(one.upper() for one in subject if _one_letter(one)) if not subject.isascii() else subject.upper()


def _lower(subject: str) -> str:
    return "".join(one.lower() for one in subject if _one_letter(one)) if not subject.isascii() else subject.lower()


def _replace(subject: str, part: str, replacement: str) -> str:
    if len(part) > 1 and part[0] == part[-1] == "/":
        return _limited(patterns.replaced(subject, part[1:-1], replacement))
    if len(subject) + subject.count(part) * len(replacement) > MAX_STRING:
        raise Unsure("the string is too long")
    return subject.replace(part, replacement)


def _limited(result: str) -> str:
    if len(result) > MAX_STRING:
        raise Unsure("the string is too long")
    return result


def _indent(spaces: Number, subject: str) -> str:
    if len(subject) + subject.count("\n") * max(int(spaces), 0) > MAX_STRING:
        raise Unsure("the string is too long")
    return subject.replace("\n", "\n" + " " * int(spaces))


def _split(separator: str, subject: str) -> list[str]:
    return subject.split(separator) if separator else list(subject)


def _chomp(subject: str) -> str:
    return subject.rstrip("\r\n")


def _folder(path: str) -> str:
    if path.startswith("//"):
        raise Unsure("the path begins with two slashes")
    return posixpath.normpath(path.rpartition("/")[0] or ("/" if path.startswith("/") else "."))


def _last(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


PLAIN: Final = {
    "basename": Plain(_last, ("string",)),
    "dirname": Plain(_folder, ("string",)),
    "chomp": Plain(_chomp, ("string",)),
    "endswith": Plain(str.endswith, ("string", "string")),
    "indent": Plain(_indent, ("number", "string")),
    "regex": Plain(patterns.first, ("string", "string")),
    "regexall": Plain(patterns.every, ("string", "string"), None, LIST),
    "replace": Plain(_replace, ("string", "string", "string")),
    "split": Plain(_split, ("string", "string"), None, LIST),
    "strcontains": Plain(lambda subject, part: part in subject, ("string", "string")),
    "strrev": Plain(lambda subject: "".join(reversed(characters(subject))), ("string",)),
    "substr": Plain(_substr, ("string", "number", "number")),
    "title": Plain(_title, ("string",)),
    "trim": Plain(lambda subject, signs: subject.strip(signs) if signs else subject, ("string", "string")),
    "trimprefix": Plain(str.removeprefix, ("string", "string")),
    "trimspace": Plain(lambda subject: subject.strip(_SPACE), ("string",)),
    "trimsuffix": Plain(str.removesuffix, ("string", "string")),
}


# -- strings known in part ---------------------------------------------------------------------------------------------------------------


def as_string(value: Value) -> Value:
    """The value as a string, for being part of another; raises `Failure` for what can't be one."""
    if isinstance(value[1], str) and value[0] == SCALAR:
        return value
    if value[0] == GONE:
        raise Failure("null is no string")
    if value[0] == REFERENCE and value[1][2] is None:
        return value
    return convert(value, "string")


def _cased(change: "type[str] | object") -> Structural:
    def apply(arguments: list[Value], at: Location) -> Value:
        value = settled(as_string(arguments[0]))
        if value[0] == SCALAR:
            return derived(known(change(to_text(value)), at), arguments, at)  # type: ignore[operator]
        if value[0] != TEXT:
            return unknown(reason(value), at)
        parts = (inside(value, part) for part in value[1])
        return text(
            (
                (*known(change(to_text(part)), at)[:2], *part[2:]) if part[0] == SCALAR else unknown("its case is changed", at)  # type: ignore[operator]
                for part in parts
            ),
            at,
        )

    return Structural(apply, 1, 1)


def _startswith(arguments: list[Value], at: Location) -> Value:
    subject, prefix = (settled(as_string(argument)) for argument in arguments)
    if prefix[0] != SCALAR:
        return unknown("the prefix is not known", at)
    wanted = to_text(prefix)
    subject = spelled_out(subject, at) if subject[0] == ENCODED else subject
    if subject[0] == SCALAR:
        return derived(known(to_text(subject).startswith(wanted), at), arguments, at)
    if subject[0] == TEXT and subject[1][0][0] == SCALAR:
        start = to_text(subject[1][0])
        if start.startswith(wanted):
            return known(True, at)
        if not wanted.startswith(start):
            return known(False, at)
    return unknown("the string is not known", at)


def _join(arguments: list[Value], at: Location) -> Value:
    separator = settled(as_string(arguments[0]))
    parts: list[Value] = []
    length = 0
    for argument in arguments[1:]:
        argument = settled(convert(argument, STRINGS))
        if argument[0] not in ITEMS:
            return unknown(reason(argument), at)
        if argument[1][1]:
            return _only_one(argument, separator, at) if len(arguments) == 2 else unknown(argument[1][1], at)
        for item in sequence_items(argument):
            if item[0] == GONE:
                raise Failure("join() of null")
            if parts:
                parts.append(separator)
            piece = item if item[0] in (REFERENCE, ENCODED) else settled(item)
            parts.append(piece)
            length += len(piece[1]) if isinstance(piece[1], str) else 1
            if length + len(parts) > MAX_STRING:
                return unknown("the string is too long", at)
    return parts[0] if len(parts) == 1 and parts[0][0] == REFERENCE else text(parts, at)


def _only_one(listed: Value, separator: Value, at: Location) -> Value:
    """What `join("", aws_sqs_queue.q[*].arn)` gives, by which older code takes the one instance that there may be."""
    (found, more), nothing = listed[1], (SCALAR, "", at.start, at.end, at.path, ())
    if len(found) != 1 or not keys_of(found[0]) or separator[1] != "":
        return unknown(more, at)
    return maybe(more, [found[0], nothing], at, keys_of(found[0]))


STRUCTURAL: Final = {
    "format": Structural(format_text, 1, ANY_NUMBER),
    "formatlist": Structural(format_list, 1, ANY_NUMBER),
    "join": Structural(_join, 2, ANY_NUMBER),
    "lower": _cased(_lower),
    "startswith": Structural(_startswith, 2, 2),
    "upper": _cased(_upper),
}
