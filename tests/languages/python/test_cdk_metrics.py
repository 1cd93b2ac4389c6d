"""Metrics of the CDK in CloudWatch's terms: in alarms of every form, and in dashboards."""

import pytest

from .inline import properties, read
from .test_cdk import HEAD as _HEAD

HEAD = _HEAD + (
    "from aws_cdk import aws_apigatewayv2 as v2, aws_certificatemanager as acm, aws_cloudfront as cf, aws_opensearchservice as search\n"
    "from aws_cdk import aws_stepfunctions as sfn\n"
    "table = dynamodb.Table(stack, 'Table', partition_key=x)\napi = apigateway.RestApi(stack, 'Api')\n"
    "alb = elbv2.ApplicationLoadBalancer(stack, 'Alb', vpc=x)\ngroup = elbv2.ApplicationTargetGroup(stack, 'Group', vpc=x, port=80)\n"
    "service = ecs.FargateService(stack, 'Service', cluster=ecs.Cluster(stack, 'Cluster'), task_definition=x)\n"
)


def watched(metric: str) -> dict[str, str]:
    """The properties of an alarm on a metric, made by the metric; one made of the class has the same."""
    code = HEAD + f"metric = {metric}\nmetric.create_alarm(stack, 'One', threshold=1, evaluation_periods=1)\n"
    code += "cloudwatch.Alarm(stack, 'Other', metric=metric, threshold=1, evaluation_periods=1)\n"
    found = properties(code, "Shop/Other")
    if "operations" not in metric:  # an `IMetric` has no such method
        assert properties(code, "Shop/One") == found
    return found


@pytest.mark.parametrize(
    ("metric", "namespace", "name", "statistic", "dimensions"),
    [
        ("fn.metric_errors()", "AWS/Lambda", "Errors", "Sum", "{FunctionName: &Shop/Fn.FunctionName}"),
        ("fn.metric('Errors')", "AWS/Lambda", "Errors", "Average", "{FunctionName: &Shop/Fn.FunctionName}"),
        ("lambda_.Function.metric_all_throttles()", "AWS/Lambda", "Throttles", "Sum", ""),
        ("dlq.metric_number_of_messages_sent()", "AWS/SQS", "NumberOfMessagesSent", "Sum", "{QueueName: &Shop/Dlq.QueueName}"),
        ("api.metric_count()", "AWS/ApiGateway", "Count", "SampleCount", "{ApiName: &Shop/Api.Name}"),
        (
            "api.deployment_stage.metric_server_error()",
            "AWS/ApiGateway",
            "5XXError",
            "Sum",
            "{ApiName: &Shop/Api.Name}, {Stage: &Shop/Api/DeploymentStage.prod.StageName}",
        ),
        ("v2.HttpApi(stack, 'H').metric_server_error()", "AWS/ApiGateway", "5xx", "Sum", "{ApiId: &Shop/H.ApiId}"),
        (
            "table.metric_throttled_requests_for_operation('PutItem')",
            "AWS/DynamoDB",
            "ThrottledRequests",
            "Sum",
            "{TableName: &Shop/Table.TableName}, {Operation: 'PutItem'}",
        ),
        (
            "alb.metrics.http_code_elb(elbv2.HttpCodeElb.ELB_5XX_COUNT)",
            "AWS/ApplicationELB",
            "HTTPCode_ELB_5XX_Count",
            "Sum",
            "{LoadBalancer: &Shop/Alb.LoadBalancerFullName}",
        ),
        (
            "group.metrics.http_code_target(elbv2.HttpCodeTarget.TARGET_5XX_COUNT)",
            "AWS/ApplicationELB",
            "HTTPCode_Target_5XX_Count",
            "Sum",
            "{TargetGroup: &Shop/Group.TargetGroupFullName}, {LoadBalancer: ?the CDK decides it}",
        ),
        (
            "service.metric_cpu_utilization()",
            "AWS/ECS",
            "CPUUtilization",
            "Average",
            "{ClusterName: &Shop/Cluster.ClusterName}, {ServiceName: &Shop/Service.ServiceName}",
        ),
        (
            "search.Domain(stack, 'D', version=x).metric_free_storage_space()",
            "AWS/ES",
            "FreeStorageSpace",
            "Minimum",
            "{DomainName: &Shop/D.DomainName}, {ClientId: ?the CDK decides it}",
        ),
        (
            "sfn.StateMachine(stack, 'M', definition=x).metric_timed_out()",
            "AWS/States",
            "ExecutionsTimedOut",
            "Sum",
            "{StateMachineArn: &Shop/M.Arn}",
        ),
    ],
)
def test_canned_metrics(metric: str, namespace: str, name: str, statistic: str, dimensions: str) -> None:
    found = watched(metric)
    pairs = [one.strip("{}").partition(": ") for one in dimensions.split(", {") if one]
    assert found["Dimensions"] == "[" + ", ".join(f"{{Name: '{key}', Value: {value}}}" for key, _, value in pairs) + "]"
    assert (found["Namespace"], found["MetricName"], found["Statistic"]) == (f"'{namespace}'", f"'{name}'", f"'{statistic}'")


def test_percentiles_are_no_plain_statistics() -> None:
    for written in ("'p99'", "cloudwatch.Stats.percentile(99)", "cloudwatch.Stats.p(99)"):
        found = watched(f"fn.metric_duration(statistic={written})")
        assert found["ExtendedStatistic"] == "'p99'"
        assert "Statistic" not in found


def test_a_period_of_its_own() -> None:
    assert watched("acm.Certificate(stack, 'C', domain_name='a.b').metric_days_to_expiry()")["Period"] == "86400"


def test_metric_math_overrules_the_periods_of_its_metrics_and_nests() -> None:
    code = (
        "cloudwatch.MathExpression(expression='a / b', period=Duration.minutes(1), using_metrics={'a': fn.metric_errors(), "
        "'b': cloudwatch.MathExpression(expression='c * 2', using_metrics={'c': fn.metric_invocations()})})"
    )
    found = watched(code)
    assert "MetricName" not in found
    assert "Statistic" not in found
    assert found["Metrics"].startswith("[{Id: 'expr_1', Expression: 'a / b', ReturnData: True}, {Id: 'a', MetricStat: ")
    assert "Period: 60, Stat: 'Sum'" in found["Metrics"]
    assert "{Id: 'b', Expression: 'c * 2', ReturnData: False}, {Id: 'c', " in found["Metrics"]


def test_metrics_over_operations_name_the_table() -> None:
    found = watched("table.metric_system_errors_for_operations()")["Metrics"]
    assert "MetricName: 'SystemErrors'" in found
    assert "{Name: 'TableName', Value: &Shop/Table.TableName}" in found
    assert found.endswith(", ...]")


def test_rules_of_composite_alarms_know_constants() -> None:
    code = (
        "a = fn.metric_errors().create_alarm(stack, 'A', threshold=1, evaluation_periods=1)\n"
        "cloudwatch.CompositeAlarm(stack, 'C', alarm_rule=cloudwatch.AlarmRule.any_of(a, cloudwatch.AlarmRule.from_boolean(False)))\n"
    )
    assert properties(HEAD + code, "Shop/C")["AlarmRule"] == "'(ALARM(\"'+&Shop/A.Arn+'\") OR FALSE)'"


# -- dashboards ----------------------------------------------------------------------------------------------------------------------------


def test_dashboards_name_the_metrics_and_alarms_that_they_show() -> None:
    code = (
        "a = fn.metric_errors().create_alarm(stack, 'A', threshold=1, evaluation_periods=1)\n"
        "d = cloudwatch.Dashboard(stack, 'D', widgets=[[cloudwatch.GraphWidget(title='Errors', left=[fn.metric_errors()])]])\n"
        "d.add_widgets(cloudwatch.Row(cloudwatch.AlarmWidget(alarm=a), cloudwatch.TextWidget(markdown='# Shop')))\n"
        "d.add_widgets(cloudwatch.SingleValueWidget(metrics=[dlq.metric_approximate_number_of_messages_visible()]), x)\n"
    )
    found = properties(HEAD + code, "Shop/D")["DashboardBody"]
    assert (
        "title: 'Errors', metrics: [['AWS/Lambda', 'Errors', 'FunctionName', &Shop/Fn.FunctionName, {stat: 'Sum', period: 300, ...}]]"
        in found
    )
    assert "alarms: [&Shop/A.Arn]" in found
    assert "{type: 'text', properties: {markdown: '# Shop', ...}, ...}" in found
    assert "['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', &Shop/Dlq.QueueName, " in found
    assert found.endswith(", ?x is not set]}")


def test_a_dashboard_whose_widgets_come_from_elsewhere_is_unknown() -> None:
    assert "?" in properties(HEAD + "cloudwatch.Dashboard(stack, 'D', widgets=x)\n", "Shop/D")["DashboardBody"]


# -- aspects -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visit", "why"),
    [
        ("sqs.Queue(node, 'Extra')", "an aspect may add resources"),
        ("if isinstance(node, s3.CfnBucket): node.bucket_name = 'x'", ""),
    ],
)
def test_an_aspect_that_makes_constructs_leaves_the_stack_open(visit: str, why: str) -> None:
    code = f"class Adds:\n    def visit(self, node):\n        {visit}\nAspects.of(stack).add(Adds())\n"
    (unit,) = [one for one in read(HEAD + code).units if one.id.endswith(":Shop")]
    assert unit.open == why
