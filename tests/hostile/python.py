"""Python that never ends, explodes, reaches outside, wants to run, or is no Python."""

from tests.hostile.case import DATA, LIMIT, NOTHING, SKIPPED, STOPPED, SYNTAX, Case

BOTO = "import boto3\n\ncfn = boto3.client('cloudformation')\n"
AFTER = "cfn.create_stack(StackName='late', DisableRollback=True)\n"
APP = (
    "from aws_cdk import App, Stack\nfrom aws_cdk import aws_lambda as lambda_\nfrom aws_cdk import aws_s3 as s3\n\n"
    "app = App()\nstack = Stack(app, 'Shop')\n"
)
SYNTH = "s3.Bucket(stack, 'Late')\napp.synth()\n"
LATE_CALL = (("hostile.py", "rollback-disabled"),)
LATE_BUCKET = (("app/app.py", "bucket-without-versioning"),)
PULUMI = "import pulumi\nimport pulumi_aws as aws\n\n"


def _nested(opening: str, middle: str, closing: str, depth: int = 100_000) -> str:
    return opening * depth + middle + closing * depth


def _both(name: str, code: str, said: str = NOTHING, *, reached: bool = True) -> list[Case]:
    """The same code in the middle of a script and of a CDK app; `reached` says whether what stands behind it is still found."""
    return [
        Case(f"script-{name}", {"hostile.py": BOTO + code + "\n" + AFTER}, {"hostile.py": said}, LATE_CALL if reached else ()),
        Case(
            f"app-{name}",
            {"app/app.py": APP + code + "\n" + SYNTH, "app/cdk.json": '{"app": "python3 app.py"}'},
            {"app/app.py": said},
            LATE_BUCKET if reached else (),
        ),
    ]


_PWNED = "open('PWNED', 'w').write('x')"

CASES = [
    # -- what never ends
    *_both("while-true", "n = 0\nwhile True:\n    n += 1"),
    *_both("while-true-with-calls", "def f(x):\n    return [x, x]\nn = []\nwhile True:\n    n = f(n)"),
    *_both("for-without-end", "import itertools\nn = 0\nfor i in itertools.count():\n    n += i\nfor x in iter(int, 1):\n    n += x"),
    *_both("list-that-grows-while-it-is-walked", "xs = [1]\nfor x in xs:\n    xs.append(x)\n    xs.extend(xs)"),
    *_both("recursion", "def f(n):\n    return f(n + 1) + f(n + 2)\nf(0)", LIMIT),
    *_both(
        "mutual-recursion",
        "def f(n):\n    return [g(n + 1), g(n + 2), g(n)]\ndef g(n):\n    return {'a': f(n), 'b': f(n + 1)}\nx = f(0)",
        LIMIT,
    ),
    *_both(
        "recursion-of-lambdas",
        "f = (lambda x: x(x)(x(x)))(lambda x: x(x)(x(x)))\nY = lambda g: (lambda x: g(lambda v: x(x)(v)))(lambda x: g(lambda v: x(x)(v)))\nY(lambda f: lambda n: f(n + 1) + f(n))(0)",
        LIMIT,
    ),
    *_both(
        "recursion-of-classes",
        "class A:\n    def __init__(self, n):\n        self.a = A(n + 1)\n        self.b = A(n + 2)\n    def __getattr__(self, name):\n        return getattr(self, name)\n    @property\n    def p(self):\n        return self.p\n    def __add__(self, other):\n        return self + other\nx = A(0).p + A(1).q",
        LIMIT,
    ),
    *_both("class-of-itself", "class A(A):\n    pass\nclass B(C): pass\nclass C(B): pass\nC().x\nclass D(D.E, metaclass=D): x = D"),
    *_both(
        "generators",
        "def g():\n    while True:\n        yield from g()\n        yield 1\nx = list(g())\ny = [a for a in g() for b in g() for c in g()]\nz = sum(g())",
    ),
    *_both("recursion-through-decorators", "def d(f):\n    return d(f)\n@d\n@d\ndef h():\n    return h()\nh()", LIMIT),
    *_both(
        "recursive-data",
        "a = []\na.append(a)\nb = {'b': a}\nb['self'] = b\na.append(b)\nprint(a, b, f'{a}{b}', str(a), a == a, a == [a])\ncfn.delete_stack(StackName=a, Tags=b) if 'cfn' in dir() else s3.Bucket(stack, 'Loop', bucket_name=str(a), **b)",
    ),
    # -- what explodes
    *_both(
        "multiplied-lists",
        "x = [0] * 10 ** 9\ny = [[0] * 10 ** 5] * 10 ** 5\nz = (0,) * 10 ** 12\ns = 'x' * 10 ** 10\nb = b'x' * 10 ** 10\nx *= 10 ** 9",
    ),
    *_both(
        "powers",
        "x = 10 ** 10 ** 10\ny = 1 << 10 ** 10\nz = 9 ** 9 ** 9 ** 9\nw = 2 ** -10 ** 9\nv = pow(10, 10 ** 10)\nu = 10.0 ** 400\nt = (10 ** 4000) ** 10\ns = str(10 ** 5000)\nr = int('9' * 5000)\nq = 0.1 ** 10 ** 10\np = -1 ** 0.5\no = (-8) ** (1 / 3)\nn = 1e308 * 10\nm = int(n)\nl = 1 % 0\nk = 1 // 0.0\nj = divmod(1, 0)\ni = round(n)\nh = 5 @ 6\ng = ~'x'\nimport math\nf = math.factorial(10 ** 9)",
    ),
    *_both("doubling-strings", "x = 'x'\n" + "x = x + x\n" * 60),
    *_both("doubling-f-strings", "x = 'x'\n" + "x = f'{x}{x}'\n" * 60),
    *_both("doubling-lists", "x = [1]\n" + "x = [x, x]\n" * 60 + "print(x, str(x), x == x)\n"),
    *_both("doubling-concatenations", "x = [1]\n" + "x = x + x\n" * 60),
    *_both("doubling-extends", "x = [1]\n" + "x.extend(x)\n" * 60),
    *_both("doubling-unpackings", "x = [1]\n" + "x = [*x, *x]\n" * 60 + "print(*x, **{**{}})\n"),
    *_both("doubling-dictionaries", "x = {'a': 1}\n" + "x = {'a': x, 'b': x}\n" * 60 + "import json\ny = json.dumps(x)\nz = str(x)"),
    *_both("doubling-unknowns", "import os\nx = os.environ['X']\n" + "x = f'{x}-{x}'\n" * 60),
    *_both(
        "doubling-choices",
        "import os\nx = 'x'\n"
        + "".join(f"if os.environ.get('A{n}') == 'prod':\n    x = x + 'a'\nelse:\n    x = x + 'b'\n" for n in range(60)),
    ),
    *_both(
        "doubling-functions",
        "def f0():\n    return 'x'\n" + "".join(f"def f{n}():\n    return f{n - 1}() + f{n - 1}()\n" for n in range(1, 60)) + "x = f59()",
        LIMIT,
        reached=False,
    ),
    *_both(
        "doubling-buckets",
        "def f0(n):\n    if 'stack' in globals(): s3.Bucket(stack, n)\n"
        + "".join(f"def f{n}(n):\n    f{n - 1}(n + 'a')\n    f{n - 1}(n + 'b')\n" for n in range(1, 40))
        + "f39('x')",
        LIMIT,
        reached=False,
    ),
    *_both(
        "formats",
        "a = f'{1:1000000000}'\nb = '{:1000000000d}'.format(1)\nc = '%1000000000d' % 1\nd = '%*d' % (10 ** 9, 1)\ne = f'{1:{10 ** 9}}'\nf = 'x'.center(10 ** 10)\ng = 'x'.zfill(10 ** 10)\nh = 'x'.ljust(10 ** 10)\ni = '\\t'.expandtabs(10 ** 10)\nj = '{0.__class__.__mro__}{1}{a[b]}{'.format(1)\nk = format(1, '>10000000000')\nl = 'x'.replace('', 'y' * 10 ** 6).replace('', 'y' * 10 ** 6)\nm = ('y' * 10 ** 5).join('x' * 10 ** 5)\nn = 'x'.encode('utf-99')\no = '%(a)s%' % {}\np = 'a'.translate({97: 'x' * 10 ** 9})\nq = bytes(10 ** 10)\nr = bytearray(10 ** 10)\ns = range(10 ** 18)\nt = list(s)\nu = sum(s)\nv = sorted(s)\nw = set(s)\nx = 5 in s\ny = s[10 ** 17]\nz = len(range(10 ** 30))",
    ),
    *_both(
        "comprehensions",
        "x = [a * b for a in range(10 ** 5) for b in range(10 ** 5)]\ny = {a: b for a in range(10 ** 9) for b in x}\nz = {(a, b) for a in x for b in y}\nw = [[[[i for i in range(1000)] for j in range(1000)] for k in range(1000)] for l in range(1000)]",
        LIMIT,
        reached=False,
    ),
    *_both(
        "nested-loops",
        "import itertools\nn = 0\nfor a in range(10 ** 6):\n    for b in range(10 ** 6):\n        for c in range(10 ** 6):\n            n += a * b * c\nfor p in itertools.product(range(1000), repeat=1000):\n    n += 1\nfor p in itertools.permutations(range(1000)):\n    n += 1",
        LIMIT,
        reached=False,
    ),
    *_both(
        "sorts-and-searches",
        "import re\nre.match('(a+)+$', 'a' * 40 + '!')\nx = re.sub('(a|aa)+$', 'x' * 1000, 'a' * 100 + '!')\ny = sorted(range(10 ** 6), key=lambda v: sorted(range(v)))\nz = max(range(10 ** 9), key=lambda v: v)\nimport fnmatch, glob\nfnmatch.fnmatch('a' * 1000, '*a' * 1000)\nglob.glob('/**/*', recursive=True)\nimport base64, zlib, json\nbase64.b64decode('x')\njson.loads('[' * 100000)\njson.loads('[' * 500 + ']' * 500)\njson.dumps({1: {2: object}})",
        LIMIT,
    ),
    *_both(
        "assignments",
        "a = b = c = [a, b, c]\na, *b, (c, d) = range(10 ** 9)\n*a, = 'x' * 10 ** 9\na[10 ** 12] = 1\na[::0] = 3\na[0:10 ** 9] = [1] * 10 ** 6\ndel a[0], b, c\n(a := [a, a])\nglobals()['x'] = 3\nlocals().update(a=1)\n[x for x in [y := 1]]\nfor a[0], b.c in [(1, 2)]: pass\nwith open('/dev/zero') as f, open('x') as b.d: x = f.read()\n",
    ),
    # -- what wants to run
    Case(
        "sentinels",
        {
            "hostile.py": BOTO
            + f"import os, subprocess\n{_PWNED}\nos.system('touch PWNED')\nsubprocess.run('touch PWNED', shell=True)\nexec({_PWNED!r})\neval({_PWNED!r})\n"
            + f"compile({_PWNED!r}, 'x', 'exec')\n__import__('os').system('touch PWNED')\nimport importlib\nimportlib.import_module('evil')\n"
            + f"class M(type):\n    def __new__(m, *a):\n        {_PWNED}\n        return type.__new__(m, *a)\nclass C(metaclass=M):\n    {_PWNED}\n    def __init_subclass__(c):\n        {_PWNED}\n"
            + f"@(lambda f: {_PWNED})\ndef f(x={_PWNED}) -> {_PWNED}:\n    pass\nf\"{{{_PWNED}}}\"\n[1 for x in [{_PWNED}]]\ngetattr(__builtins__, 'op' + 'en')('PWNED', 'w')\n().__class__.__base__.__subclasses__()\n"
            + "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'touch PWNED'\\ntR.\")\nimport evil, conftest, sitecustomize\nfrom evil import *\n"
            + AFTER,
            "evil.py": _PWNED + "\nimport boto3\n",
            "conftest.py": _PWNED + "\nimport boto3\n",
            "sitecustomize.py": _PWNED + "\nimport boto3\n",
            "usercustomize.py": _PWNED + "\n",
            "setup.py": _PWNED + "\nimport boto3\n",
            "opexlint.py": _PWNED + "\nimport boto3\n",
            "opexlint/__init__.py": _PWNED + "\nimport boto3\n",
            "yaml.py": _PWNED + "\nimport boto3\n",
            "click/__init__.py": _PWNED + "\nimport boto3\n",
            "rules/anticipate_failure/own.py": _PWNED + "\nimport boto3\n",
            "__main__.py": _PWNED + "\nimport boto3\n",
        },
        {"hostile.py": NOTHING},
    ),
    Case(
        "sentinels-of-an-app",
        {
            "app/cdk.json": '{"app": "touch PWNED; python3 app.py", "context": {"x": "$(touch PWNED)"}, "build": "touch PWNED"}',
            "app/app.py": APP + f"import evil\nfrom evil import Evil\nEvil(stack, 'Evil')\n{_PWNED}\n" + SYNTH,
            "app/evil.py": f"import os\nfrom aws_cdk import Stack\n{_PWNED}\nclass Evil(Stack):\n    def __init__(self, *a, **k):\n        os.system('touch PWNED')\n        {_PWNED}\n",
        },
        {"app/app.py": NOTHING},
    ),
    # -- what is outside, and modules of each other
    Case(
        "imports-outside",
        {
            "app/app.py": APP
            + "from ....... import x\nfrom ...outside import secret\nfrom ..outside.secret import *\nimport outside.secret\nfrom .. import outside\nfrom . import *\nfrom .app import *\nx = open('../../outside/secret').read()\ny = open('/etc/passwd').read()\nimport pathlib\nz = pathlib.Path('../../outside/secret').read_text()\nw = (pathlib.Path(__file__).parent / '..' / '..' / 'outside' / 'secret').read_text()\ns3.Bucket(stack, x, bucket_name=x + y + z + w)\n"
            + SYNTH
        },
    ),
    Case(
        "files-outside",
        {
            "hostile.py": BOTO
            + "for name in ('../outside/secret', '/etc/passwd', 'a\\0b', '\\ud800', '', '.', 'n' * 5000, '/dev/zero', '../../../../../etc/shadow'):\n    cfn.create_stack(StackName='x', TemplateBody=open(name).read(), DisableRollback=True)\n"
            + AFTER
        },
    ),
    *(
        Case(
            f"data-{name}",
            {
                "hostile.py": "import json\nimport pathlib\nimport yaml\n"
                + BOTO
                + f"data = {reader}.{'load' if reader == 'json' else 'safe_load'}(open('{name}'))\nmore = {reader}.load(pathlib.Path('{name}').read_text())\n"
                + "cfn.delete_stack(StackName=data['a29'], Tags=more)\nfor one in data:\n    cfn.delete_stack(StackName=f'{one}{data}')\n"
                + AFTER,
                name: content,
            },
            {},
            LATE_CALL,
        )
        for name, content in DATA.items()
        for reader in (name.rpartition(".")[2],)
    ),
    *(
        Case(
            f"pulumi-stack-{name}",
            {
                "p/Pulumi.yaml": "name: x\nruntime: python\n",
                "p/Pulumi.prod.yaml": f"config: {content}" if content[0] in "[{" else content.replace("a29", "config"),
                "p/__main__.py": PULUMI + "aws.s3.Bucket('late', bucket=pulumi.Config().require('a'))\n",
            },
            {},
            (("p/__main__.py", "bucket-without-versioning"),),
        )
        for name, content in DATA.items()
        if name.endswith(".yaml")
    ),
    Case(
        "imports-in-circles",
        {
            "app/app.py": APP + "import a\nfrom b import *\nimport app\na.f(stack)\n" + SYNTH,
            "app/a.py": "from b import *\nimport a\nfrom a import f, g\ndef f(s):\n    return b.f(s)\n",
            "app/b.py": "from a import *\nfrom b import *\nimport app\nimport a\ndef f(s):\n    return a.f(s)\n",
        },
    ),
    Case(
        "names-of-the-standard-library",
        {
            "app/app.py": APP
            + "import os, json, re, boto3, subprocess, typing, builtins, aws_cdk\nfrom os import *\nfrom json import dumps\ns3.Bucket(stack, os.x, bucket_name=json.dumps(1))\n"
            + SYNTH,
            **{
                f"app/{name}.py": "import os, json, re\nfrom os import *\nx = 'os'\ndef dumps(x):\n    return dumps(x)\n"
                for name in ("os", "json", "re", "boto3", "subprocess", "typing", "builtins", "aws_cdk", "constructs", "abc")
            },
        },
        {"app/json.py": LIMIT},
    ),
    Case(
        "a-thousand-modules",
        {
            "app/app.py": APP + "import m0\n" + SYNTH,
            **{
                f"app/m{n}.py": f"import m{n + 1}, m{n // 2}\nfrom m{n + 1} import *\nfrom m{n // 3} import *\nx{n} = 1\n"
                for n in range(1000)
            },
        },
        {"*": LIMIT},
        LATE_BUCKET,
    ),
    # -- what is deep; where Python's own parser gives up, its answer is as good as ours
    *(
        case
        for name, code in {
            "lists": "x = " + _nested("[", "", "]"),
            "parentheses": "x = " + _nested("(", "1", ")"),
            "dictionaries": "x = " + _nested("{1: ", "1", "}"),
            "calls": "x = " + _nested("f(", "1", ")"),
            "indexes": "x = " + _nested("a[", "1", "]"),
            "negations": "x = " + "not " * 100_000 + "1",
            "signs": "x = " + "-" * 100_000 + "1",
            "lambdas": "x = " + "lambda: " * 100_000 + "1",
            "conditions": "x = " + "1 if a else " * 50_000 + "1",
            "unclosed": "x = " + "[" * 100_000,
            "ifs": "".join(" " * level + "if x:\n" for level in range(1000)) + " " * 1000 + "pass",
            "elifs": "if x:\n    pass\n" + "elif x:\n    pass\n" * 20_000,
            "sums": "x = 1" + " + 1" * 100_000,
            "text-sums": "x = 'a'" + " + 'a'" * 5_000,
            "attributes": "x = a" + ".b" * 50_000,
            "chained-calls": "x = a" + "()" * 50_000,
            "subscripts": "x = a" + "[0]" * 50_000,
        }.items()
        for case in _both(f"deep-{name}", code, STOPPED, reached=False)
    ),
    *_both("few-lists", "x = " + _nested("[", "", "]", 190), LIMIT),
    *_both("few-method-calls", "x = a" + ".b()" * 400, LIMIT),
    *(
        case
        for name, code in {
            "ifs": "".join(" " * level + "if x:\n" for level in range(99)) + " " * 99 + "pass",
            "functions": "".join(" " * level + "def f(): \n" for level in range(99)) + " " * 99 + "return f()\nf()",
            "classes": "".join(" " * level + "class A(A): \n" for level in range(99)) + " " * 99 + "x = A()\nA()",
            "fors": "".join(" " * level + "for a in range(9):\n" for level in range(4)) + " " * 4 + "pass",
            "tries": "".join(" " * level + "try:\n" for level in range(19))
            + " " * 19
            + "pass\n"
            + "".join(" " * level + "finally: pass\n" for level in reversed(range(19))),
            "matches": "match x:\n    case " + _nested("[", "", "]", 190) + ": pass",
        }.items()
        for case in _both(f"few-{name}", code)
    ),
    *_both("deep-loops", "".join(" " * level + "for a in range(9):\n" for level in range(19)) + " " * 19 + "pass", LIMIT, reached=False),
    # -- what is long
    *(
        case
        for name, code in {
            "comparisons": "x = 1" + " < 1" * 50_000,
            "ands": "x = 1" + " and 1" * 50_000,
            "lists": "x = [" + "1, " * 200_000 + "]",
            "implicit-strings": "x = (" + "'x' " * 100_000 + ")",
            "hex-numbers": "x = 0x" + "f" * 100_000,
            "floats": "x = " + "1" * 4000 + "e999999999999\ny = 1e400\nz = 1j ** 1e400",
            "statements": "x = 1\n" * 100_000,
            "arguments": "f(" + ", ".join(f"a{n}=1" for n in range(20_000)) + ")",
            "parameters": "def f(" + ", ".join(f"a{n}=1" for n in range(20_000)) + "): pass\nf()",
            "decorators": "@f\n" * 2_000 + "def g(): pass\ng()",
            "targets": "a = " * 20_000 + "1",
            "comments": "# opexlint: ignore[\n" * 30_000,
            "suppressions": "x = 1  # opexlint: ignore[a]\n" * 2_000,
            "continuations": "x = \\\n" * 1 + "\\\n" * 100_000 + "1",
            "blanks": "\n" * 500_000 + " " * 400_000,
            "names": "x" * 900_000 + " = 1",
            "imports": "from a import (" + ", ".join(f"b{n}" for n in range(50_000)) + ")",
        }.items()
        for case in _both(f"long-{name}", code)
    ),
    *_both("long-strings", "x = '" + "x" * 4_000_000 + "'", SKIPPED, reached=False),
    *_both("long-numbers", "x = " + "9" * 100_000, SYNTAX, reached=False),
    *_both("long-strings-without-end", "x = '''" + "\n" * 100_000, SYNTAX, reached=False),
    *_both("long-functions", "".join(f"def f{n}(): return f{n + 1}()\n" for n in range(5_000)) + "f0()", LIMIT),
    *_both("long-f-strings", "x = f'" + "{1}" * 50_000 + "'"),
    # -- what is no Python
    Case("python-2", {"hostile.py": BOTO + "print 'x'\nexec 'x'\n" + AFTER}, {"hostile.py": SYNTAX}),
    Case("coding", {"hostile.py": "# -*- coding: rot13 -*-\n" + BOTO + AFTER}),
    Case("coding-of-bytes", {"hostile.py": "# -*- coding: latin-1 -*-\n" + BOTO + "x = 'é'\n" + AFTER}),
    Case("form-feeds", {"hostile.py": BOTO + "\f\n\x0b\n" + AFTER}, {"hostile.py": SYNTAX}),
    Case("identifiers", {"hostile.py": BOTO + "ﬁ = 1\n𝔁 = ﬁ\nfi = 𝔁\né = e\u0301 = 3\n" + AFTER}),
    Case(
        "calls-of-other-shapes",
        {
            "hostile.py": "import boto3, subprocess, os\nboto3.client()\nboto3.client(3).x()\nboto3.client(*x)('y')\nboto3.client('cloudformation', **y).create_stack(*z, **w)\nboto3.client('cloudformation').create_stack(1, 2, StackName=[[{}]], DisableRollback={'a': {1, 2}})\nsubprocess.run()\nsubprocess.run(3, shell=[])\nsubprocess.run([])\nsubprocess.run(['aws', None, 3, [], *x])\nos.system()\nos.system(b'\\xff')\nboto3.resource('s3').Bucket()()()[0].x = 3\nboto3.Session(1, 2, 3).client\ninput(*[])\nboto3.client('nope').nope.nope.nope()\nboto3.client('cloudformation').get_paginator('x').paginate().y\nwith boto3.client('s3') as boto3: boto3.client('cloudformation')\nboto3.client('cloudformation').get_waiter()(**{1: 2})\n"
        },
    ),
    Case(
        "constructs-of-other-shapes",
        {
            "app/app.py": APP
            + "s3.Bucket()\ns3.Bucket(stack)\ns3.Bucket(stack, None)\ns3.Bucket(stack, 'a' * 10 ** 9)\ns3.Bucket(None, 'x')\ns3.Bucket(s3.Bucket, 'x')\nb = s3.Bucket(b, 'x')\ns3.Bucket(*[stack, 'y'], **{'versioned': []})\ns3.Bucket(stack, 'z', versioned=s3.Bucket)\ns3.Nope(stack, 'n')\ns3.Bucket(stack, 'z')\ns3.CfnBucket(stack, 'c', versioning_configuration=3)\ns3.CfnBucket(stack, 'd').add_property_override(3, [])\ns3.CfnBucket(stack, 'e').add_property_override('a.b.c.' * 1000, stack)\ns3.CfnBucket(stack, 'f').add_override('Properties', app)\nlambda_.Function(stack, 'f', runtime=3, environment=[stack], timeout='x')\nlambda_.Function(stack, 'g', **stack)\nfor i in range(10 ** 9):\n    s3.Bucket(stack, f'b{i}')\nStack(stack, stack, env=stack)\nStack(Stack(Stack(Stack(app, 'a'), 'a'), 'a'), 'a')\nApp(app)\nstack.node.default_child.x.y.z()\nApp().synth().stacks[0].template['Resources']\nstack.add_transform(3)\nstack.node.find_all()[10 ** 9].add(1)\n"
            + SYNTH
        },
        {"app/app.py": LIMIT},
    ),
    Case(
        "pulumi-of-other-shapes",
        {
            "p/Pulumi.yaml": "name: x\nruntime: python\n",
            "p/__main__.py": PULUMI
            + "aws.s3.Bucket()\naws.s3.Bucket('a', versioning=[3])\naws.s3.Bucket('b', 3, 4, 5, opts=pulumi.ResourceOptions(parent=aws))\nb = aws.s3.Bucket('c', bucket=b.id.apply(lambda x: b.id.apply(lambda y: x + y)))\naws.nope.Nope('n', **b)\nfor i in range(10 ** 9):\n    aws.sqs.Queue(f'q{i}', name=pulumi.Output.concat(*['x'] * 10 ** 6))\npulumi.export('x', pulumi)\npulumi.Config().require(3).x\npulumi.Output.all(*range(10 ** 9)).apply(lambda a: a)\n",
        },
        {"p/__main__.py": LIMIT},
    ),
    *(
        Case(f"cdk-json-{number}", {"app/cdk.json": text, "app/app.py": APP + SYNTH}, {}, LATE_BUCKET)
        for number, text in enumerate(
            (
                "",
                "[",
                "[]",
                "3",
                "null",
                '{"app": 3}',
                '{"app": ["python3", "app.py"]}',
                '{"app": {}}',
                '{"app": ""}',
                '{"app": "python3 ../../outside/secret"}',
                '{"app": "python3 /etc/passwd"}',
                '{"app": "python3 a\\u0000b.py"}',
                '{"app": "python3 \'app.py"}',
                '{"app": "python3 -m app.nope", "context": []}',
                '{"app": "python3 app.py", "context": {"a": {"b": [null]}, "": ""}}',
                "[" * 100_000,
                '{"a":' * 100_000,
                '{"app": "python3 app.py", "app": 3, "context": ' + "9" * 10_000 + "}",
                '{"app": "' + "python3 " * 100_000 + '"}',
                '{"app": "\\ud800"}',
                '{"app": NaN}',
            )
        )
    ),
    *(
        Case(f"pulumi-yaml-{number}", {"p/Pulumi.yaml": text, "p/__main__.py": PULUMI + "aws.s3.Bucket('late')\n"})
        for number, text in enumerate(
            (
                "",
                "[",
                "- a",
                "3",
                "runtime: [a]",
                "runtime: {name: 3}",
                "runtime: python\nmain: ../outside/secret\n",
                "runtime: python\nmain: /etc/passwd\n",
                "runtime: python\nmain: [a]\n",
                "runtime: &a {name: *a}",
                'runtime: python\nmain: "a\\0b"\n',
                "runtime: !!python/object/apply:os.system ['touch PWNED']\n",
                "runtime: python\nmain: p/p/p\n" + "- " * 100_000,
                "runtime: python\nconfig: " + "[" * 100_000,
            )
        )
    ),
]
