"""Evidence: what counts as watching a resource, link by link: queries, anomaly bands, events of failures, logs, deployments, recommendations."""

from typing import Any

import pytest

from opexlint import evidence
from opexlint.evidence import recommended
from opexlint.facts import alarms as facts
from opexlint.facts import table
from opexlint.model import ResourceRecord
from tests.test_evidence import DEAD, ORDERS, UNNAMED, Ref, Sub, Unknown, alarm, get, module, names, on_errors, project, resource

MACHINE = "AWS::StepFunctions::StateMachine"


# -- queries and bands ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE FunctionName = 'orders-v1'", ["some"]),
        ("SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE FunctionName = 'payments'", []),
        ("SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE FunctionName != 'payments'", ["some"]),
        ("SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE tag.team = 'shop'", ["?"]),
        (Sub(('SELECT SUM(Errors) FROM "AWS/Lambda" WHERE FunctionName = \'', Ref("orders", "FunctionName"), "'")), ["some"]),
        (Sub(('SELECT SUM(Errors) FROM "AWS/Lambda" WHERE FunctionName = \'', Ref("payments", "FunctionName"), "'")), []),
        (Sub(('SELECT SUM(Errors) FROM "AWS/Lambda" WHERE FunctionName = \'', Unknown(), "'")), ["?"]),
        ("SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\" FunctionName=\"orders-v1\"', 'Sum', 60)", ["some"]),
        ("SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\" FunctionName=\"payments\"', 'Sum', 60)", []),
        ('SELECT SUM(Errors) FROM "AWS/SQS"', []),
    ],
)
def test_a_query_watches_what_its_conditions_let_through(query: Any, answer: list[str]) -> None:
    payments = resource(evidence.FUNCTION, "payments")
    of = project(ORDERS, payments, resource(evidence.ALARM, "some", {"Metrics": [{"Id": "q", "Expression": query}]}))
    assert on_errors(of) == answer


def test_an_anomaly_band_watches_its_metric() -> None:
    band = [
        {"Id": "errors", "MetricStat": {"Metric": alarm(Ref("orders"))}},
        {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(errors, 2)"},
    ]
    of = project(UNNAMED, resource(evidence.ALARM, "odd", {"Metrics": band, "ThresholdMetricId": "band"}))
    assert on_errors(of) == ["odd"]
    assert evidence.compared_metric(get(of, "odd")) is None


def test_an_anomaly_band_over_a_query_watches_all() -> None:
    band = [
        {"Id": "errors", "Expression": 'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)'},
        {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(errors, 2)"},
    ]
    assert on_errors(project(UNNAMED, resource(evidence.ALARM, "odd", {"Metrics": band}))) == ["odd"]


def test_any_metric_of_the_namespace() -> None:
    of = project(UNNAMED, resource(evidence.ALARM, "busy", alarm(Ref("orders"), "Throttles")))
    assert names(evidence.alarms_on(of, get(of, "orders"), "AWS/Lambda")) == ["busy"]
    assert names(evidence.alarms_on(of, get(of, "orders"), "AWS/SQS")) == []


@pytest.mark.parametrize(
    ("properties", "compared"),
    [
        (alarm("orders"), "Errors"),
        ({"Metrics": [{"Id": "m", "MetricStat": {"Metric": alarm("orders")}}]}, "Errors"),
        ({"Metrics": [{"Id": "m", "MetricStat": {"Metric": alarm("orders")}}, {"Id": "n", "Expression": "m * 2"}]}, None),
    ],
)
def test_which_metric_is_compared_with_the_threshold(properties: dict[str, Any], compared: str | None) -> None:
    of = project(resource(evidence.ALARM, "some", properties))
    metric = evidence.compared_metric(get(of, "some"))
    assert (metric and metric.name.known) == compared


# -- composite alarms -------------------------------------------------------------------------------------------------------------------


def test_the_actions_of_a_composite_of_composites_count() -> None:
    of = project(
        resource(evidence.ALARM, "fail", alarm("orders")),
        resource(evidence.COMPOSITE_ALARM, "shop", {"AlarmRule": Sub(("ALARM(", Ref("fail", "AlarmName"), ")"))}),
        resource(evidence.COMPOSITE_ALARM, "all", {"AlarmRule": Sub(("ALARM(", Ref("shop", "AlarmName"), ")")), "AlarmActions": ["pager"]}),
    )
    assert [action.known for action in evidence.actions_of(of, get(of, "fail"))] == ["pager"]


def test_composites_that_name_each_other_end() -> None:
    of = project(
        resource(evidence.COMPOSITE_ALARM, "one", {"AlarmName": "one", "AlarmRule": "ALARM(two)", "AlarmActions": ["pager"]}),
        resource(evidence.COMPOSITE_ALARM, "two", {"AlarmName": "two", "AlarmRule": "ALARM(one)"}),
    )
    assert [action.known for action in evidence.actions_of(of, get(of, "two"))] == ["pager"]


def test_the_alarms_that_a_rule_names() -> None:
    of = project(resource(evidence.COMPOSITE_ALARM, "all", {"AlarmRule": Sub(('ALARM("a") AND OK(b) OR ALARM(', Unknown(), ")"))}))
    assert list(evidence.alarms_named_in(get(of, "all")["AlarmRule"])) == ["a", "b"]


# -- events of failures -----------------------------------------------------------------------------------------------------------------

_TYPE = "Step Functions Execution Status Change"


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ({"source": ["aws.states"]}, ["hear"]),
        ({"source": ["aws.states"], "detail-type": [_TYPE]}, ["hear"]),
        ({"detail-type": [_TYPE], "detail": {"status": ["FAILED", "TIMED_OUT"]}}, ["hear"]),
        ({"source": ["aws.states"], "detail": {"status": ["SUCCEEDED"]}}, []),
        ({"source": ["aws.states"], "detail": {"status": [{"anything-but": "SUCCEEDED"}]}}, ["?"]),
        ({"source": ["aws.states"], "detail": {"stateMachineArn": [Ref("nightly")]}}, ["hear"]),
        ({"source": ["aws.states"], "detail": {"stateMachineArn": [Ref("weekly")]}}, []),
        ({"source": ["aws.states"], "detail": {"stateMachineArn": [Unknown()]}}, ["?"]),
        ({"source": ["aws.ecs"]}, []),
        (Unknown(), ["?"]),
    ],
    ids=["source", "type", "failed", "succeeded", "anything but", "this one", "another one", "unknown one", "another service", "unknown"],
)
def test_event_rules_hear_of_failures(pattern: Any, answer: list[str]) -> None:
    of = project(
        resource(MACHINE, "nightly"), resource(MACHINE, "weekly"), resource(evidence.EVENT_RULE, "hear", {"EventPattern": pattern})
    )
    assert names(evidence.failure_rules_on(of, get(of, "nightly"))) == answer


def test_a_rule_that_is_switched_off_hears_nothing() -> None:
    rule = resource(evidence.EVENT_RULE, "hear", {"EventPattern": {"source": ["aws.states"]}, "State": "DISABLED"})
    of = project(resource(MACHINE, "nightly"), rule)
    assert names(evidence.failure_rules_on(of, get(of, "nightly"))) == []


# -- metric filters ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "writer",
    [
        [resource(evidence.FUNCTION, "writer", {"LoggingConfig": {"LogGroup": Ref("logs", "LogGroupName")}})],
        [resource(MACHINE, "writer", {"LoggingConfiguration": {"Destinations": [{"LogGroupArn": Ref("logs")}]}})],
        [
            resource("AWS::ECS::Service", "writer", {"TaskDefinition": Ref("task", "TaskDefinitionArn")}),
            resource(
                "AWS::ECS::TaskDefinition",
                "task",
                {"ContainerDefinitions": [{"LogConfiguration": {"Options": {"awslogs-group": Ref("logs", "LogGroupName")}}}]},
            ),
        ],
    ],
    ids=["function", "workflow", "service"],
)
def test_an_alarm_on_a_metric_that_is_filtered_from_the_logs_of_a_resource(writer: list[ResourceRecord]) -> None:
    counted = [{"MetricName": "OrderErrors", "MetricNamespace": "Shop", "MetricValue": "1"}]
    of = project(
        *writer,
        resource(evidence.LOG_GROUP, "logs"),
        resource(evidence.METRIC_FILTER, "errors", {"LogGroupName": Ref("logs", "LogGroupName"), "MetricTransformations": counted}),
        resource(evidence.ALARM, "fail", {"Namespace": "Shop", "MetricName": "OrderErrors"}),
    )
    assert names(evidence.log_alarms_on(of, get(of, "writer"))) == ["fail"]


# -- deployments ------------------------------------------------------------------------------------------------------------------------


def test_from_a_service_to_its_deployment_to_its_alarms() -> None:
    of = project(
        resource("AWS::ECS::Service", "shop", {"DeploymentConfiguration": {"Alarms": {"AlarmNames": [Ref("slow", "AlarmName")]}}}),
        resource(
            "AWS::CodeDeploy::DeploymentGroup",
            "blue-green",
            {"ECSServices": [{"ServiceName": Ref("shop", "ServiceName")}], "AlarmConfiguration": {"Alarms": [{"Name": "made-elsewhere"}]}},
        ),
        resource(evidence.ALARM, "slow", alarm("orders")),
    )
    found = list(evidence.deployment_alarms_of(of, get(of, "shop")))
    assert [name.show() for name in found] == ["slow.AlarmName", "made-elsewhere"]
    assert names(of.targets(found[0], evidence.ALARM)) == ["slow"]


# -- callers, publishers, policies ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caller", "answer"),
    [
        (resource(evidence.EVENT_RULE, "caller", {"Targets": [{"Arn": Ref("orders")}]}), ["caller"]),
        (resource(evidence.SUBSCRIPTION, "caller", {"Protocol": "lambda", "Endpoint": Ref("orders")}), ["caller"]),
        (
            resource("AWS::S3::Bucket", "caller", {"NotificationConfiguration": {"LambdaConfigurations": [{"Function": Ref("orders")}]}}),
            ["caller"],
        ),
        (resource(evidence.EVENT_SOURCE, "caller", {"FunctionName": Ref("orders"), "EventSourceArn": "a"}), []),
        (resource("AWS::Lambda::Permission", "caller", {"FunctionName": Ref("orders"), "Principal": "apigateway.amazonaws.com"}), []),
        (resource("AWS::Lambda::Permission", "caller", {"FunctionName": Ref("orders"), "Principal": "s3.amazonaws.com"}), ["?"]),
        (resource(evidence.FUNCTION, "caller", {"Environment": {"Variables": {"NEXT": Ref("orders")}}}), ["?"]),
        (resource(evidence.ALARM, "caller", alarm(Ref("orders"))), []),
    ],
    ids=["rule", "subscription", "bucket", "event source", "api", "permission", "code", "alarm"],
)
def test_who_calls_a_function_without_waiting(caller: ResourceRecord, answer: list[str]) -> None:
    of = project(UNNAMED, caller)
    assert names(evidence.asynchronous_callers_of(of, get(of, "orders"))) == answer


def test_a_rule_that_calls_an_alias_calls_the_function() -> None:
    of = project(
        UNNAMED,
        resource("AWS::Lambda::Alias", "live", {"FunctionName": Ref("orders", "FunctionName")}),
        resource(evidence.EVENT_RULE, "caller", {"Targets": [{"Arn": Ref("live", "AliasArn")}]}),
    )
    assert names(evidence.asynchronous_callers_of(of, get(of, "orders"))) == ["caller"]


def test_what_publishes_to_a_topic_by_itself() -> None:
    of = project(
        resource(evidence.TOPIC, "pager"),
        resource(evidence.ALARM, "fail", {"OKActions": [Ref("pager", "TopicArn")]}),
        resource(evidence.EVENT_RULE, "failed", {"Targets": [{"Arn": Ref("pager", "TopicArn")}]}),
        resource(evidence.EVENT_RULE, "other", {"Targets": [{"DeadLetterConfig": {"Arn": Ref("pager", "TopicArn")}}]}),
    )
    assert names(evidence.publishers_of(of, get(of, "pager"))) == ["fail", "failed"]


@pytest.mark.parametrize(
    ("queues", "kinds"),
    [([Ref("dead", "QueueUrl")], ["mapping"]), ([Unknown()], ["unknown"]), (["https://sqs/elsewhere"], [])],
    ids=["its own", "unknown", "another's"],
)
def test_the_policies_of_a_queue(queues: list[Any], kinds: list[str]) -> None:
    of = project(DEAD, resource("AWS::SQS::QueuePolicy", "policy", {"Queues": queues, "PolicyDocument": {"Statement": []}}))
    assert [policy.kind for policy in evidence.policies_of(of, get(of, "dead"))] == kinds


# -- recommended alarms -----------------------------------------------------------------------------------------------------------------

DATABASE = resource("AWS::RDS::DBInstance", "db", {"Engine": "postgres"})


def missing(*records: Any, groups: tuple[str, ...] = (), name: str = "db") -> list[str]:
    of = project(*records)
    return [one.group for one in evidence.missing_alarms(of, get(of, name), *groups)]


def test_what_is_recommended_and_missing() -> None:
    assert missing(DATABASE) == ["rds-storage", "rds-cpu"]
    assert missing(DATABASE, groups=("rds-storage",)) == ["rds-storage"]
    assert missing(resource("AWS::No::Such", "db")) == []


def test_only_what_certainly_applies_is_recommended() -> None:
    assert missing(resource("AWS::RDS::DBInstance", "db", {"Engine": "aurora-mysql"})) == ["rds-cpu"]
    assert missing(resource("AWS::RDS::DBInstance", "db", {"Engine": Unknown()})) == ["rds-cpu"]
    assert "rds-replica-lag" in missing(resource("AWS::RDS::DBInstance", "db", {"Engine": "mysql", "SourceDBInstanceIdentifier": "a"}))
    assert missing(resource("AWS::ElasticLoadBalancingV2::LoadBalancer", "db", {"Type": "network"})) == []


def test_one_alarm_of_any_group_is_enough() -> None:
    watched = resource(evidence.ALARM, "cpu", alarm(Ref("db", "DBInstanceIdentifier"), "CPUUtilization", "AWS/RDS", "DBInstanceIdentifier"))
    assert missing(DATABASE, watched) == []
    assert missing(DATABASE, watched, groups=("rds-storage",)) == ["rds-storage"]


def test_alarms_of_one_group_stand_for_each_other() -> None:
    balancer = resource("AWS::ElasticLoadBalancingV2::LoadBalancer", "db")
    of_targets = alarm(Ref("db", "LoadBalancerFullName"), "HTTPCode_Target_5XX_Count", "AWS/ApplicationELB", "LoadBalancer")
    assert missing(balancer) == ["alb-5xx"]
    assert missing(balancer, resource(evidence.ALARM, "fail", of_targets)) == []


def test_what_may_be_watched_elsewhere_is_not_missing() -> None:
    assert missing(DATABASE, module("alarms", "terraform-aws-modules/cloudwatch/aws//modules/metric-alarm")) == []
    assert missing(DATABASE, resource("datadog_monitor", "watch")) == []
    rule = resource(evidence.EVENT_RULE, "hear", {"EventPattern": {"source": ["aws.states"], "detail": {"status": ["FAILED"]}}})
    assert missing(resource(MACHINE, "db")) == ["sfn-failed", "sfn-timedout"]
    assert missing(resource(MACHINE, "db"), rule) == []


def test_in_words() -> None:
    of = project(DATABASE)
    assert evidence.unwatched(of, get(of, "db")) == "its disk is full or its processor is saturated"


def test_every_condition_of_the_table_is_decided_in_code() -> None:
    """A core recommendation that applies only sometimes must not be taken for one that always does."""
    undecided = [
        (one.cfn_type, one.metric)
        for cfn_type in table("alarms")
        for one in facts.recommendations(cfn_type)
        if one.priority == "core" and one.applies_when
        if not any((one.cfn_type, name) in recommended._APPLIES for name in (one.metric, one.group, one.namespace))
    ]
    assert undecided == []
