"""What the interpreter knows of a value that a program computes."""

import re

import pytest

from .inline import call, shown

_WAY = re.compile(r"~\w+ [\w.]+(\['n'\])?")


def value(program: str) -> str:
    """What a program passes to `boto3.client("x").use(it=...)` at its end, shown."""
    text = f"import boto3\nimport os\n{program}\nboto3.client('x').use(it=it)\n"
    node = next(child for key, _, _, child in call(text, "boto3.x.use").arguments[1][0] if key == "it")
    return _WAY.sub("", shown(node))


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("it = 1 + 2 * 3", "7"),
        ("it = -2 ** 2", "-4"),
        ("it = 'a' + 'b' * 3", "'abbb'"),
        ("it = 'shop-%s-%d' % ('a', 7)", "'shop-a-7'"),
        ("it = '{}-{name}'.format(1, name='b')", "'1-b'"),
        ("x = 3\nit = f'{x:02d}-{x!r}'", "'03-3'"),
        ("it = 'Shop'.lower().replace('s', 'c')", "'chop'"),
        ("it = [1, *(2, 3)][-1]", "3"),
        ("it = {'a': 1, **{'b': 2}}['b']", "2"),
        ("it = 'abc'[1:]", "'bc'"),
        ("it = [x * 2 for x in range(4) if x % 2]", "[2, 6]"),
        ("it = {k: v for k, v in zip('ab', (1, 2))}", "{a: 1, b: 2}"),
        ("it = sorted({'b', 'a'})", "['a', 'b']"),
        ("it = ', '.join(str(x) for x in (1, 2))", "'1, 2'"),
        ("it = [n for n, _ in enumerate('ab', start=1)]", "[1, 2]"),
        ("import json\nit = json.loads('{\"a\": [1, null]}')", "{a: [1, None]}"),
        ("import json\nit = json.dumps({'a': 1})", "'{\"a\": 1}'"),
        ("it = os.path.join('a', 'b', '..', 'c')", "'a/b/../c'"),
        ("it = 1 if 'a' in 'cat' else 2", "1"),
        ("it = (1 < 2 < 3) and not False", "True"),
        ("it = None or 'x'", "'x'"),
        ("a, (b, *c) = 1, (2, 3, 4)\nit = a + b", "3"),
        ("it = (lambda a, b=2: a + b)(1)", "3"),
        ("it = list(map(lambda x: x + 1, [1, 2]))", "[2, 3]"),
        ("it = getattr('Ab', 'upper')()", "'AB'"),
        ("it = isinstance('a', str)", "True"),
        ("it = max(1, 5) - min([2, 3])", "3"),
        ("it = bool([])", "False"),
    ],
)
def test_pure_python_is_computed(program: str, expected: str) -> None:
    assert value(program) == expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("it = []\nfor x in (1, 2):\n    it.append(x)", "[1, 2]"),
        ("it = {}\nit['a'] = 1\nit.update(b=2)", "{a: 1, b: 2}"),
        ("it = 0\nwhile it < 5:\n    it += 2", "6"),
        ("for it in range(10):\n    if it == 3:\n        break", "3"),
        ("it = 1\ndef change():\n    global it\n    it = 2\nchange()", "2"),
        ("def outer():\n    x = 1\n    def inner():\n        nonlocal x\n        x += 1\n    inner()\n    return x\nit = outer()", "2"),
        ("def f(*a, k=1, **kw):\n    return [a, k, kw]\nit = f(1, 2, k=3, z=4)", "[[1, 2], 3, {z: 4}]"),
        ("def g():\n    yield 1\n    yield from (2, 3)\nit = list(g())", "[1, 2, 3]"),
        ("def f(n):\n    if n == 0:\n        return 0\n    return n\nit = f(0)", "0"),
        ("try:\n    it = 1\nexcept ValueError:\n    it = 2", "1"),
        ("match 'b':\n    case 'a' | 'c':\n        it = 1\n    case 'b':\n        it = 2\n    case _:\n        it = 3", "2"),
        ("with open('x') as f:\n    it = 1", "1"),
        ("(it := 4)", "4"),
    ],
)
def test_statements_are_followed(program: str, expected: str) -> None:
    assert value(program) == expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("class A:\n    x = 1\n    def __init__(self, y=2):\n        self.y = y\nit = A(5).y + A.x", "6"),
        ("class A:\n    def f(self):\n        return 1\nclass B(A):\n    def f(self):\n        return super().f() + 1\nit = B().f()", "2"),
        ("class A:\n    @property\n    def p(self):\n        return 7\nit = A().p", "7"),
        (
            "class A:\n    @staticmethod\n    def s(x):\n        return x\n    @classmethod\n    def c(cls):\n        return cls.s(3)\nit = A.c()",
            "3",
        ),
        ("from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\n    y: int = 2\nit = A(1).x + A(1).y", "3"),
        ("from typing import NamedTuple\nclass A(NamedTuple):\n    x: int\nit = A(x=4).x", "4"),
        ("from enum import Enum\nclass S(Enum):\n    DEV = 'd'\n    PROD = 'p'\nit = S('p').name + S.DEV.value", "'PRODd'"),
        ("from enum import Enum\nclass S(Enum):\n    DEV = 'd'\n    PROD = 'p'\nit = S.DEV == S.PROD", "False"),
        ("class A:\n    def m(self):\n        return self\nclass B:\n    x = 1\nit = A().m().m().__class__ if False else B.x", "1"),
    ],
)
def test_classes_are_followed(program: str, expected: str) -> None:
    assert value(program) == expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("it = os.environ['X']", "?the environment variable X is not known"),
        ("it = os.environ.get('X', 'dev')", "'dev'"),
        ("it = os.getenv('X') or 'dev'", "'dev'"),
        ("it = 'a-' + os.environ['X'] + '-b'", "'a-'+?the environment variable X is not known+'-b'"),
        ("it = f\"{os.environ['X']}/x\".upper()", "?the environment variable X is not known+'/X'"),
        ("it = 'prod' if os.environ['X'] == 'p' else 'dev'", "X: p='prod' | another value='dev'"),
        ("x = os.environ.get('X', 'd')\nit = {'p': 3}.get(x, 1)", "?X decides"),
        ("it = 1\nif os.environ.get('X', 'dev') == 'prod':\n    it = 3", "X: dev=1 | prod=3"),
        ("it = 1\nif os.environ.get('X', 'dev') in ('prod', 'live'):\n    it = 3", "X: dev=1 | live=3 | prod=3"),
        ("it = [1]\nif os.environ['X']:\n    it.append(2)", "[1, X: not set=nothing | set=2]"),
        ("it = {}\nif os.environ['X'] == 'a':\n    it['k'] = 2", "{k: X: a=2 | another value=nothing}"),
        ("it = unheard_of(1)", "?unheard_of is not set"),
        ("it = [x for x in unheard_of]", "[...]"),
        ("from project_of_others import f\nit = f(1)", "?f() is known only when it runs"),
        ("def f(a):\n    if os.environ['X'] == 'p':\n        return 1\n    return 2\nit = f(0)", "X: p=1 | another value=2"),
        ("import sys\nit = sys.argv[1]", "?sys.argv is known only when it runs"),
    ],
)
def test_what_is_not_known_says_why(program: str, expected: str) -> None:
    assert value(program) == expected


def test_conditions_on_one_switch_exclude_each_other() -> None:
    program = "stage = os.environ['S']\nit = []\nif stage == 'a':\n    it = 1\nelif stage == 'b':\n    it = 2\nelse:\n    it = 3"
    assert value(program) == "S: a=1 | b=2 | another value=3"


def test_a_branch_that_leaves_puts_the_rest_under_the_other_condition() -> None:
    program = """
def size():
    if os.environ.get('S', 'dev') == 'prod':
        return 3
    return 1
it = size()"""
    assert value(program) == "S: dev=1 | prod=3"


def test_a_branch_that_raises_adds_no_condition() -> None:
    assert value("it = os.environ.get('S')\nif not it:\n    raise SystemExit(1)\nit = 5") == "5"


def test_the_way_of_a_value_is_kept() -> None:
    program = """
import boto3
DAYS = 7
def use(days):
    boto3.client("x").use(it=days, other=DAYS, own=3)
use(DAYS)
"""
    node = call(program, "boto3.x.use").arguments
    ways = {key: shown(child) for key, _, _, child in node[1][0]}
    assert ways == {"it": "7~argument days~variable DAYS", "other": "7~variable DAYS", "own": "3"}
    days = next(child for key, _, _, child in node[1][0] if key == "it")
    assert program[days[2] : days[3]] == "days"
    assert program[days[5][-1][3] : days[5][-1][4]] == "7"


def test_places_are_code_points() -> None:
    program = 'import boto3\nname = "späßchen 🚀"\nboto3.client("x").use(it="ü", that=name)\n'
    node = call(program, "boto3.x.use").arguments
    places = {key: program[child[2] : child[3]] for key, _, _, child in node[1][0]}
    assert places == {"it": '"ü"', "that": "name"}


def test_modules_of_the_project_are_followed_and_no_others() -> None:
    from .inline import read

    files = {
        "ops/deploy.py": "import boto3\nfrom settings import SIZE, nested\nfrom . import sibling\n"
        "boto3.client('x').use(a=SIZE, b=nested.deep.X, c=sibling.Y)\n",
        "ops/settings/__init__.py": "from .sizes import *\nfrom . import nested\n",
        "ops/settings/sizes.py": "SIZE = 4\n",
        "ops/settings/nested/deep.py": "X = 5\n",
        "ops/sibling.py": "import deploy\nY = 6\n",
    }
    found = next(one for one in read(files).calls if one.name == "boto3.x.use")
    assert {key: _WAY.sub("", shown(child)) for key, _, _, child in found.arguments[1][0]} == {"a": "4", "b": "5", "c": "6"}


def test_files_that_a_program_opens_are_read_from_the_project() -> None:
    from .inline import read

    files = {
        "ops/deploy.py": "import boto3, json, yaml, os\nfrom pathlib import Path\n"
        "here = os.path.dirname(os.path.abspath(__file__))\n"
        "with open(os.path.join(here, 'a.json')) as f:\n    a = json.load(f)\n"
        "b = yaml.safe_load(open('b.yaml'))\n"
        "boto3.client('x').use(a=a['n'], b=b['n'], c=open('missing.txt').read())\n",
        "ops/a.json": '{"n": 1}',
        "ops/b.yaml": "n: 2\n",
    }
    found = next(one for one in read(files).calls if one.name == "boto3.x.use")
    assert {key: shown(child) for key, _, _, child in found.arguments[1][0]} == {
        "a": "1~variable a['n']",
        "b": "2~variable b['n']",
        "c": "?missing.txt is not in the project",
    }


# -- classes of modules that are imported --------------------------------------------------------------------------------------------------


def _imported(body: str, use: str) -> list[str]:
    """The calls of a script that imports a class from a module of its own, by name and first argument."""
    from .inline import read

    files = {
        "lib.py": "import boto3\nREGION = 'eu-west-1'\n" + body,
        "deploy.py": f"import boto3\nfrom lib import *\nboto3.client('s3').list_buckets()\n{use}\n",
    }
    parsed = read(files)
    return sorted(f"{one.name}({', '.join(shown(node) for _, _, _, node in one.arguments[1][0])})" for one in parsed.calls)


def test_a_class_body_is_walked_when_it_is_asked_for() -> None:
    body = "class Shop:\n    name = 'shop'\n    kinds = ['a']\n    def deploy(self, x=3):\n        boto3.client('ecs').update(it=x)\n"
    assert _imported(body, "pass") == ["boto3.client('s3')", "boto3.s3.list_buckets()"]
    assert "boto3.ecs.update(3)" in [_WAY.sub("", one) for one in _imported(body, "Shop().deploy()")]
    assert "boto3.x.use('shop')" in [_WAY.sub("", one) for one in _imported(body, "boto3.client('x').use(it=Shop.name)")]
    inherited = body + "class Big(Shop):\n    size = 2\n"
    assert "boto3.ecs.update(2)" in [_WAY.sub("", one) for one in _imported(inherited, "Big().deploy(Big.size)")]


def test_a_class_body_that_calls_something_is_walked_at_once() -> None:
    body = "class Shop:\n    client = boto3.client('ecs')\n    client.delete_service(service='a')\n"
    assert "boto3.ecs.delete_service('a')" in _imported(body, "pass")


def test_a_class_body_that_is_asked_for_under_a_condition_is_there_afterwards() -> None:
    body = "class Shop:\n    name = 'shop'\n"
    use = "import os\nif os.environ.get('A') == 'b':\n    x = Shop.name\nboto3.client('x').use(it=Shop.name)"
    assert "boto3.x.use('shop')" in [_WAY.sub("", one) for one in _imported(body, use)]
