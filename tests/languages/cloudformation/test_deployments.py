"""Files that say what a template is deployed with."""

from typing import Any

import pytest

from opexlint.formats.model import plain_value
from opexlint.languages import cloudformation
from opexlint.model import DEFAULT, ResourceRecord
from opexlint.source import File, Sources
from tests.languages.cloudformation.test_nesting import read

TEMPLATE = """
Parameters: {Env: {Type: String, Default: dev}, Days: {Type: Number, Default: 3}, Name: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name, DelaySeconds: !Ref Days, FifoQueue: !If [Prod, true, false]}}
"""
AWS = '[{"ParameterKey": "Name", "ParameterValue": "orders"}, {"ParameterKey": "Days", "ParameterValue": "7"}]'
PIPELINE = '{"Parameters": {"Name": "orders", "Env": "prod"}, "Tags": {"Team": "a"}}'
GIT_SYNC = "template-file-path: ./shop.yaml\nparameters:\n  Name: jobs\n  Env: prod\ntags: {Team: a}\n"


def queue(files: dict[str, str]) -> ResourceRecord:
    return next(one.whole for parsed in read(files) for one in parsed.resources)


def values(files: dict[str, str]) -> Any:
    return plain_value(queue({"shop.yaml": TEMPLATE, **files}).properties)


def by_file(**options: Any) -> dict[str, Any]:
    return {"$choice": [{"when": {"the parameters file": file.replace("__", ".")}, "value": value} for file, value in options.items()]}


def test_a_file_supplies_values_and_defaults_stand_for_what_it_leaves_out() -> None:
    found = values({"shop.parameters.json": AWS})
    assert (found["QueueName"], found["DelaySeconds"]) == ("orders", 7)
    assert found["FifoQueue"]["$choice"][0]["when"] == {"Env": "dev"}, "no file says which environment it is"
    assert values({"shop-config.json": PIPELINE}) == {"QueueName": "orders", "DelaySeconds": 3, "FifoQueue": True}
    assert values({"deployments/prod.yaml": GIT_SYNC}) == {"QueueName": "jobs", "DelaySeconds": 3, "FifoQueue": True}
    assert values({"shop.json": '["Name=a=b"]'})["QueueName"] == "a=b"


def test_each_file_is_an_option_of_one_switch() -> None:
    found = values({"parameters/dev.json": AWS, "parameters/prod.json": PIPELINE})
    assert found == {
        "QueueName": "orders",
        "DelaySeconds": by_file(**{"parameters/dev__json": 7, "parameters/prod__json": 3}),
        "FifoQueue": by_file(**{"parameters/dev__json": False, "parameters/prod__json": True}),
    }


def test_none_of_the_files_is_an_option_where_every_parameter_has_a_default() -> None:
    template = TEMPLATE.replace("Name: {Type: String}", "Name: {Type: String, Default: x}")
    assert values({"shop.yaml": template, "dev.json": AWS})["DelaySeconds"] == by_file(dev__json=7, defaults=3)


def test_a_value_tells_the_file_it_was_written_in() -> None:
    found = {key: node for key, _, _, node in queue({"shop.yaml": TEMPLATE, "prod.json": AWS}).properties[1][0]}
    (step,) = found["DelaySeconds"][5]
    assert (step[:3], AWS[step[3] : step[4]]) == (("input", "Days", "prod.json"), '"7"')
    assert found["DelaySeconds"][4] == "shop.yaml"
    template = TEMPLATE.replace("!If [Prod, true, false]", "!Ref Env")
    found = {key: node for key, _, _, node in queue({"shop.yaml": template, "prod.json": AWS}).properties[1][0]}
    assert DEFAULT not in [step[0] for step in found["DelaySeconds"][5]], "what a file says is no default"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("dev.json", '[{"ParameterKey": "Unheard", "ParameterValue": "x"}]'),
        ("dev.json", '{"Parameters": {"Name": "x"}, "more": 1}'),
        ("a/b/c/prod.json", AWS),
        ("shop-broken.json", '[{"ParameterKey": "Name"'),
        ("shop-list.json", "[1, 2]"),
        ("tsconfigs.json", AWS),
        ("deploy/shop.yaml", "template-file-path: elsewhere.yaml\nparameters: {Unheard: x}\n"),
    ],
)
def test_other_files_supply_nothing(path: str, text: str) -> None:
    assert values({path: text})["QueueName"] == {"$unknown": "Name has no default"}


def test_of_several_templates_a_file_is_of_the_one_it_is_named_after_or_names() -> None:
    both = {"shop.yaml": TEMPLATE, "shop-jobs.yaml": TEMPLATE}

    def names(path: str, text: str) -> dict[str, Any]:
        return {one.unit: plain_value(one.properties)["QueueName"] for parsed in read({**both, path: text}) for one in parsed.resources}

    unknown = {"$unknown": "Name has no default"}
    assert names("shop.parameters.json", AWS) == {"shop.yaml": "orders", "shop-jobs.yaml": unknown}
    assert names("shop-jobs-prod.json", AWS) == {"shop.yaml": unknown, "shop-jobs.yaml": "orders"}
    assert names("prod.json", AWS) == {"shop.yaml": unknown, "shop-jobs.yaml": unknown}
    assert names("shop-sync.yaml", GIT_SYNC) == {"shop.yaml": "jobs", "shop-jobs.yaml": unknown}


def test_what_more_files_set_than_can_be_told_apart_is_unknown() -> None:
    files = {f"env-{index}.json": AWS for index in range(9)}
    assert values(files)["QueueName"] == {"$unknown": "more than 8 files of parameters set it"}


def test_values_are_passed_on_to_nested_stacks() -> None:
    files = {
        "shop.yaml": "Parameters: {Env: {Type: String}}\nResources: {C: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Env: !Ref Env}}}}\n",
        "child.yaml": "Parameters: {Env: {Type: String}}\nResources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Env}}}\n",
        "prod.json": '{"Parameters": {"Env": "prod"}}',
        "test.json": '{"Parameters": {"Env": "test"}}',
    }
    found = [plain_value(one.properties) for parsed in read(files) for one in parsed.resources if one.address == "Q"]
    assert found == [{"QueueName": by_file(prod__json="prod", test__json="test")}]


SAMCONFIG = """
version = 0.1
[default.deploy.parameters]
stack_name = "shop-dev"
parameter_overrides = "Name=\\"or ders\\" Env=dev"
[prod.deploy.parameters]
parameter_overrides = ["ParameterKey=Name,ParameterValue=orders", "Days=14", 'Env="prod"']
[other.deploy.parameters]
template_file = "jobs/other.yaml"
parameter_overrides = "Name=jobs"
"""


ANY = {"when": {"Env": "another value"}, "value": False}


def test_environments_of_samconfig_are_options() -> None:
    files = {"app/template.yaml": TEMPLATE, "app/samconfig.toml": SAMCONFIG, "app/jobs/other.yaml": TEMPLATE}
    found = {one.unit: plain_value(one.properties) for parsed in read(files) for one in parsed.resources}
    options = ("samconfig.toml default", "samconfig.toml prod", "another one")

    def either(*values: Any) -> dict[str, Any]:
        return {"$choice": [{"when": {"the parameters file": one}, "value": value} for one, value in zip(options, values, strict=True)]}

    free = {"$choice": [{"when": {"Env": "dev"}, "value": False}, {"when": {"Env": "prod"}, "value": True}, ANY]}
    assert found["app/template.yaml"] == {
        "QueueName": either("or ders", "orders", {"$unknown": "Name has no default"}),
        "DelaySeconds": either(3, 14, 3),
        "FifoQueue": either(False, True, free),
    }, "developers keep theirs in it, pipelines pass their own"
    assert found["app/jobs/other.yaml"]["QueueName"]["$choice"][0]["value"] == "jobs"


def test_what_an_environment_leaves_open_is_open_there_alone() -> None:
    template = TEMPLATE.replace("Default: dev", "AllowedValues: [dev, prod]")
    settings = '[dev.deploy.parameters]\nparameter_overrides = "Env=dev"\n[prod.deploy.parameters]\ncapabilities = "x"\n'
    found = plain_value(queue({"template.yaml": template, "samconfig.toml": settings}).properties)["FifoQueue"]
    assert found["$choice"] == [
        {"when": {"the parameters file": "samconfig.toml dev"}, "value": False},
        {
            "when": {"the parameters file": "samconfig.toml prod"},
            "value": {"$choice": [{"when": {"Env": "dev"}, "value": False}, {"when": {"Env": "prod"}, "value": True}]},
        },
        {
            "when": {"the parameters file": "another one"},
            "value": {"$choice": [{"when": {"Env": "dev"}, "value": False}, {"when": {"Env": "prod"}, "value": True}]},
        },
    ]


def test_what_an_environment_passes_stands_where_it_is_written() -> None:
    text = "default:\n  global:\n    parameters:\n      parameter_overrides: Name=orders Days=7\n"
    built = "  build:\n    parameters: {template_file: shop.yaml}\n"
    found = {key: node for key, _, _, node in queue({"shop.yaml": TEMPLATE, "samconfig.yaml": text + built}).properties[1][0]}
    (step,) = found["DelaySeconds"][1][1][0][1][5]
    assert (step[:3], text[step[3] : step[4]]) == (("input", "Days", "samconfig.yaml"), "7")


@pytest.mark.parametrize(
    "overrides", ["1", '""', '"="', '"Name"', '["a", 1]', '"Unheard=x"', '"ParameterKey=Name"', '"Name=\'"', '{Name = "x"}']
)
def test_overrides_that_say_nothing_pass_nothing(overrides: str) -> None:
    files = {"template.yaml": TEMPLATE, "samconfig.toml": f"[default.deploy.parameters]\nparameter_overrides = {overrides}\n"}
    assert "Name" in str(plain_value(queue(files).properties)["QueueName"])


class Unopened(File):
    """A file of which only its digest may be asked."""

    def __init__(self, file: File) -> None:
        self.path, self.digest = file.path, file.digest

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{self.path} was opened")


def test_what_belongs_together_is_known_of_files_that_have_not_changed_without_opening_them() -> None:
    texts = {
        "outer.yaml": "Resources: {Shop: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: shop/template.yaml}}}",
        "shop/template.yaml": TEMPLATE,
        "jobs/jobs.yaml": TEMPLATE,
        "jobs/jobs-prod.json": AWS,
        "jobs/deployments/test.json": PIPELINE,
        "jobs/prod.json": '{"Tags": {}}',
        "queues/template.yaml": TEMPLATE,
        "queues/samconfig.toml": '[prod.deploy.parameters]\nparameter_overrides = "Name=orders"\n',
    }
    templates = [path for path in texts if path.endswith(".yaml")]
    files = {path: File(path, text) for path, text in texts.items()}
    before = Sources(files, files.get)
    jobs = list(cloudformation.jobs(templates, before))
    assert [job.paths for job in jobs] == [
        ("outer.yaml", "shop/template.yaml"),
        ("jobs/jobs.yaml", "jobs/deployments/test.json", "jobs/jobs-prod.json"),
        ("queues/template.yaml", "queues/samconfig.toml"),
    ]
    now = Sources(files, lambda path: Unopened(files[path]) if path in files else None)
    now.notes = before.notes
    assert list(cloudformation.jobs(templates, now)) == jobs
    assert now.asked == before.asked
