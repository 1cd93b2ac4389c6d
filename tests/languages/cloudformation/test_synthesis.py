"""Templates that `cdk synth` wrote."""

import json
from typing import Any

from opexlint.languages import cloudformation
from opexlint.model import Parsed
from opexlint.source import File, Sources


def template(**resources: tuple[str, str, dict[str, Any]]) -> str:
    return json.dumps(
        {
            "Resources": {
                name: {"Type": kind, "Properties": properties, "Metadata": {"aws:cdk:path": path, **properties.pop("Metadata", {})}}
                for name, (kind, path, properties) in resources.items()
            }
        },
        indent=1,
    )


QUEUE = template(
    OrdersA1=("AWS::SQS::Queue", "Shop/Orders/Resource", {}),
    AlarmB2=("AWS::CloudWatch::Alarm", "Shop/Alarm/Resource", {"AlarmActions": [{"Ref": "OrdersA1"}]}),
    PolicyC3=("AWS::SQS::QueuePolicy", "Shop/Orders/Policy/Resource", {}),
)
PROGRAM = "class Shop(Stack):\n    def __init__(self) -> None:\n        Queue(self, 'Orders')\n"


def assembly(*trace: str, extra: str = "") -> str:
    entries = {"/Shop/Orders/Resource": [{"type": "aws:cdk:logicalId", "data": "OrdersA1", "trace": list(trace)}]}
    shop: dict[str, Any] = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}, "metadata": entries}
    if extra:
        shop |= {"additionalMetadataFile": extra, "metadata": {}}
    return json.dumps({"version": "48.0.0", "artifacts": {"Tree": {}, "Shop": shop}})


def read(files: dict[str, str]) -> list[Parsed]:
    given = {path: File(path, text) for path, text in files.items()}
    sources = Sources(given, given.get)
    claimed = [path for path, file in sorted(given.items()) if path.endswith(cloudformation.SUFFIXES) and cloudformation.claims(file)]
    return [cloudformation.read(job, sources) for job in cloudformation.jobs(claimed, sources)]


def headers(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {
        one.name: (one.header.path, files[one.header.path][one.header.start : one.header.end])
        for parsed in read(files)
        for one in parsed.resources
    }


def test_resources_are_called_as_their_constructs() -> None:
    (parsed,) = read({"cdk.out/Shop.template.json": QUEUE})
    assert [(one.name, one.address) for one in parsed.resources] == [
        ("Orders", "Shop/Orders"),
        ("Alarm", "Shop/Alarm"),
        ("Policy", "Shop/Orders/Policy"),
    ]
    (alarm,) = (one for one in parsed.resources if one.name == "Alarm")
    assert alarm.properties[1][0][0][3][1][0][0][1] == (("cdk.out/Shop.template.json", "Shop/Orders"), "QueueUrl")


def test_the_line_of_the_program_is_the_place_where_the_assembly_tells_it() -> None:
    files = {"app/cdk.out/Shop.template.json": QUEUE, "app/shop/stack.py": PROGRAM}
    line = ("app/shop/stack.py", "Queue(self, 'Orders')")
    for frame in ("new Queue (/home/ci/app/shop/stack.py:3:9)", 'File "/elsewhere/build/shop/stack.py", line 3, in __init__'):
        files["app/cdk.out/manifest.json"] = assembly("node:internal/main:1", frame)
        found = headers(files)
        assert found["Orders"] == line
        assert found["Alarm"] == ("app/cdk.out/Shop.template.json", '"AlarmB2"')
    files["app/cdk.out/manifest.json"] = assembly(extra="Shop.metadata.json")
    files["app/cdk.out/Shop.metadata.json"] = json.dumps({"/Shop/Orders/Resource": [{"trace": ["shop/stack.py:3"]}]})
    assert headers(files)["Orders"] == line


def test_an_assembly_that_tells_nothing_is_no_harm() -> None:
    files = {"cdk.out/Shop.template.json": QUEUE, "stack.py": PROGRAM}
    for manifest in (
        "",
        "[",
        "[]",
        "{}",
        '{"artifacts": []}',
        '{"artifacts": {"Shop": 1}}',
        assembly("x.py:99"),
        assembly("stack.py:99"),
        "[" * 100_000,
    ):
        files["cdk.out/manifest.json"] = manifest
        assert headers(files)["Orders"] == ("cdk.out/Shop.template.json", '"OrdersA1"')


def test_nested_stacks_are_found_by_their_assets() -> None:
    stack = template(
        NestedD4=(
            "AWS::CloudFormation::Stack",
            "Shop/Jobs.NestedStack/Jobs.NestedStackResource",
            {
                "TemplateURL": {"Fn::Sub": "https://s3.${AWS::Region}.amazonaws.com/cdk/x.json"},
                "Metadata": {"aws:asset:path": "ShopJobs.nested.template.json", "aws:asset:property": "TemplateURL"},
            },
        )
    )
    nested = template(JobsE5=("AWS::SQS::Queue", "Shop/Jobs/Queue/Resource", {}))
    (parsed,) = read({"cdk.out/Shop.template.json": stack, "cdk.out/ShopJobs.nested.template.json": nested})
    assert [one.address for one in parsed.resources] == ["Shop/Jobs.NestedStack/Jobs.NestedStackResource", "Shop/Jobs/Queue"]
    assert parsed.modules[0].opaque == ""


def test_what_a_program_of_the_project_writes_elsewhere_is_read_as_the_program() -> None:
    files = {"app/build/Shop.template.json": QUEUE, "app/cdk.json": '{"app": "python3 app.py", "output": "build"}'}
    assert read(files) == []
    files["app/cdk.json"] = '{"app": "npx ts-node app.ts", "output": "build"}'
    assert len(read(files)) == 1, "nobody else reads that program"


def test_resources_of_one_construct_keep_their_logical_ids() -> None:
    both = template(A=("AWS::SQS::Queue", "Shop/Q/Resource", {}), B=("AWS::SQS::Queue", "Shop/Q", {}))
    (parsed,) = read({"Shop.template.json": both})
    assert [one.address for one in parsed.resources] == ["A", "B"]
