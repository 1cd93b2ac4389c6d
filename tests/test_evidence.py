"""Evidence: alarms, actions, dead letters, consumers and listeners, found wherever they stand and doubted where they may stand elsewhere.

The projects are written as plain data here (`Ref`, `Sub`, `Unknown`, `If` where a template would say so), so that nothing depends on a
language's reader.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pytest

from opexlint import evidence
from opexlint.model import (
    CommandRecord,
    ModuleRecord,
    Node,
    Parsed,
    ResourceRecord,
    UnitRecord,
    choice,
    gone,
    mapping,
    reference,
    scalar,
    sequence,
    text,
    unknown,
)
from opexlint.project import Project
from opexlint.source import Location
from opexlint.subjects import Resource

HERE = Location("shop.yaml", 0, 1)
UNIT = "shop.yaml"


class Ref(NamedTuple):
    address: str
    attribute: str = "Arn"


class Sub(NamedTuple):
    parts: tuple[Any, ...]


class Unknown(NamedTuple):
    why: str = "it is passed in"


class Open(NamedTuple):
    items: list[Any]


class If(NamedTuple):
    parameter: str
    options: dict[str, Any]


def node(value: Any) -> Node:
    match value:
        case Ref(address, attribute):
            return reference((UNIT, address), attribute, HERE)
        case Sub(parts):
            return text(tuple(map(node, parts)), HERE)
        case Unknown(why):
            return unknown(why, HERE)
        case Open(items):
            return sequence(tuple(map(node, items)), HERE, "more may come")
        case If(parameter, options):
            return choice(("parameter", parameter, UNIT), tuple((option, node(one)) for option, one in options.items()), HERE)
        case dict():
            return mapping(tuple((key, 0, 1, node(one)) for key, one in value.items()), HERE)
        case list():
            return sequence(tuple(map(node, value)), HERE)
        case None:
            return gone(HERE)
        case _:
            return scalar(value, HERE)


def resource(
    type_: str, name: str, properties: dict[str, Any] | Unknown | None = None, *, when: Any = True, unit: str = UNIT
) -> ResourceRecord:
    return ResourceRecord(type_, type_, name, name, unit, HERE, node(when), node(properties or {}), node({}))


def module(name: str, source: str, inputs: dict[str, Any] | None = None) -> ModuleRecord:
    return ModuleRecord(name, name, UNIT, HERE, node(source), node(""), node(inputs or {}), "it is not in the project")


def command(*words: Any) -> CommandRecord:
    return CommandRecord(node(list(words)), "local-exec", UNIT, HERE, ())


def project(*records: ResourceRecord | ModuleRecord | CommandRecord, open_: str = "", settings: dict[str, Any] | None = None) -> Project:
    unit = UnitRecord(UNIT, "template", HERE, node(settings or {}), open_)
    resources = tuple(one for one in records if isinstance(one, ResourceRecord))
    modules = tuple(one for one in records if isinstance(one, ModuleRecord))
    commands = tuple(one for one in records if isinstance(one, CommandRecord))
    return Project([Parsed(units=(unit,), resources=resources, commands=commands, modules=modules)])


def get(of: Project, name: str) -> Resource:
    found = of.resource((UNIT, name))
    assert found is not None
    return found


def names(found: Iterable[Resource]) -> list[str]:
    """The names of an answer; the unknown resource is `?`."""
    return [one.name if one.is_known else "?" for one in found]


def alarm(dimension: Any, metric: Any = "Errors", namespace: Any = "AWS/Lambda", name: str = "FunctionName", **more: Any) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": dimension}]
    return {"Namespace": namespace, "MetricName": metric, "Dimensions": dimensions, **more}


def on_errors(of: Project, name: str = "orders") -> list[str]:
    return names(evidence.alarms_on(of, get(of, name), "AWS/Lambda", "Errors"))


ORDERS = resource(evidence.FUNCTION, "orders", {"FunctionName": "orders-v1"})
UNNAMED = resource(evidence.FUNCTION, "orders")
TEXTUAL = resource(evidence.FUNCTION, "orders", {"FunctionName": Sub((Unknown("var.env has no default"), "-orders"))})


@pytest.mark.parametrize(
    "dimension",
    [
        Ref("orders", "FunctionName"),
        Sub(("arn:aws:lambda:eu-west-1:111122223333:function:", Ref("orders", "FunctionName"))),
        "orders-v1",
        "arn:aws:lambda:eu-west-1:111122223333:function:orders-v1",
    ],
    ids=["reference", "text", "name", "arn"],
)
def test_an_alarm_watches_what_its_dimension_denotes(dimension: Any) -> None:
    of = project(ORDERS, resource(evidence.ALARM, "fail", alarm(dimension)))
    assert on_errors(of) == ["fail"]
    assert not of.world.unknowns


def test_an_alarm_watches_the_resource_whose_name_is_the_same_text() -> None:
    same = Sub((Unknown("var.env has no default"), "-orders"))
    of = project(TEXTUAL, resource(evidence.ALARM, "fail", alarm(same)))
    assert on_errors(of) == ["fail"]
    assert not of.world.unknowns


def test_a_text_that_could_be_the_name_is_a_doubt() -> None:
    of = project(ORDERS, resource(evidence.ALARM, "fail", alarm(Sub(("orders-", Unknown())))))
    assert on_errors(of) == ["?"]
    assert of.world.unknowns


def test_a_text_that_can_not_be_the_name_is_none() -> None:
    of = project(ORDERS, resource(evidence.ALARM, "fail", alarm(Sub(("payments-", Unknown())))))
    assert on_errors(of) == []
    assert not of.world.unknowns


def test_a_text_is_not_the_name_that_the_service_makes_up() -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "fail", alarm(Sub((Unknown(), "-orders")))))
    assert on_errors(of) == []


def test_another_metric_is_no_coverage() -> None:
    of = project(ORDERS, resource(evidence.ALARM, "busy", alarm(Ref("orders"), "Throttles")))
    assert on_errors(of) == []
    assert not of.world.unknowns


def test_an_alarm_whose_action_is_the_function_is_no_coverage() -> None:
    of = project(ORDERS, resource(evidence.ALARM, "full", {**alarm("disk", name="Disk"), "AlarmActions": [Ref("orders")]}))
    assert on_errors(of) == []


def test_an_alarm_on_an_alias_watches_the_function() -> None:
    of = project(
        ORDERS,
        resource("AWS::Lambda::Version", "one", {"FunctionName": Ref("orders", "FunctionName")}),
        resource("AWS::Lambda::Alias", "live", {"FunctionName": Ref("orders", "FunctionName"), "FunctionVersion": Ref("one", "Version")}),
        resource(evidence.ALARM, "fail", alarm(Ref("live", "AliasArn"))),
    )
    assert on_errors(of) == ["fail"]


def test_metric_math_counts() -> None:
    rate = [
        {"Id": "rate", "Expression": "100 * errors / calls"},
        {"Id": "errors", "MetricStat": {"Metric": alarm(Ref("orders"))}},
        {"Id": "calls", "MetricStat": {"Metric": alarm(Ref("orders"), "Invocations")}},
    ]
    of = project(ORDERS, resource(evidence.ALARM, "rate", {"Metrics": rate}))
    assert on_errors(of) == ["rate"]
    assert names(evidence.alarms_on(of, get(of, "orders"), "AWS/Lambda", "Throttles")) == []


@pytest.mark.parametrize(
    "query",
    [
        'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY SUM() DESC',
        "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\"', 'Sum', 300)",
    ],
)
def test_a_query_over_the_namespace_watches_every_function(query: str) -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "any", {"Metrics": [{"Id": "q", "Expression": query}]}))
    assert on_errors(of) == ["any"]
    assert names(evidence.alarms_on(of, get(of, "orders"), "AWS/Lambda", "Throttles")) == []


def test_a_metric_over_all_functions_counts() -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "any", {"Namespace": "AWS/Lambda", "MetricName": "Errors"}))
    assert on_errors(of) == ["any"]


@pytest.mark.parametrize(
    "properties",
    [
        alarm(Unknown()),
        alarm(Ref("orders"), Unknown()),
        alarm(Ref("orders"), namespace=Unknown()),
        {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": Open([])},
        {"Metrics": Open([])},
        {"Metrics": [{"Id": "q", "Expression": Unknown()}]},
        Unknown(),
    ],
    ids=["dimension", "metric", "namespace", "dimensions", "metrics", "expression", "all"],
)
def test_an_alarm_that_is_not_known_in_full_is_a_doubt(properties: Any) -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "some", properties))
    assert on_errors(of) == ["?"]
    assert of.world.unknowns


@pytest.mark.parametrize(
    "properties",
    [
        alarm(Unknown(), "Throttles"),
        alarm(Unknown(), namespace="AWS/SQS"),
        alarm(Ref("payments")),
    ],
    ids=["another metric", "another namespace", "another function"],
)
def test_an_alarm_that_is_certainly_on_something_else_is_no_doubt(properties: Any) -> None:
    of = project(UNNAMED, resource(evidence.FUNCTION, "payments"), resource(evidence.ALARM, "some", properties))
    assert on_errors(of) == []
    assert not of.world.unknowns


def test_what_is_certain_comes_first_and_leaves_no_doubt() -> None:
    of = project(
        UNNAMED, resource(evidence.ALARM, "perhaps", alarm(Unknown())), resource(evidence.ALARM, "certain", alarm(Ref("orders"))), open_="?"
    )
    assert any(evidence.alarms_on(of, get(of, "orders"), "AWS/Lambda", "Errors"))
    assert not of.world.unknowns
    assert on_errors(of) == ["certain", "?"]


@pytest.mark.parametrize(
    "where",
    [
        module("alarms", "terraform-aws-modules/cloudwatch/aws//modules/metric-alarm"),
        module("anything", "git::https://example.com/anything", {"function": Ref("orders", "FunctionName")}),
        resource("datadog_monitor", "watch"),
    ],
    ids=["a module of alarms", "a module that is given the function", "another vendor"],
)
def test_what_may_make_alarms_elsewhere_is_a_doubt(where: ResourceRecord | ModuleRecord) -> None:
    assert on_errors(project(UNNAMED, where)) == ["?"]


def test_a_module_of_something_else_is_no_doubt() -> None:
    logs = module("logs", "terraform-aws-modules/cloudwatch/aws//modules/log-group")
    assert on_errors(project(UNNAMED, logs, module("vpc", "terraform-aws-modules/vpc/aws"))) == []


def test_an_open_unit_is_a_doubt() -> None:
    assert on_errors(project(UNNAMED, open_="a transform may add resources")) == ["?"]


OTHER = "other.yaml"


def test_an_unknown_of_another_unit_is_none_of_what_never_leaves_its_own() -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "some", alarm(Unknown()), unit=OTHER))
    assert on_errors(of) == []
    assert not of.world.unknowns


@pytest.mark.parametrize(
    ("settings", "others"),
    [
        ({"Outputs": {"Orders": {"Value": Ref("orders", "FunctionName")}}}, []),
        ({}, [resource("AWS::SSM::Parameter", "shared", {"Value": Ref("orders", "FunctionName")})]),
    ],
    ids=["output", "parameter store"],
)
def test_an_unknown_of_another_unit_may_be_what_leaves_its_own(settings: dict[str, Any], others: list[ResourceRecord]) -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "some", alarm(Unknown()), unit=OTHER), *others, settings=settings)
    assert on_errors(of) == ["?"]


@pytest.mark.parametrize(
    "properties",
    [
        alarm("orders-v1"),
        {"Metrics": [{"Id": "q", "Expression": 'SELECT SUM(Errors) FROM "AWS/Lambda"'}]},
    ],
    ids=["name", "query"],
)
def test_an_alarm_of_another_unit_counts(properties: dict[str, Any]) -> None:
    assert on_errors(project(ORDERS, resource(evidence.ALARM, "some", properties, unit=OTHER))) == ["some"]


def test_the_same_text_is_the_same_name_in_another_unit() -> None:
    same = alarm(Sub((Unknown("var.env has no default"), "-orders")))
    assert on_errors(project(TEXTUAL, resource(evidence.ALARM, "some", same, unit=OTHER))) == ["some"]


def test_an_answer_is_given_in_the_world_of_the_rule() -> None:
    only_production = If("Env", {"prod": True, "dev": False})
    of = project(UNNAMED, resource(evidence.ALARM, "fail", alarm(Ref("orders")), when=only_production))
    of.world.begin({("parameter", "Env", UNIT): "dev"})
    assert on_errors(of) == []
    of.world.begin({("parameter", "Env", UNIT): "prod"})
    assert on_errors(of) == ["fail"]


def test_an_index_holds_for_all_worlds_whichever_asked_first() -> None:
    dimension = If("Env", {"dev": Ref("payments"), "prod": Unknown()})
    of = project(UNNAMED, resource(evidence.FUNCTION, "payments"), resource(evidence.ALARM, "fail", alarm(dimension)))
    for env, answer in (("dev", []), ("prod", ["?"]), ("dev", [])):
        of.world.begin({("parameter", "Env", UNIT): env})
        assert on_errors(of) == answer
        assert of.world.options == {("parameter", "Env", UNIT): env}


def test_alarms_that_nobody_knows_to_exist_are_a_doubt() -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "fail", alarm(Ref("orders")), when=Unknown("var.alarms has no default")))
    assert on_errors(of) == ["?"]
    assert of.world.unknowns == ["var.alarms has no default"]


# -- alarms on logs ---------------------------------------------------------------------------------------------------------------------


def test_an_alarm_on_what_is_counted_in_the_logs() -> None:
    counted = [{"MetricName": "OrderErrors", "MetricNamespace": "Shop", "MetricValue": "1"}]
    of = project(
        UNNAMED,
        resource(evidence.LOG_GROUP, "logs", {"LogGroupName": Sub(("/aws/lambda/", Ref("orders", "FunctionName")))}),
        resource(evidence.METRIC_FILTER, "errors", {"LogGroupName": Ref("logs", "LogGroupName"), "MetricTransformations": counted}),
        resource(evidence.ALARM, "fail", {"Namespace": "Shop", "MetricName": "OrderErrors"}),
        resource(evidence.ALARM, "other", {"Namespace": "Elsewhere", "MetricName": "OrderErrors"}),
        resource(evidence.FUNCTION, "payments"),
    )
    assert names(evidence.log_alarms_on(of, get(of, "orders"))) == ["fail"]
    assert names(evidence.log_alarms_on(of, get(of, "payments"))) == []


# -- what an alarm does -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [Sub(("ALARM(", Ref("fail", "AlarmName"), ") OR FALSE")), 'ALARM("orders-fail") AND OK(other)'])
def test_the_actions_of_a_composite_alarm_are_those_of_its_children(rule: Any) -> None:
    of = project(
        resource(evidence.ALARM, "fail", {**alarm("orders"), "AlarmName": "orders-fail"}),
        resource(evidence.COMPOSITE_ALARM, "all", {"AlarmRule": rule, "AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:pager"]}),
        resource(evidence.COMPOSITE_ALARM, "others", {"AlarmRule": "ALARM(payments-fail)", "AlarmActions": ["elsewhere"]}),
    )
    assert [action.known for action in evidence.actions_of(of, get(of, "fail"))] == ["arn:aws:sns:eu-west-1:111122223333:pager"]


def test_a_composite_alarm_whose_rule_is_not_known_is_a_doubt() -> None:
    of = project(resource(evidence.ALARM, "fail", alarm("orders")), resource(evidence.COMPOSITE_ALARM, "all", {"AlarmRule": Unknown()}))
    assert names(evidence.composites_of(of, get(of, "fail"))) == ["?"]
    assert [action.kind for action in evidence.actions_of(of, get(of, "fail"))] == ["unknown"]


@pytest.mark.parametrize(
    ("other", "answer"),
    [
        (resource(evidence.EVENT_RULE, "other", {"EventPattern": {"source": ["aws.cloudwatch"]}}), ["other"]),
        (resource(evidence.EVENT_RULE, "other", {"EventPattern": {"source": ["aws.ecs"]}}), []),
        (resource(evidence.EVENT_RULE, "other", {"EventPattern": Unknown()}), ["?"]),
        (
            resource("AWS::CodeDeploy::DeploymentGroup", "other", {"AlarmConfiguration": {"Alarms": [{"Name": Ref("fail", "AlarmName")}]}}),
            ["other"],
        ),
        (resource("AWS::AppConfig::Environment", "other", {"Monitors": [{"AlarmArn": Ref("fail")}]}), ["other"]),
        (resource("AWS::CloudWatch::Dashboard", "other", {"DashboardBody": Sub(("{", Ref("fail"), "}"))}), []),
        (resource("AWS::IAM::Policy", "other", {"PolicyDocument": {"Resource": Ref("fail")}}), []),
        (resource("AWS::SSM::Parameter", "other", {"Value": Ref("fail")}), ["other", "?"]),
    ],
    ids=["rule", "rule on something else", "unknown rule", "deployment", "configuration", "dashboard", "policy", "parameter"],
)
def test_what_else_acts_on_an_alarm(other: ResourceRecord, answer: list[str]) -> None:
    of = project(resource(evidence.ALARM, "fail", alarm("orders")), other)
    assert names(evidence.listeners_of(of, get(of, "fail"))) == answer


@pytest.mark.parametrize(
    ("actions", "answer"),
    [
        ([Ref("pager", "TopicArn")], ["fail"]),
        ([Ref("pager", "TopicArn"), "arn:aws:sns:eu-west-1:111122223333:other"], []),
        (["arn:aws:sns:eu-west-1:111122223333:pager"], ["fail"]),
        ([], []),
        ([Ref("pager", "TopicArn"), Unknown()], ["?"]),
    ],
)
def test_the_alarms_that_only_publish_to_a_topic(actions: list[Any], answer: list[str]) -> None:
    of = project(
        resource(evidence.TOPIC, "pager", {"TopicName": "pager"}),
        resource(evidence.ALARM, "fail", {**alarm("orders"), "AlarmActions": actions}),
    )
    assert names(evidence.alarms_into(of, get(of, "pager"))) == answer


# -- queues -----------------------------------------------------------------------------------------------------------------------------

DEAD = resource(evidence.QUEUE, "dead", {"QueueName": "dead"})


@pytest.mark.parametrize(
    "source",
    [
        resource(evidence.QUEUE, "source", {"RedrivePolicy": {"deadLetterTargetArn": Ref("dead"), "maxReceiveCount": 5}}),
        resource(evidence.QUEUE, "source", {"RedrivePolicy": {"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:dead"}}),
        resource(evidence.FUNCTION, "source", {"DeadLetterConfig": {"TargetArn": Ref("dead")}}),
        resource(evidence.EVENT_SOURCE, "source", {"DestinationConfig": {"OnFailure": {"Destination": Ref("dead")}}}),
        resource(evidence.EVENT_RULE, "source", {"Targets": [{"Id": "a"}, {"Id": "b", "DeadLetterConfig": {"Arn": Ref("dead")}}]}),
        resource("AWS::Scheduler::Schedule", "source", {"Target": {"DeadLetterConfig": {"Arn": Ref("dead")}}}),
    ],
    ids=["queue", "by arn", "function", "event source", "rule", "schedule"],
)
def test_whose_failures_land_in_a_queue(source: ResourceRecord) -> None:
    of = project(DEAD, source)
    assert names(evidence.dead_letters_of(of, get(of, "dead"))) == ["source"]
    assert names(evidence.consumers_of(of, get(of, "dead"))) == []
    assert not of.world.unknowns


def test_a_queue_that_is_a_target_is_no_dead_letter_queue() -> None:
    of = project(DEAD, resource(evidence.EVENT_RULE, "rule", {"Targets": [{"Id": "a", "Arn": Ref("dead")}]}))
    assert names(evidence.dead_letters_of(of, get(of, "dead"))) == []


def test_an_unknown_failure_target_may_be_any_queue() -> None:
    of = project(DEAD, resource(evidence.QUEUE, "source", {"RedrivePolicy": Unknown()}))
    assert names(evidence.dead_letters_of(of, get(of, "dead"))) == ["?"]


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (resource(evidence.EVENT_SOURCE, "one", {"EventSourceArn": Ref("dead")}), ["one"]),
        (resource(evidence.PIPE, "one", {"Source": Ref("dead"), "Target": "elsewhere"}), ["one"]),
        (resource(evidence.PIPE, "one", {"Source": "elsewhere", "Target": Ref("dead")}), []),
        (resource(evidence.EVENT_SOURCE, "one", {"EventSourceArn": Unknown()}), ["?"]),
        (resource(evidence.FUNCTION, "one", {"Environment": {"Variables": {"QUEUE": Ref("dead", "QueueUrl")}}}), ["?"]),
        (resource("AWS::IAM::Policy", "one", {"PolicyDocument": {"Resource": Ref("dead")}}), []),
    ],
    ids=["event source", "pipe", "target of a pipe", "unknown source", "given to code", "policy"],
)
def test_who_reads_from_a_queue(one: ResourceRecord, answer: list[str]) -> None:
    of = project(DEAD, one)
    assert names(evidence.consumers_of(of, get(of, "dead"))) == answer


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (resource("Custom::Setup", "one", {"ServiceToken": Ref("orders")}), ["one"]),
        (resource("AWS::StepFunctions::StateMachine", "one", {"DefinitionString": Sub(("{", Ref("orders"), "}"))}), ["one"]),
        (resource("AWS::StepFunctions::StateMachine", "one", {"DefinitionString": Unknown()}), ["?"]),
        (resource("AWS::CloudFront::Distribution", "one", {"DistributionConfig": Unknown()}), ["?"]),
        (resource("AWS::CloudFront::Distribution", "one", {"DistributionConfig": {"DefaultCacheBehavior": {}}}), []),
        (resource("AWS::ApiGateway::Method", "one", {"Integration": {"Uri": Ref("orders")}}), []),
    ],
    ids=["custom resource", "workflow", "unknown workflow", "unknown distribution", "distribution", "method"],
)
def test_what_visibly_fails_with_a_function(one: ResourceRecord, answer: list[str]) -> None:
    of = project(UNNAMED, one)
    assert names(evidence.fails_with(of, get(of, "orders"))) == answer


def test_where_the_failures_of_a_function_land() -> None:
    of = project(
        DEAD,
        resource(evidence.FUNCTION, "orders", {"DeadLetterConfig": {"TargetArn": Ref("dead", "Arn")}}),
        resource("AWS::Lambda::Alias", "live", {"FunctionName": Ref("orders", "FunctionName")}),
        resource(
            "AWS::Lambda::EventInvokeConfig",
            "invoke",
            {"FunctionName": Ref("live"), "DestinationConfig": {"OnFailure": {"Destination": "a"}}},
        ),
        resource(evidence.QUEUE, "source", {"RedrivePolicy": {"deadLetterTargetArn": "b"}}),
        resource(evidence.EVENT_SOURCE, "event", {"FunctionName": Ref("live"), "EventSourceArn": Ref("source")}),
        resource(evidence.FUNCTION, "payments"),
    )
    assert [target.show() for target in evidence.failures_of(of, get(of, "orders"))] == ["dead.Arn", "a", "b"]
    assert list(evidence.failures_of(of, get(of, "payments"))) == []


# -- topics -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "others", "answer"),
    [
        ({}, [command("aws", "sns", "subscribe", "--topic-arn", Unknown())], ["?"]),
        ({}, [command("aws", "sns", "publish", "--topic-arn", Unknown())], []),
        ({}, [], []),
        ({"Subscription": [{"Protocol": "email", "Endpoint": Unknown()}]}, [], ["pager"]),
        ({"Subscription": Open([])}, [], ["?"]),
        ({}, [resource(evidence.SUBSCRIPTION, "mail", {"TopicArn": Ref("pager", "TopicArn")})], ["mail"]),
        ({}, [resource(evidence.SUBSCRIPTION, "mail", {"TopicArn": Unknown()})], ["?"]),
        ({}, [resource(evidence.SUBSCRIPTION, "mail", {"TopicArn": "arn:aws:sns:eu-west-1:111122223333:other"})], []),
        ({}, [resource("AWS::Chatbot::SlackChannelConfiguration", "chat", {"SnsTopicArns": [Ref("pager", "TopicArn")]})], ["chat"]),
    ],
    ids=["a command subscribes", "a command publishes", "nobody", "inline", "open", "separate", "unknown", "of another", "chat"],
)
def test_who_listens_to_a_topic(topic: dict[str, Any], others: list[Any], answer: list[str]) -> None:
    of = project(resource(evidence.TOPIC, "pager", topic), *others)
    assert names(evidence.subscribers_of(of, get(of, "pager"))) == answer


@pytest.mark.parametrize(
    ("settings", "others", "handed"),
    [
        ({}, [resource("AWS::CloudFormation::Stack", "nested", {"TemplateBody": {"Resources": Unknown()}})], True),
        ({}, [resource("AWS::CloudFormation::Stack", "nested", {"TemplateBody": {"Resources": {}}})], False),
        ({}, [], False),
        ({"Outputs": {"Pager": Ref("pager", "TopicArn")}}, [], True),
        ({}, [resource("AWS::SSM::Parameter", "shared", {"Value": Ref("pager", "TopicArn")})], True),
        ({}, [resource("AWS::CloudFormation::Stack", "nested", {"Parameters": {"Topic": Ref("pager", "TopicArn")}})], True),
        ({}, [resource(evidence.ALARM, "fail", {"AlarmActions": [Ref("pager", "TopicArn")]})], False),
    ],
)
def test_what_is_handed_on(settings: dict[str, Any], others: list[ResourceRecord], handed: bool) -> None:
    of = project(resource(evidence.TOPIC, "pager"), *others, settings=settings)
    assert names(evidence.handed_on(of, get(of, "pager"))) == ["?"] * handed
    assert bool(of.world.unknowns) is handed


# -- cost -------------------------------------------------------------------------------------------------------------------------------


class Counter:
    """Counts how often alarms are looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        metrics = evidence.alarms.metrics

        def counting(of: Resource) -> Sequence[evidence.Metric]:
            self.count += 1
            return metrics(of)

        monkeypatch.setattr(evidence.alarms, "metrics", counting)


@pytest.mark.parametrize("named", ["by reference", "by text"])
def test_asking_about_every_function_looks_at_every_alarm_a_few_times(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    functions = 200
    records = []
    for number in range(functions):
        name = Sub((Unknown("var.env has no default"), f"-f{number}"))
        records += [
            resource(evidence.FUNCTION, f"f{number}", {"FunctionName": name}),
            resource(evidence.ALARM, f"a{number}", alarm(Ref(f"f{number}") if named == "by reference" else name)),
        ]
    of = project(*records)
    for number in range(functions):
        assert any(evidence.alarms_on(of, get(of, f"f{number}"), "AWS/Lambda", "Errors"))
    assert counter.count <= 3 * functions


def test_asking_in_vain_stops_at_the_first_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(monkeypatch)
    functions = [resource(evidence.FUNCTION, f"f{number}") for number in range(100)]
    of = project(*functions, *(resource(evidence.ALARM, f"a{number}", alarm(Unknown())) for number in range(100)))
    for number in range(100):
        assert any(evidence.alarms_on(of, get(of, f"f{number}"), "AWS/Lambda", "Errors"))
    assert counter.count <= 100


# -- other vendors ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "type_",
    [
        "datadog_monitor",
        "newrelic_nrql_alert_condition",
        "grafana_rule_group",
        "pagerduty_service",
        "datadog.Monitor",
        "newrelic.AlertPolicy",
        "Datadog::Monitors::Monitor",
        "NewRelic::Alert::NrqlAlert",
    ],
)
def test_another_vendor_anywhere_in_the_project_may_watch(type_: str) -> None:
    assert on_errors(project(ORDERS, resource(type_, "monitor"))) == ["?"]
    assert on_errors(project(ORDERS, resource(type_, "monitor", unit="monitoring"))) == ["?"], "in another unit"
    of = project(ORDERS, resource(evidence.ALARM, "fail", alarm(Ref("orders", "FunctionName"))), resource(type_, "monitor"))
    assert on_errors(of) == ["fail", "?"], "an alarm that is there comes first"


@pytest.mark.parametrize("type_", ["AWS::Grafana::Workspace", "AWS::SQS::Queue", "datadogs_own"])
def test_what_only_sounds_like_another_vendor_watches_nothing(type_: str) -> None:
    assert on_errors(project(ORDERS, resource(type_, "monitor"))) == []


@pytest.mark.parametrize(
    "properties",
    [
        {"Layers": ["arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:65"]},
        {"Layers": [If("Env", {"prod": "arn:aws:lambda:us-east-1:451483290750:layer:NewRelicPython312:1", "dev": None})]},
        {"Environment": {"Variables": {"DD_API_KEY_SECRET_ARN": Unknown()}}},
        {"Environment": {"Variables": {"NEW_RELIC_ACCOUNT_ID": "1"}}},
    ],
)
def test_a_function_that_reports_to_another_vendor_may_be_watched_there(properties: dict[str, Any]) -> None:
    assert on_errors(project(resource(evidence.FUNCTION, "orders", properties), resource(evidence.FUNCTION, "other"))) == ["?"]
    assert on_errors(project(ORDERS, resource(evidence.FUNCTION, "other", properties))) == [], "that one, and no other"


def test_a_service_with_the_agent_of_another_vendor_may_be_watched_there() -> None:
    task = resource("AWS::ECS::TaskDefinition", "task", {"ContainerDefinitions": [{"Image": "shop"}, {"Image": "datadog/agent:7"}]})
    of = project(task, resource("AWS::ECS::Service", "orders", {"TaskDefinition": Ref("task", "TaskDefinitionArn")}))
    assert names(evidence.alarms_on(of, get(of, "orders"), "AWS/ECS", "CPUUtilization")) == ["?"]


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [({"HttpEndpointDestinationConfiguration": {"EndpointConfiguration": {}}}, ["?"]), ({"ExtendedS3DestinationConfiguration": {}}, [])],
)
def test_a_stream_of_metrics_counts_when_it_leaves_aws(delivery: dict[str, Any], expected: list[str]) -> None:
    stream = resource("AWS::CloudWatch::MetricStream", "metrics", {"FirehoseArn": Ref("delivery")}, unit="monitoring")
    there = resource("AWS::KinesisFirehose::DeliveryStream", "delivery", delivery)
    assert on_errors(project(ORDERS, stream, there)) == expected
    assert on_errors(project(ORDERS, stream)) == ["?"], "where it goes is not known"
