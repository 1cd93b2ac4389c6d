"""Terraform that never ends, explodes, reaches outside, or is no Terraform."""

from tests.hostile.case import DATA, LIMIT, NOTHING, SYNTAX, Case

MODULE = 'module "{0}" {{\n  source = "{1}"\n}}\n'
LAMBDA = 'resource "aws_lambda_function" "one" {{\n  function_name = {0}\n  runtime = "python2.7"\n}}\n'


def _local(expression: str, **more: str) -> str:
    """A configuration whose function is named by an expression."""
    return (
        "locals {\n"
        + "".join(f"  {name} = {value}\n" for name, value in more.items())
        + f"  x = {expression}\n}}\n"
        + LAMBDA.format("local.x")
    )


def _doubling(first: str, step: str, times: int) -> dict[str, str]:
    """Locals of which each uses the one before several times."""
    return {"a0": first, **{f"a{number}": step.replace("@", f"local.a{number - 1}") for number in range(1, times)}}


def _nested(opening: str, middle: str, closing: str, depth: int = 100_000) -> str:
    return opening * depth + middle + closing * depth


_A = "a" * 40
_DIGITS = "1" * 200_000

CASES = [
    # -- what depends on itself
    Case("locals-cycle", {"main.tf": _local("local.y", y="local.z", z='"${local.x}"')}, {"main.tf": SYNTAX}),
    Case("local-of-itself", {"main.tf": _local("[local.x, local.x]")}, {"main.tf": SYNTAX}),
    Case(
        "variables-cycle-through-modules",
        {
            "main.tf": 'module "a" {\n  source = "./a"\n  x = module.b.x\n}\nmodule "b" {\n  source = "./a"\n  x = module.a.x\n}\n',
            "a/main.tf": 'variable "x" {}\noutput "x" {\n  value = var.x\n}\n' + LAMBDA.format("var.x"),
        },
        {"main.tf": SYNTAX},
    ),
    Case("module-of-itself", {"main.tf": MODULE.format("me", "./.")}, {"main.tf": SYNTAX}),
    Case("module-of-itself-many-times", {"main.tf": "".join(MODULE.format(f"m{i}", "./.") for i in range(50))}, {"main.tf": SYNTAX}),
    Case(
        "modules-of-each-other",
        {"main.tf": MODULE.format("a", "./a"), "a/main.tf": MODULE.format("b", "../b"), "b/main.tf": MODULE.format("a", "../a")},
        {"a/main.tf|b/main.tf|main.tf": SYNTAX},
    ),
    Case("resources-of-each-other", {"main.tf": LAMBDA.format("aws_lambda_function.one.function_name")}),
    # -- what is outside
    Case("module-outside", {"main.tf": "".join(MODULE.format(f"m{i}", s) for i, s in enumerate(("../../..", "/etc", "..", "../outside")))}),
    Case(
        "files-outside",
        {
            "main.tf": _local(
                'join("", [file("../outside/secret"), file("/etc/passwd"), templatefile("/etc/passwd", {}), filebase64("../outside/secret"), '
                'file("~/.ssh/id_rsa"), file("${path.module}/../outside/secret"), file(abspath("../outside/secret")), file(pathexpand("~/.netrc")), '
                'join(",", fileset("../outside", "**"))])'
            )
        },
    ),
    Case(
        "file-names-that-are-none",
        {"main.tf": _local('[file("a\\u0000b"), file(""), file("."), file("\\ud800"), file("a/main.tf/b"), file("' + "n" * 5000 + '")]')},
        {"main.tf": SYNTAX},
    ),
    # -- what explodes
    Case(
        "count-of-a-billion",
        {"main.tf": 'resource "aws_sqs_queue" "q" {\n  count = 1e9\n  name = "q-${count.index}"\n}\n'},
        {"main.tf": LIMIT},
    ),
    Case(
        "for-each-over-a-range",
        {"main.tf": 'resource "aws_sqs_queue" "q" {\n  for_each = toset([for i in range(1000) : for j in range(1000) : "${i}-${j}"])\n}\n'},
        {"main.tf": SYNTAX},
    ),
    Case(
        "for-each-over-a-million",
        {
            "main.tf": 'resource "aws_sqs_queue" "q" {\n  for_each = toset(flatten([for i in range(1000) : [for j in range(1000) : "${i}-${j}"]]))\n  name = each.key\n}\n'
        },
        {"main.tf": LIMIT},
    ),
    Case("for-in-for", {"main.tf": _local("[for i in range(10000) : [for j in range(10000) : i * j]]")}),
    Case(
        "for-in-for-in-for",
        {"main.tf": _local("[for i in range(1000) : [for j in range(1000) : [for k in range(1000) : i * j * k]]]")},
        {"main.tf": LIMIT},
    ),
    Case(
        "for-over-text",
        {
            "main.tf": _local(
                '[for i in range(1000) : [for j in range(1000) : "${i}${local.a}"]]',
                a='join("", [for i in range(1000) : "' + "x" * 1000 + '"])',
            )
        },
        {"main.tf": LIMIT},
    ),
    Case("doubling-text", {"main.tf": _local("local.a35", **_doubling('"0123456789"', '"${@}${@}"', 36))}),
    Case("doubling-lists", {"main.tf": _local("local.a35", **_doubling('["0123456789"]', "[@, @]", 36))}),
    Case("doubling-concat", {"main.tf": _local("local.a35", **_doubling('["0123456789"]', "concat(@, @)", 36))}),
    Case("doubling-merge", {"main.tf": _local("local.a35", **_doubling('{ a = "0" }', "{ a = @, b = @ }", 36))}),
    Case(
        "doubling-unknown",
        {"main.tf": 'variable "v" {}\n' + _local("local.a35", **_doubling("var.v", '"${@}-${@}"', 36))},
    ),
    Case(
        "doubling-conditions",
        {
            "main.tf": "".join(f'variable "v{i}" {{\n  type = bool\n}}\n' for i in range(60))
            + _local(
                "local.a35", a0='"x"', **{f"a{i}": f'var.v{i} ? "${{local.a{i - 1}}}1" : "${{local.a{i - 1}}}2"' for i in range(1, 36)}
            )
        },
    ),
    Case("doubling-jsonencode", {"main.tf": _local("local.a35", **_doubling('"\\""', "jsonencode([@, @])", 36))}),
    Case("doubling-replace", {"main.tf": _local("local.a30", **_doubling('"xxxxxxxxxx"', 'replace(@, "x", @)', 31))}),
    Case(
        "doubling-setproduct",
        {"main.tf": _local("local.a20", **_doubling("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "setproduct(@, @)", 21))},
    ),
    Case("setproduct", {"main.tf": _local("setproduct(range(1000), range(1000), range(1000), range(1000))")}),
    Case(
        "join-of-much",
        {
            "main.tf": _local(
                "join(local.b, [for i in range(1000) : local.b])",
                a='join("", [for i in range(1000) : "0123456789"])',
                b="join(local.a, [for i in range(1000) : local.a])",
            )
        },
    ),
    Case(
        "format-widths",
        {
            "main.tf": _local(
                '[format("%1000000000s", "x"), format("%.1000000000f", 1), format("%0999999999d", 1), format("%*d", 1e9, 1), format("%[99999999999]d", 1), formatlist("%s", range(1000)), format("%" , 1), format("%q%x%e%v", {}, [], null, "x")]'
            )
        },
    ),
    Case(
        "repeating",
        {
            "main.tf": _local(
                '[indent(1e9, "a\\nb"), strrev(1e400), substr("abc", 1e9, -1e9), chunklist(range(100), 0), parseint("'
                + "9" * 100_000
                + '", 36), range(0, 1, 1e-300), range(1e300), range(0, 10, 0), range(10, 0, 1), cidrhost("0.0.0.0/0", 1e30), cidrsubnets("10.0.0.0/8", 1e9, 16, 16), cidrsubnet("::/0", 128, 1e38), pow(10, 1e9), pow(2, 0.5), log(0, 0), pow(1e300, 1e300), bcrypt("x", 31), base64gzip("x"), rsadecrypt("x", "y"), sum(range(1000)), timeadd("2020-01-01T00:00:00Z", "1e9h"), formatdate("'
                + "Y" * 1000
                + '", "2020-01-01T00:00:00Z")]'
            )
        },
    ),
    Case(
        "regular-expressions",
        {
            "main.tf": _local(
                f'[regex("(a+)+$", "{_A}!"), regexall("(a|aa)+$", "{_A}!"), replace("{_A}!", "/(a*)*$/", "x"), regex("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^ab]", "{_A * 20}"), regex("a{{1000}}{{1000}}{{1000}}", "{_A}"), regex("(?P<a>", ""), can(regex("((((((((((a?){{50}}){{50}}){{50}}){{50}}", "{_A}")), regexall("", "{_A * 1000}"), regex("\\\\p{{Greek}}[[:alpha:]]", "x"), startswith("a", 1), replace("{_A}", "", "{_A * 100}")]'
            )
        },
    ),
    Case(
        "numbers",
        {
            "main.tf": _local(
                "[1e400, -1e400, 1e-400, 1e999999999, 1e99999999999999999999, 1e400 - 1e400, 1e400 * 1e400, 1e999999999 * 1e999999999, 10 % 1e-300, 1 / 0, 1e400 % 3, 0.1 + 0.2, "
                + "9" * 100_000
                + ", 0."
                + "0" * 100_000
                + '1, "${1e999999999}", tostring(1e999999999), floor(1e999999999), 1e999999999 == 1, abs(-1e999999999)]'
            )
        },
        {"main.tf": SYNTAX},
    ),
    Case(
        "decoders",
        {
            "main.tf": _local(
                r'[jsondecode("'
                + "[" * 20_000
                + r'"), jsondecode("'
                + "[" * 20_000
                + "]" * 20_000
                + r'"), yamldecode("'
                + "[" * 20_000
                + r'"), yamldecode("a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n"), yamldecode("a: &a\n  <<: *a\n"), yamldecode("!!python/object/apply:os.system [touch pwned]"), base64decode("//79"), base64decode("!"), csvdecode("a,a\n1"), urlencode("\u0000"), jsondecode("1e999999"), jsondecode("NaN"), yamldecode(".inf"), textdecodebase64("AAA=", "rot13"), textencodebase64("x", "idna"), textdecodebase64("eA==", "zlib_codec"), yamldecode("2020-13-45")]'
            )
        },
    ),
    Case(
        "digits",
        {
            "main.tf": _local(
                f'[yamldecode("{_DIGITS}!"), yamldecode("a: {_DIGITS}.{_DIGITS}x"), timeadd("2020-01-01T00:00:00Z", "{_DIGITS}"), tonumber("{_DIGITS}!"), '
                f'parseint("{_DIGITS}!", 10), cidrhost("{_DIGITS}", 1), formatdate("YYYY", "{_DIGITS}"), jsondecode("{_DIGITS}e{_DIGITS}"), format("%{_DIGITS}d", 1)]'
            )
            + f'module "far" {{\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "{" " * 200_000}"\n}}\n'
            + f'module "away" {{\n  source  = "{"a-" * 100_000}"\n  version = "{"1." * 100_000}"\n}}\n'
            + f'module "git" {{\n  source = "git::https://{"a/" * 100_000}?ref={_DIGITS}"\n}}\n'
        },
    ),
    *(
        Case(
            f"data-{name}",
            {
                "main.tf": _local(
                    f'{{ one = {decode}(file("{name}")), two = [for v in {decode}(file("{name}")) : "${{v}}"], three = "${{jsonencode({decode}(file("{name}")))}}" }}'
                ),
                name: content,
            },
            {},
            (("main.tf", "deprecated-lambda-runtime"),),
        )
        for name, content in DATA.items()
        for decode in (f"{name.rpartition('.')[2]}decode",)
    ),
    Case(
        "decoding-over-and-over",
        {"main.tf": _local("local.a30", **_doubling('"xxxxxxxxxx"', 'base64encode("${@}${@}")', 31))},
    ),
    Case(
        "template-of-itself",
        {
            "main.tf": _local('templatefile("t.tpl", { n = 1 })'),
            "t.tpl": '${templatefile("t.tpl", { n = n })}${templatefile("t.tpl", { n = n })}',
        },
    ),
    Case(
        "template-string-of-itself",
        {"main.tf": _local("templatestring(local.t, { t = local.t })", t='"$${templatestring(t, { t = t })}"')},
    ),
    Case(
        "template-loops",
        {
            "main.tf": _local('templatefile("t.tpl", { n = range(1000) })'),
            "t.tpl": "%{ for a in n }%{ for b in n }%{ for c in n }xxxxxxxxxxxxxxxxxxxxx${a}${b}${c}%{ endfor }%{ endfor }%{ endfor }",
        },
        {"main.tf": LIMIT},
    ),
    Case("splats", {"main.tf": _local("local.a[*][*][*][*]" + "[*]" * 50, a="[for i in range(1000) : [i]]")}),
    Case(
        "dynamic-in-dynamic",
        {
            "main.tf": 'resource "aws_autoscaling_group" "g" {\n  dynamic "tag" {\n    for_each = range(1000)\n    content {\n      dynamic "tag" {\n        for_each = range(1000)\n        content {\n          dynamic "tag" {\n            for_each = range(1000)\n            content {\n              key = "${tag.key}"\n            }\n          }\n        }\n      }\n    }\n  }\n}\n'
        },
        {"main.tf": LIMIT},
    ),
    Case(
        "modules-times-modules",
        {
            "main.tf": 'module "a" {\n  source = "./a"\n  count = 100\n}\n',
            "a/main.tf": 'module "b" {\n  source = "../b"\n  count = 100\n}\n',
            "b/main.tf": 'module "c" {\n  source = "../c"\n  count = 100\n}\n',
            "c/main.tf": LAMBDA.format('"x"'),
        },
        {"a/main.tf|b/main.tf|main.tf": LIMIT},
    ),
    Case(
        "ten-thousand-resources",
        {"main.tf": "".join(f'resource "aws_sqs_queue" "q{i}" {{\n  name = "q{i}"\n}}\n' for i in range(10_000))},
    ),
    Case("chain-of-locals", {"main.tf": _local("local.a5000", **_doubling('"x"', "@", 5001))}, {"main.tf": LIMIT}),
    Case(
        "chain-of-resources",
        {"main.tf": "".join(f'resource "aws_sqs_queue" "q{i}" {{\n  name = aws_sqs_queue.q{i + 1}.name\n}}\n' for i in range(3000))},
        {"main.tf": LIMIT},
    ),
    Case(
        "worlds",
        {
            "main.tf": "".join(f'variable "v{i}" {{\n  type = bool\n}}\n' for i in range(40))
            + 'resource "aws_sqs_queue" "q" {\n  count = '
            + " && ".join(f"var.v{i}" for i in range(40))
            + " ? 1 : 0\n  name = "
            + " ".join(f'var.v{i} ? "n{i}" :' for i in range(40))
            + ' "x"\n}\n'
        },
    ),
    Case(
        "variable-files",
        {"main.tf": 'variable "e" {}\n' + LAMBDA.format("var.e"), **{f"v{i}.tfvars": f'e = "{i}"\n' for i in range(300)}},
    ),
    # -- what is deep
    *(
        Case(f"deep-{name}", {"main.tf": text}, {"main.tf": LIMIT})
        for name, text in {
            "lists": _local(_nested("[", "", "]")),
            "parentheses": _local(_nested("(", "1", ")")),
            "objects": _local(_nested("{a=", "1", "}")),
            "calls": _local(_nested("f(", "1", ")")),
            "indexes": _local(_nested("a[", "1", "]")),
            "fors": _local(_nested("[for i in ", "x", " : i]", 30_000)),
            "negations": _local("!" * 100_000 + "true"),
            "signs": _local("-" * 100_000 + "1"),
            "conditions": _local("true ? 1 : " * 100_000 + "1"),
            "templates": _local(_nested('"${', "1", '}"', 50_000)),
            "directives": _local('"' + _nested("%{ if true }", "x", "%{ endif }", 30_000) + '"'),
            "blocks": _nested("a {\n", "", "}\n"),
            "resource-blocks": 'resource "aws_sqs_queue" "q" {\n' + _nested("b {\n", "", "}\n") + "}\n",
            "unclosed": _local("[" * 100_000),
            "unclosed-blocks": "a {\n" * 100_000,
            "unclosed-templates": _local('"${' * 100_000),
        }.items()
    ),
    # -- what is long
    *(
        Case(f"long-{name}", {"main.tf": text}, {"main.tf": said})
        for name, text, said in (
            ("sums", _local("1" + " + 1" * 100_000), LIMIT),
            ("comparisons", _local("1" + " == 1" * 100_000), LIMIT),
            ("attributes", _local("a" + ".b" * 100_000), NOTHING),
            ("indexes", _local("a" + "[0]" * 100_000), NOTHING),
            ("splats", _local("a" + ".*.b" * 100_000), SYNTAX),
            ("lists", _local("[" + "1, " * 300_000 + "]"), NOTHING),
            ("names", 'resource "aws_sqs_queue" "' + "q" * 1_000_000 + '" {}\n', NOTHING),
            ("labels", "resource" + ' "a"' * 100_000 + " {}\n", NOTHING),
            ("templates", _local('"' + "${1}" * 100_000 + '"'), NOTHING),
            ("line", _local('"' + "x" * 4_000_000 + '"'), NOTHING),
            ("comment", "/*" + "*" * 4_000_000, SYNTAX),
            ("garbage", "\x01$@`" * 200_000, SYNTAX),
            ("quotes", '"' * 1_000_001, SYNTAX),
            ("lines", "\n" * 4_000_000, NOTHING),
            ("arguments", _local("max(" + "1, " * 200_000 + "2)"), NOTHING),
            ("heredocs", _local("<<A\n" * 100_000), SYNTAX),
        )
    ),
    # -- what is no Terraform
    Case("heredoc-without-end", {"main.tf": _local("<<-EOT\n  never\n")}, {"main.tf": SYNTAX}),
    Case(
        "json-of-other-shapes",
        {
            "main.tf.json": '{"resource": [1, {"aws_sqs_queue": 3}, {"aws_sqs_queue": {"q": [null, 1, {"name": {"a": [[]]}}]}}], "variable": "x", "module": {"m": {"source": ["./."]}}, "locals": [1, "x", {"a": "${local.a}"}], "terraform": {"backend": 3, "required_version": {}}, "output": null, "provider": [[[]]], "data": {"": {"": {}}}, "moved": true}'
        },
        {"main.tf.json": SYNTAX},
    ),
    Case("json-that-is-a-list", {"main.tf.json": "[" * 100_000}, {"main.tf.json": LIMIT}),
    Case("json-of-deep-objects", {"main.tf.json": _nested('{"a":', "1", "}")}, {"main.tf.json": LIMIT}),
    Case(
        "json-of-deep-templates",
        {"main.tf.json": '{"locals": {"x": "' + _nested("${[", "", "]}", 50_000) + '"}}'},
        {"main.tf.json": SYNTAX},
    ),
    Case(
        "json-of-numbers",
        {"main.tf.json": '{"locals": {"x": 1e400, "y": ' + "9" * 100_000 + ', "z": NaN, "w": "\\ud800"}}'},
        {"main.tf.json": SYNTAX},
    ),
    Case(
        "blocks-of-other-shapes",
        {
            "main.tf": 'resource {}\nresource "a" {}\nresource "a" "b" "c" {}\nvariable {}\nmodule "m" {}\nmodule "n" { source = 3 }\nmodule "o" { source = [] }\nlocals "x" {}\nlocals = 3\nterraform = []\nterraform {\n  backend {}\n  backend "s3" "s4" {}\n  required_version = 1e400\n  required_providers = 3\n}\noutput "x" {}\nprovider {}\ndata "x" {}\nvariable "x" { type = object({}) }\nvariable "y" { type = "string" }\nvariable "z" { type = list(list }\n'
        },
        {"main.tf": SYNTAX},
    ),
    Case(
        "variables-of-other-shapes",
        {
            "main.tf": 'variable "x" {\n  type = '
            + "list(" * 140
            + "string"
            + ")" * 140
            + "\n  default = 1\n  validation {\n    condition = var.x\n  }\n}\n"
            + LAMBDA.format("var.x"),
            "terraform.tfvars": 'x = var.x\nx = "two"\ny "z" {}\n',
            "a.auto.tfvars.json": "[[[]]]",
        },
        {"main.tf": LIMIT, "terraform.tfvars": SYNTAX},
    ),
    Case(
        "meta-arguments-of-other-shapes",
        {
            "main.tf": 'resource "aws_sqs_queue" "q" {\n  count = "x"\n  for_each = 3\n  provider = [[]]\n  depends_on = 3\n  lifecycle = 3\n  lifecycle {\n    ignore_changes = 3\n    prevent_destroy = {}\n  }\n  provisioner {}\n  provisioner "local-exec" {\n    command = []\n  }\n  dynamic {}\n  dynamic "x" {}\n  dynamic "y" { for_each = null }\n  connection = 3\n}\nresource "aws_sqs_queue" "n" {\n  count = -1\n}\nresource "aws_sqs_queue" "n" {\n  count = 0.5\n}\n'
        },
        {"main.tf": SYNTAX},
    ),
    Case(
        "duplicates",
        {
            "main.tf": LAMBDA.format('"x"') * 3 + "locals {\n  a = 1\n  a = local.a\n}\nlocals {\n  a = 2\n}\nterraform {}\nterraform {}\n",
            "override.tf": LAMBDA.format('"y"'),
            "a_override.tf": LAMBDA.format("local.a"),
        },
        {"main.tf": SYNTAX},
    ),
]
