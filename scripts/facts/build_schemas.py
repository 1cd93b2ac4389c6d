"""Builds `schemas-*.jsonl` from cfn-lint's resource schemas, and what `Ref` yields from aws-cdk-lib's own classes.

    python scripts/facts/build_schemas.py SITE_PACKAGES/cfnlint/data/schemas CDK_PACKAGE

`CDK_PACKAGE` is the unpacked npm package that the wheel of aws-cdk-lib carries (`aws_cdk/_jsii/*.tgz`, `package/`): its
generated classes say for each resource type which property `Ref` is (`queueUrl: this.ref`), which the schemas'
`primaryIdentifier` does not for the older types.

A row is `{"p": object, "d": [definitions], "g": "GetAtt names", "ref": name, "arn": name}`; an object is written as
`{"s": "names", ..., "o": {name: shape}}` with one list of names for each common kind, since nine in ten are that.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import tables

SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}
# Kinds frequent enough to be written as a list of names instead of a shape each.
GROUPED = {"s", "i", "n", "b", "j", '["s"]', '{"*":"s"}'}
GROUP_KEYS = {'["s"]': "l", '{"*":"s"}': "m"}
# The longest part of a schema that is written again wherever it is used instead of once for all its uses.
INLINE = 60

# What `Ref` yields where neither source says so, or says it wrongly; from the CloudFormation user guide.
REF_EXCEPTIONS = {
    "AWS::Batch::JobDefinition": "JobDefinitionArn",
    "AWS::DMS::ReplicationInstance": "ReplicationInstanceArn",
    "AWS::DocDB::DBCluster": "DBClusterIdentifier",
    "AWS::DocDB::DBInstance": "DBInstanceIdentifier",
    "AWS::EC2::EIP": "PublicIp",
    "AWS::EC2::SecurityGroup": "GroupId",
    "AWS::SecretsManager::Secret": "Arn",
    "AWS::CloudFormation::CustomResource": "Ref",
    "AWS::CodePipeline::Webhook": "Name",
    "AWS::ElastiCache::User": "UserId",
    "AWS::Events::Rule": "Name",
    "AWS::EventSchemas::RegistryPolicy": "RegistryName",
    "AWS::Glue::DevEndpoint": "EndpointName",
    "AWS::S3::StorageLens": "StorageLensConfiguration.Id",
    "AWS::SageMaker::Device": "Ref",
    "AWS::Serverless::Api": "RestApiId",
    "AWS::Serverless::Application": "StackId",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Serverless::HttpApi": "ApiId",
    "AWS::Serverless::LayerVersion": "LayerVersionArn",
    "AWS::Serverless::SimpleTable": "TableName",
    "AWS::Serverless::StateMachine": "Arn",
    "AWS::Serverless::GraphQLApi": "ApiId",
    "AWS::Serverless::WebSocketApi": "ApiId",
}
# Where the schema says something else than the user guide: the encoded shape of a property.
SHAPE_EXCEPTIONS = {"AWS::DynamoDB::Table": {"KeySchema": [{"s": "AttributeName KeyType"}]}}
# Properties that hold JSON as a text, which their schemas call a string.
JSON_TEXTS = {"AWS::CloudWatch::Dashboard": ("DashboardBody",), "AWS::StepFunctions::StateMachine": ("DefinitionString",)}
# SAM's types answer GetAtt as the resource they become.
SAM_BECOMES = {
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Application": "AWS::CloudFormation::Stack",
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::WebSocketApi": "AWS::ApiGatewayV2::Api",
}


def fold(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


class Encoder:
    """One type's schema in the table's form."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.read_only = {self._dotted(pointer) for pointer in schema.get("readOnlyProperties", [])}
        self.definitions: list[Any] = []
        self.numbers: dict[str, int] = {}
        self.open: set[str] = set()

    @staticmethod
    def _dotted(pointer: str) -> str:
        return pointer.removeprefix("/properties/").replace("/properties/", ".").replace("/", ".")

    def row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"p": self.object(self._properties(self.schema), "")}
        if self.definitions:
            row["d"] = self.definitions
        return row

    def _properties(self, node: dict[str, Any]) -> dict[str, Any]:
        found = dict(node.get("properties") or {})
        for union in ("oneOf", "anyOf", "allOf"):
            for branch in node.get(union) or []:
                found = {**self._properties(self._resolved(branch)), **found}
        return found

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            target: Any = self.schema
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def object(self, properties: dict[str, Any], path: str) -> dict[str, Any]:
        groups: dict[str, list[str]] = {}
        others: dict[str, Any] = {}
        for name, node in sorted(properties.items()):
            here = f"{path}.{name}".removeprefix(".")
            if here in self.read_only:
                continue
            shape = self.shape(node, here)
            text = tables.compact(shape).strip('"') if isinstance(shape, str) else tables.compact(shape)
            if text in GROUPED:
                groups.setdefault(GROUP_KEYS.get(text, text), []).append(name)
            else:
                others[name] = shape
        encoded: dict[str, Any] = {kind: " ".join(names) for kind, names in sorted(groups.items())}
        if others:
            encoded["o"] = others
        return encoded

    def shape(self, node: Any, path: str) -> Any:
        if not isinstance(node, dict):
            return "j"
        reference = node.get("$ref")
        if reference is None:
            return self.plain(node, path)
        if reference in self.open or reference in self.numbers:
            return f"#{self._number(reference)}"
        self.open.add(reference)
        shape = self.plain(self._resolved(node), path)
        self.open.discard(reference)
        if reference in self.numbers:  # met again inside itself
            self.definitions[self.numbers[reference]] = shape
            return f"#{self.numbers[reference]}"
        if len(tables.compact(shape)) > INLINE and not any(p.startswith(f"{path}.") for p in self.read_only):
            self.definitions[self._number(reference)] = shape
            return f"#{self.numbers[reference]}"
        return shape

    def _number(self, reference: str) -> int:
        if reference not in self.numbers:
            self.numbers[reference] = len(self.definitions)
            self.definitions.append(None)
        return self.numbers[reference]

    def plain(self, node: dict[str, Any], path: str) -> Any:
        kinds = node.get("type")
        if isinstance(kinds, list) and len(kinds) == 1:
            kinds = kinds[0]
        properties = self._properties(node)
        if isinstance(kinds, list):
            if "object" in kinds:
                return {"?": self.object(properties, path)} if properties else "j"
            if "array" in kinds:
                return [self.shape(node.get("items"), f"{path}.*")]
            # Where a number or its text may stand, the number is what is meant.
            return next((SCALARS[kind] for kind in ("boolean", "integer", "number") if kind in kinds), "s")
        if kinds in SCALARS:
            return SCALARS[kinds]
        if kinds == "array":
            return [self.shape(node["items"], f"{path}.*")] if "items" in node else ["j"]
        if properties:
            return self.object(properties, path)
        for values in [*(node.get("patternProperties") or {}).values(), node.get("additionalProperties")]:
            if isinstance(values, dict) and values:
                # An entry that may be anything, text included, is text to the service (environment variables).
                text = isinstance(values.get("type"), list) and "string" in values["type"]
                return {"*": "s" if text else self.shape(values, f"{path}.*")}
        for union in ("oneOf", "anyOf", "allOf"):
            shapes = [self.shape(branch, path) for branch in node.get(union) or []]
            shapes = [shape for shape in shapes if shape != "j"]
            if shapes:
                return shapes[0]
        return "j"


def cdk_references(package: Path) -> dict[str, dict[str, str]]:
    """CloudFormation type -> what CDK's own L1 class says its reference is: `{"queueUrl": "this.ref", ...}`."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(package.glob("**/lib/*.generated.js")):
        for body in re.split(r"class Cfn\w+ extends cdk\(\)\.CfnResource", file.read_text(encoding="utf-8"))[1:]:
            name = re.search(r'CFN_RESOURCE_TYPE_NAME="([^"]+)"', body)
            reference = re.search(r"get \w+Ref\(\)\{return ?\{([^}]*)\}", body)
            if name and reference:
                found[name[1]] = dict(re.findall(r"(\w+):(this\.\w+)(?=,|$)", reference[1]))
    return found


def get_atts(schema: dict[str, Any]) -> list[str]:
    """The dotted names of GetAtt, parts of lists left out."""
    names = (Encoder._dotted(pointer) for pointer in schema.get("readOnlyProperties", []))
    return sorted({name for name in names if "*" not in name})


def ref_of(cfn_type: str, schema: dict[str, Any], cdk: dict[str, str]) -> str:
    if cfn_type in REF_EXCEPTIONS:
        return REF_EXCEPTIONS[cfn_type]
    identifiers = [Encoder._dotted(pointer) for pointer in schema.get("primaryIdentifier", [])]
    said = [name for name, value in cdk.items() if value == "this.ref"]
    known = [*schema.get("properties", {}), *identifiers]
    resource = cfn_type.split("::")[2]
    if said:
        wanted = fold(said[0])
        # CDK puts the resource's name before short names: `Name` of a project is `projectName`.
        for spelling in (wanted, wanted.removeprefix(fold(resource))):
            for name in known:
                if spelling and fold(name) == spelling:
                    return name
        if wanted.endswith("arn") and "Arn" in known:
            return "Arn"
        if len(identifiers) == 1 and wanted.endswith(fold(identifiers[0])):
            return identifiers[0]
        for name in known:
            if len(name) > 3 and wanted.endswith(fold(name)) and fold(name).endswith(("name", "arn", "id")):
                return name
        print(f"  Ref of {cfn_type}: CDK says {said[0]}, identifiers {identifiers}", file=sys.stderr)
    if len(identifiers) == 1:
        return identifiers[0]
    return "Ref"


def arn_of(cfn_type: str, schema: dict[str, Any], ref: str, cdk: dict[str, str]) -> str | None:
    names = get_atts(schema)
    if "Arn" in names or ref == "Arn":
        return "Arn"
    if ref.lower().endswith("arn"):
        return ref
    for name, value in cdk.items():
        if name.endswith("Arn") and value.startswith("this.attr"):
            wanted = fold(value.removeprefix("this.attr"))
            for known in names:
                if fold(known) == wanted:
                    return known
    own = [name for name in names if fold(name) == fold(cfn_type.split("::")[2]) + "arn"]
    return own[0] if own else None


def main(schemas: Path, package: Path) -> None:
    providers = json.loads((schemas / "providers" / "us-east-1.json").read_text(encoding="utf-8"))
    sam = json.loads((schemas / "providers" / "sam.json").read_text(encoding="utf-8"))
    cdk = cdk_references(package)
    loaded = {
        cfn_type: json.loads((schemas / "resources" / f"{digest}.json").read_text(encoding="utf-8"))
        for cfn_type, digest in {**providers, **sam}.items()
    }
    rows: dict[str, Any] = {}
    for cfn_type, schema in sorted(loaded.items()):
        schema["properties"].update((name, {}) for name in JSON_TEXTS.get(cfn_type, ()))
        row = Encoder(schema).row()
        row["p"].get("o", {}).update(SHAPE_EXCEPTIONS.get(cfn_type, {}))
        becomes = loaded[SAM_BECOMES.get(cfn_type, cfn_type)]
        if names := get_atts(becomes):
            row["g"] = " ".join(names)
        row["ref"] = ref_of(cfn_type, schema, cdk.get(cfn_type, {}))
        if arn := arn_of(cfn_type, becomes, row["ref"], cdk.get(SAM_BECOMES.get(cfn_type, cfn_type), {})):
            row["arn"] = arn
        rows[cfn_type] = row
    version = json.loads((schemas / "version.json").read_text(encoding="utf-8"))["schema_date"][:10]
    halves: dict[str, dict[str, Any]] = {"schemas-a-k": {}, "schemas-l-z": {}}
    for cfn_type, row in rows.items():
        halves["schemas-a-k" if cfn_type.split("::")[1][0] <= "K" else "schemas-l-z"][cfn_type] = row
    for name, half in halves.items():
        tables.write(
            name,
            half,
            source="CloudFormation resource provider schemas (us-east-1 and SAM) as carried by cfn-lint 1.58.0; "
            "Ref and Arn names from the L1 classes of aws-cdk-lib 2.275.0",
            as_of=version,
            licence="MIT-0 (cfn-lint), Apache-2.0 (aws-cdk-lib)",
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
