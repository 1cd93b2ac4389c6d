"""Programs that mean harm, or nothing: every one ends in a model of bounded size."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opexlint.languages import Job, python
from opexlint.languages.python import machine
from opexlint.languages.python.cdk import synthesis
from opexlint.model import Parsed, encode
from opexlint.source import File, Sources

MAX_BYTES = 1_000_000

_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12))


def read(text: str) -> Parsed:
    files = {"app.py": File("app.py", text), "bomb.yaml": File("bomb.yaml", _BOMB)}
    parsed = python.read(Job("python", "app.py", ("app.py",)), Sources(list(files), files.get))
    assert len(encode(parsed)) < MAX_BYTES
    return parsed


@pytest.mark.parametrize(
    "program",
    [
        'x = "a" * 10**9',
        "x = 10 ** 10 ** 10",
        "x = 1 << 10**12",
        'x = "ab"\nfor i in range(300):\n    x = x + x',
        "x = [1]\nfor i in range(300):\n    x = x + x",
        "x = 1\nfor i in range(300):\n    x = [x, x]",
        'x = 1\nfor i in range(300):\n    x = {"a": x, "b": x}',
        'x = "ab"\nfor i in range(300):\n    x = f"{x}{x}"',
        'x = "ab" * 1000\nfor i in range(300):\n    x = x.join([x, x, x, x])',
        'x = "a" * 100000\nfor i in range(30):\n    x = x.replace("a", x)',
        'x = ["{:1000000000}".format(1), "%1000000000d" % 1, f"{1:1000000000}", "a".ljust(10**10), "\\t".expandtabs(10**10)]',
        'x = {i: "x" * 200000 for i in range(300)}',
        "x = list(range(10**12))",
        "x, *y = range(10**9)",
        "x = range(10**30)",
        "x = [1]\n" + "x = [*x, *x]\n" * 60,
        "x = [1]\n" + "x += x\n" * 60,
        "x = [1]\n" + "x.extend(x)\n" * 60,
        "x = [[[c for c in range(300)] for b in range(300)] for a in range(300)]",
        'import json\nx = [json.loads("[" * 100000 + "]" * 100000), json.dumps({}, indent=10**9)]',
        'x = int("9" * 100000)',
        "x = [1 / 0, 1 % 0, 0 ** -1, 1e308 * 10, round(1.5, 10**9)]",
        "x = []\nx.append(x)\nfor y in x:\n    x.append(y)",
        'x = {}\nx["x"] = x',
        'import yaml\nx = yaml.safe_load(open("bomb.yaml"))',
        'import os\nx = "a"\nfor i in range(300):\n    x = os.path.join(x, x)',
        'import os\nx = os.environ["A"]\nfor i in range(300):\n    x = x + x + "-"',
        'import os\nx = 1\nfor i in range(300):\n    x = x + (1 if os.environ[f"A{i}"] else 2)',
        'import os\nx = []\n' + "".join(f'if os.environ["V{i}"] == "a":\n    x.append({i})\n' for i in range(100)),
        'import os\nx = os.environ["X"]\n' + "".join(f'{"el" if i else ""}if x == "{i}":\n    y = {i}\n' for i in range(400)),
        "f(*[1] * 10**9, **{str(i): i for i in range(10**9)})",
        "class A: pass\nclass B(A): pass\nA = B\nclass A(A, B): pass\nx = A().x",
        "class A:\n    @property\n    def x(self):\n        return self.x\nx = A().x",
        "import app\nfrom app import *\nx = app.app.app",
        "x = [" + "1," * 200_000 + "]",
    ],
)  # fmt: skip
def test_bombs(program: str) -> None:
    read(f"{program}\nprint(x)\n")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("def f(x):\n    return f(x + 1)\nf(0)", "too deeply to be followed"),
        ("def f():\n    g()\ndef g():\n    f()\nf()", "too deeply to be followed"),
        ("x = 0\nwhile x < 10**9:\n    x += 1", "300 rounds"),
        ("for x in range(10**12):\n    pass\nfor x in [0] * 1000:\n    pass", "300 rounds"),
        ("x = " + "[" * 150 + "]" * 150, "nested too deeply"),
    ],
)
def test_bounds_are_told(program: str, message: str) -> None:
    assert any(one.rule == "limit-reached" and message in one.message for one in read(program).problems)


def test_work_is_bounded_and_what_was_found_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MAX_WORK", 2_000)
    parsed = read(
        "import boto3\nboto3.client('x').use()\nfor a in range(300):\n    for b in range(300):\n        print(a)\nprint('never')\n"
    )
    assert "boto3.x.use" in [one.name for one in parsed.calls]
    assert [one.rule for one in parsed.problems] == ["limit-reached"]


@pytest.mark.parametrize(
    "program",
    [
        "def (",
        "x = " + "(" * 500 + ")" * 500,
        "x = '\0'",
        "x = '\ud800'",
        "\x0c if",
        "x = 1\r  y",
    ],
)
def test_what_does_not_parse_is_a_syntax_error(program: str) -> None:
    (problem,) = read(program).problems
    assert problem.rule == "syntax-error"
    assert 0 <= problem.at.start <= problem.at.end <= len(program)


@pytest.mark.parametrize("program", ["x = " + "-" * 5000 + "1", "x = a" + ".b()" * 3000])
def test_what_python_itself_gives_up_on_is_a_limit(program: str) -> None:
    assert [one.rule for one in read(program).problems] == ["limit-reached"]


def test_a_number_too_long_for_python_is_told_without_advice_to_programmers() -> None:
    (problem,) = read("x = " + "9" * 100_000).problems
    assert "sys." not in problem.message


def test_a_file_that_is_too_large_is_skipped() -> None:
    assert [one.rule for one in read("x = 1\n" * 200_000).problems] == ["file-skipped"]


_WORDS = st.sampled_from(
    [
        *("import", "from", "class", "def", "if", "else:", "for", "while", "try:", "except", "with", "return", "yield", "lambda", "in", "not"),
        *("x", "self", "App()", "stack", "sqs.Queue(", "Stack(app, 'S')", "print(x)", "super().__init__(", "**x", "*x", "f'{x}'", "[x for x in y]"),
        *("=", "+", "==", "(", ")", "[", "]", "{", "}", ":", ",", ".", "@", "1", "'a'", "None", "\n", "\n    ", "\n        "),
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_WORDS, max_size=60).map(" ".join))
def test_word_salad(text: str) -> None:
    read("from aws_cdk import App, Stack, aws_sqs as sqs\napp = App()\nstack = Stack(app, 'T')\n" + text)


_NAMES = st.sampled_from(["x", "y", "queue", "names"])
_EXPRESSIONS = st.recursive(
    st.one_of(
        st.integers(-5, 5).map(str),
        st.text(string.ascii_letters, max_size=3).map(repr),
        st.sampled_from(
            ["x", "y", "None", "os.environ['A']", "os.environ.get('B', 'b')", "queue.queue_arn", "app.node.try_get_context('c')"]
        ),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "==", "in", "or", "and", "%", "if x else"]), inner).map(" ".join).map("({})".format),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(inner, inner).map(lambda pair: f"{{{pair[0]}: {pair[1]}}}"),
        inner.map("f'a{{{}!s}}'".format),
        st.tuples(inner, inner).map("{0[0]}[{0[1]}]".format),
        st.tuples(_NAMES, inner).map("[{0[0]} for {0[0]} in {0[1]}]".format),
        inner.map("sqs.Queue(stack, 'Q', fifo={}).queue_arn".format),
        inner.map("use({})".format),
    ),
    max_leaves=8,
)


@st.composite
def _programs(draw: st.DrawFn) -> str:
    lines = ["import os", "from aws_cdk import App, Stack, aws_sqs as sqs", "app = App()", "stack = Stack(app, 'S')"]
    lines += ["queue = sqs.Queue(stack, 'X')", "x = 1", "y = [x]", "def use(z, *a, **k):", "    return [z, a, k]"]
    for _ in range(draw(st.integers(1, 6))):
        name, value = draw(_NAMES), draw(_EXPRESSIONS)
        kind = draw(st.sampled_from(["{n} = {v}", "if {v}:\n    {n} = {v}", "for {n} in {v}:\n    y.append({n})", "use({n}, k={v})"]))
        lines.append(kind.format(n=name, v=value))
    return "\n".join(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_programs())
def test_any_program_has_a_model(text: str) -> None:
    try:
        compile(text, "app.py", "exec")
    except SyntaxError:  # nested quotes in an f-string
        return
    parsed = read(text)
    assert all(one.rule == "limit-reached" for one in parsed.problems)
    for record in parsed.resources:
        assert text[record.header.start : record.header.end] == "sqs.Queue"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "".join("- " * n + "x\n" for n in range(1, 3)) + "- " * 20_000 + "x",
        "a0: &a0 {k: 1}\n" + "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
    ],
)
def test_yaml_that_a_program_reads_is_bounded(text: str) -> None:
    files = {
        "app.py": File("app.py", 'import boto3, yaml\nx = yaml.safe_load(open("x.yaml"))\nboto3.client("s3")\n'),
        "x.yaml": File("x.yaml", text),
    }
    assert python.read(Job("python", "app.py", ("app.py",)), Sources(list(files), files.get)).calls
    program = {"Pulumi.yaml": File("Pulumi.yaml", "name: a\nruntime: python\n"), "Pulumi.dev.yaml": File("Pulumi.dev.yaml", text)}
    program["__main__.py"] = File("__main__.py", "import pulumi, pulumi_aws as aws\naws.sqs.Queue('q', name=pulumi.Config().get('n'))\n")
    assert python.read(Job("python", "Pulumi.yaml", ("__main__.py",)), Sources(list(program), program.get)).resources


def test_warnings_about_the_program_s_syntax_are_nobody_s_business(recwarn: pytest.WarningsRecorder) -> None:
    read('x = 1if y else 2\nz = "\\d"\nassert (x, "always")\n')
    assert not recwarn.list


def test_a_limit_is_told_where_it_was_reached() -> None:
    files = {
        "app.py": File("app.py", "import boto3\nimport deep\ndeep.f(0)\n"),
        "deep.py": File("deep.py", "def f(n):\n    return f(n + 1)\n"),
    }
    parsed = python.read(Job("python", "app.py", ("app.py",)), Sources(list(files), files.get))
    (problem,) = parsed.problems
    assert (problem.rule, problem.at.path) == ("limit-reached", "deep.py")
    assert files["deep.py"].text[problem.at.start : problem.at.end] == "f(n + 1)"


def test_tags_on_everything_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesis, "MAX_VISITS", 10_000)
    code = "from aws_cdk import App, Stack, Tags, aws_s3 as s3\nstack = Stack(App(), 'S')\n"
    code += "for i in range(300):\n    s3.Bucket(stack, f'b{i}')\nfor i in range(300):\n    for j in range(10):\n        Tags.of(stack).add(f't{i}-{j}', 'x')\n"
    parsed = python.read(Job("python", "app.py", ("app.py",)), Sources(["app.py"], {"app.py": File("app.py", code)}.get))
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"]
    assert len(parsed.resources) == 300


def test_a_program_makes_so_many_resources_and_no_more() -> None:
    code = "from aws_cdk import App, Stack, aws_s3 as s3\nstack = Stack(App(), 'S')\nfor i in range(300):\n    for j in range(300):\n        s3.CfnBucket(stack, f'b{i}-{j}')\n"
    parsed = python.read(Job("python", "app.py", ("app.py",)), Sources(["app.py"], {"app.py": File("app.py", code)}.get))
    (problem,) = parsed.problems
    assert code[problem.at.start :].startswith("s3.CfnBucket(")
    assert len(parsed.resources) == machine.MAX_RESOURCES - 2


_CDK = "from aws_cdk import App, Stack, aws_ec2 as ec2, aws_stepfunctions as sfn\ns = Stack(App(), 'S')\n"
_STATES = '{"States": {' + ", ".join(f'"{number}": {{"Type": "Pass"}}' for number in range(4_000)) + "}}"


@pytest.mark.parametrize(
    "code",
    [
        f"d = '''{_STATES}'''\nfor i in range(300):\n    for j in range(30):\n        sfn.CfnStateMachine(s, f'M{{i}}-{{j}}', definition_string=d)\n",
        "x = 'echo hello\\n' * 10_000\nfor i in range(300):\n    ec2.CfnInstance(s, f'I{i}', user_data=x)\n",
        "x = sfn.Pass(s, 'X')\nfor i in range(40):\n    p = sfn.Parallel(s, f'P{i}')\n    p.branch(x, x)\n    x = p\nsfn.StateMachine(s, 'M', definition=x)\n",
        """
c = x = sfn.Pass(s, 'X')
for i in range(300):
    for j in range(20):
        c = c.next(sfn.Choice(s, f'C{i}-{j}').when(a, x).afterwards())
sfn.StateMachine(s, 'M', definition=c)
""",
        "x = s\nfor i in range(300):\n    for j in range(20):\n        x = x.node\nx.add_tag(x)\nec2.CfnInstance(s, 'I', user_data=x)\n",
        "x = [sfn.Pass(s, 'A')]\nfor i in range(300):\n    for j in range(20):\n        x[0] = x[0]['a']\nec2.CfnInstance(s, 'I', user_data=x[0])\n",
        "a, b = sfn.Pass(s, 'A'), sfn.Pass(s, 'B')\nsfn.StateMachine(s, 'M', definition=a.next(b).next(a))\n",
        "m = sfn.Map(s, 'Map')\nm.item_processor(m)\nsfn.StateMachine(s, 'M', definition=m)\n",
    ],
)
def test_documents_and_scripts_are_bounded(code: str) -> None:
    program = _CDK + code
    files = {"app.py": File("app.py", program)}
    parsed = python.read(Job("python", "app.py", ("app.py",)), Sources(list(files), files.get))
    assert parsed.resources
    assert len(encode(parsed)) < 40 * MAX_BYTES
