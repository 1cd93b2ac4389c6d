"""What class a construct is of, and what the facts say of that class: the same for all constructs of it."""

from functools import lru_cache
from typing import Final

from opexlint.facts import cdk
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.values import Made

_MAKES_ITS_OWN_KIND: Final = ("add_resource",)
"""Methods that make another one of the class they belong to; others that return it are chains."""

_MAKES_NOTHING: Final = ("from_", "get_", "find_", "try_", "metric", "grant", "import_")
_ALPHA: Final = {
    "aws_lambda_go_alpha.GoFunction": "aws_lambda.Function",
    "aws_lambda_python_alpha.PythonFunction": "aws_lambda.Function",
    "aws_lambda_python_alpha.PythonLayerVersion": "aws_lambda.LayerVersion",
}
"""Classes of experimental packages by the stable class they extend."""


def class_name(made: Made) -> str:
    """The class of a construct as the facts name it."""
    return _class_called(made.name)


@lru_cache(maxsize=1024)
def _class_called(imported: str) -> str:
    name = short(imported)
    if name in _ALPHA:
        return _ALPHA[name]
    module, _, cls = name.rpartition(".")
    return f"{module.removesuffix('_alpha')}.{cls}" if module.endswith("_alpha") else name


@lru_cache(maxsize=1024)
def class_behind(kind: str) -> str:
    """The class of an interface named like it: `aws_iam.IRole` is `aws_iam.Role`'s."""
    module, _, cls = kind.rpartition(".")
    if cls[:1] == "I" and cls[1:2].isupper() and cdk.construct(kind) is None:
        return f"{module}.{cls[1:]}" if cdk.construct(f"{module}.{cls[1:]}") is not None else kind
    return kind


@lru_cache(maxsize=1024)
def yielded(owner: str, method: str) -> tuple[str | None, bool]:
    """The class that a method of a class yields, and whether what it yields is a construct of its own."""
    kind = cdk.member_type(owner, method)
    if kind is None:
        return None, False
    kind = class_behind(kind)
    facts = cdk.construct(kind)
    is_chain = kind == owner and method not in _MAKES_ITS_OWN_KIND
    return kind, facts is not None and bool(facts.cfn_type) and not is_chain and not method.startswith(_MAKES_NOTHING)


def seen_base(facts: cdk.Construct, name: str) -> cdk.Construct:
    """The class itself when an instance of it was seen, else the nearest base that was and makes the same type."""
    if facts.probed:
        return facts
    for base in cdk.bases(name):
        found = cdk.construct(base)
        if found is not None and found.probed and found.cfn_type == facts.cfn_type:
            return found
    return facts


def depends_on_place(facts: cdk.Construct, child: cdk.Child) -> bool:
    """Children that a minimal instance had, and whose number or existence the account, Region or further calls decide."""
    if facts.cfn_type == "AWS::EC2::VPC":
        return child.cfn_type not in ("AWS::EC2::InternetGateway", "AWS::EC2::VPCGatewayAttachment", "Custom::VpcRestrictDefaultSG")
    return child.path.startswith("Default/") or "CodePipelineActionRole" in child.path
