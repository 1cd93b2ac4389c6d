"""Records what SAM's own transform makes of the fixtures: `python -m tests.languages.cloudformation.record_sam`.

Needs `aws-sam-translator` (not a dependency of the project: the tests read what was recorded). It asks no network.
"""

import json
import os
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "cloudformation" / "sam"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms written out."""


def _function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _function)


def translated(text: str) -> Any:
    """The template as SAM's transform writes it."""
    from samtranslator.parser.parser import Parser  # type: ignore[import-not-found,unused-ignore]
    from samtranslator.translator.translator import Translator  # type: ignore[import-not-found,unused-ignore]

    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
    template = yaml.load(text, Loader=_Loader)
    return Translator({}, Parser()).translate(template, {}, get_managed_policy_map=dict)


if __name__ == "__main__":
    for path in sorted(FIXTURES.glob("*.yaml")):
        recorded = json.dumps(translated(path.read_text(encoding="utf-8")), indent=1) + "\n"
        path.with_suffix(".translated.json").write_text(recorded, encoding="utf-8")
