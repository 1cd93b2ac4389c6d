"""Functions that encode, decode and hash."""

import base64
import binascii
import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import quote_plus, unquote_plus

from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.functions.signature import Plain, Structural, Unsure
from opexlint.languages.terraform.values import (
    BASE64,
    ENCODED,
    GZIP,
    JSON,
    MAX_DIGITS,
    STRUCTURED,
    Failure,
    Value,
    derived,
    from_data,
    inside,
    known,
    reason,
    settled,
    to_text,
    unknown,
)
from opexlint.model import GONE, LIST, SCALAR
from opexlint.source import Location

MAX_UNPACKED: Final = 1_000_000
"""The most bytes that a packed text may hold."""


# -- JSON --------------------------------------------------------------------------------------------------------------------------------


def _json_encode(arguments: list[Value], at: Location) -> Value:
    return (ENCODED, (arguments[0], JSON), at.start, at.end, at.path, ())


def _json_decode(arguments: list[Value], at: Location) -> Value:
    value = settled(arguments[0])
    if value[0] == ENCODED and value[1][1] in STRUCTURED:
        return inside(value, value[1][0])
    value = convert(value, "string")
    if value[0] != SCALAR:
        return unknown(reason(value), at)
    return derived(from_data(decoded_json(to_text(value)), at), arguments, at)


def decoded_json(content: str) -> Any:
    """The data a JSON text spells; raises `Failure` when it is none."""

    def integer(digits: str) -> int:
        if len(digits) > MAX_DIGITS:
            raise Unsure("the number is too large")
        return int(digits)

    def fraction(digits: str) -> Decimal:
        try:
            if len(digits) <= MAX_DIGITS:
                return Decimal(digits)
        except InvalidOperation:
            pass
        raise Unsure("the number is too large")

    def constant(name: str) -> Any:
        raise Failure(f"{name} is no JSON")

    try:
        return json.loads(content, parse_float=fraction, parse_int=integer, parse_constant=constant)
    except (ValueError, RecursionError) as error:
        raise Failure("it is no JSON") from error


# -- other encodings ---------------------------------------------------------------------------------------------------------------------


def _base64_encode(arguments: list[Value], at: Location) -> Value:
    value = convert(arguments[0], "string")
    if value[0] == GONE:
        raise Failure("base64encode() of null")
    return (ENCODED, (value, BASE64), at.start, at.end, at.path, ())


def _pack(arguments: list[Value], at: Location) -> Value:
    value = convert(arguments[0], "string")
    if value[0] == GONE:
        raise Failure("base64gzip() of null")
    return (ENCODED, (value, GZIP), at.start, at.end, at.path, ())


def _base64_decode(content: str) -> str:
    if not content.isascii() or "\n" in content or "\r" in content:
        raise Unsure("the Base64 has line ends")
    try:
        return base64.b64decode(content, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Failure("it is no Base64 of a string") from error


def _csv_decode(content: str) -> list[dict[str, str]]:
    import csv

    if '"' in content.replace('""', "") and re.search(r'[^,\n]"[^,\n"]|\r', content):
        raise Unsure("the CSV has quotes of its own")
    try:
        rows = [row for row in csv.reader(content.split("\n"), strict=True) if row]
    except csv.Error as error:
        raise Failure("it is no CSV") from error
    if not rows:
        raise Failure("the CSV has no header line")
    if len(set(rows[0])) != len(rows[0]) or any(len(row) != len(rows[0]) for row in rows):
        raise Failure("the lines of the CSV differ in length")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _unpack(content: str) -> str:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(base64.b64decode(content, validate=True), MAX_UNPACKED)
        if unpacker.unconsumed_tail:
            raise Unsure("the text is too long")
        return found.decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise Failure("it is no packed string") from error


_CHARACTER_SETS: Final = {"utf-8": "utf-8", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "us-ascii": "ascii", "iso-8859-1": "latin-1"}
"""The names of encodings that Terraform knows for certain, and Python's."""


def _character_set(name: str) -> str:
    if name.lower() not in _CHARACTER_SETS:
        raise Unsure(f"{name[:30]} is an encoding of Terraform's own")
    return _CHARACTER_SETS[name.lower()]


def _text_encode(content: str, name: str) -> str:
    try:
        return base64.b64encode(content.encode(_character_set(name))).decode("ascii")
    except UnicodeEncodeError as error:
        raise Failure(f"the text can't be written in {name}") from error


def _text_decode(content: str, name: str) -> str:
    character_set = _character_set(name)
    try:
        return base64.b64decode(content, validate=True).decode(character_set)
    except binascii.Error as error:
        raise Failure("it is no Base64") from error
    except UnicodeDecodeError as error:
        raise Unsure("the text is not valid in its encoding") from error


def _url_decode(content: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", content):
        raise Failure("it is no encoded URL")
    return unquote_plus(content, errors="strict")


_UUID_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _uuid(namespace: str, name: str) -> str:
    try:
        return str(uuid.uuid5(_UUID_NAMESPACES.get(namespace) or uuid.UUID(namespace), name))
    except ValueError as error:
        raise Failure(f'"{namespace[:60]}" is no UUID') from error


def digests(content: bytes) -> dict[str, Callable[[], str]]:
    """The hashes Terraform knows, by the end of the functions' names (`filesha256`, `base64sha256`)."""
    return {
        "md5": lambda: hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "sha1": lambda: hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "sha256": lambda: hashlib.sha256(content).hexdigest(),
        "sha512": lambda: hashlib.sha512(content).hexdigest(),
        "base64sha256": lambda: base64.b64encode(hashlib.sha256(content).digest()).decode("ascii"),
        "base64sha512": lambda: base64.b64encode(hashlib.sha512(content).digest()).decode("ascii"),
        "base64": lambda: base64.b64encode(content).decode("ascii"),
    }


def _digest(name: str) -> Plain:
    return Plain(lambda content: digests(content.encode("utf-8"))[name](), ("string",))


PLAIN: Final = {
    "base64decode": Plain(_base64_decode, ("string",)),
    "base64gunzip": Plain(_unpack, ("string",)),
    "base64sha256": _digest("base64sha256"),
    "base64sha512": _digest("base64sha512"),
    "csvdecode": Plain(_csv_decode, ("string",), None, LIST),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
    "textdecodebase64": Plain(_text_decode, ("string", "string")),
    "textencodebase64": Plain(_text_encode, ("string", "string")),
    "urldecode": Plain(_url_decode, ("string",)),
    "urlencode": Plain(quote_plus, ("string",)),
    "uuidv5": Plain(_uuid, ("string", "string")),
}


def _is_sensitive(arguments: list[Value], at: Location) -> Value:
    value = arguments[0]
    if value[5] or value[0] not in (SCALAR, GONE):
        return unknown("what is sensitive is not followed", at)
    return known(False, at)


STRUCTURAL: Final = {
    "issensitive": Structural(_is_sensitive, 1, 1),
    "base64encode": Structural(_base64_encode, 1, 1),
    "base64gzip": Structural(_pack, 1, 1),
    "jsondecode": Structural(_json_decode, 1, 1),
    "jsonencode": Structural(_json_encode, 1, 1),
}
