"""CDK apps: which resources their constructs become, with which properties."""

import json

import pytest

from .inline import entries, properties, read, resource, shown

HEAD = """
from aws_cdk import (
    App, Aspects, CfnParameter, Duration, RemovalPolicy, Stack, Tags,
    aws_apigateway as apigateway, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_codedeploy as codedeploy,
    aws_dynamodb as dynamodb, aws_ecs as ecs, aws_ecs_patterns as patterns, aws_elasticloadbalancingv2 as elbv2, aws_events as events,
    aws_events_targets as targets, aws_lambda as lambda_, aws_lambda_event_sources as sources, aws_logs as logs, aws_rds as rds,
    aws_s3 as s3, aws_sns as sns, aws_sns_subscriptions as subscriptions, aws_sqs as sqs,
)
from constructs import Construct
app = App()
stack = Stack(app, "Shop")
fn = lambda_.Function(stack, "Fn", handler="a.b", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("fn"))
dlq = sqs.Queue(stack, "Dlq")
topic = sns.Topic(stack, "Topic")
"""


def made(code: str, address: str) -> dict[str, str]:
    return properties(HEAD + code, f"Shop/{address}")


# -- constructs ----------------------------------------------------------------------------------------------------------------------------


def test_units_are_stacks_and_addresses_are_construct_paths() -> None:
    parsed = read(
        {
            "infra/cdk.json": '{"app": "python3 app.py"}',
            "infra/app.py": "from aws_cdk import App, Stack, Stage\nfrom stacks.shop import Shop\napp = App()\n"
            "Shop(Stage(app, 'Prod'), 'Shop', termination_protection=True)\n",
            "infra/stacks/shop.py": "from aws_cdk import Stack, aws_sqs as sqs\nfrom constructs import Construct\n"
            "class Part(Construct):\n    def __init__(self, scope, id):\n        super().__init__(scope, id)\n        sqs.Queue(self, 'Q')\n"
            "class Shop(Stack):\n    def __init__(self, scope, id, **kwargs):\n        super().__init__(scope, id, **kwargs)\n"
            "        Part(self, 'Orders')\n",
        }
    )
    (unit,) = parsed.units
    assert (unit.id, unit.kind, unit.open) == ("infra:Prod/Shop", "cdk-stack", "")
    assert entries(unit.settings) == {"TerminationProtection": "True"}
    (queue,) = parsed.resources
    assert (queue.unit, queue.address, queue.name, queue.type) == ("infra:Prod/Shop", "Prod/Shop/Orders/Q", "Q", "AWS::SQS::Queue")
    assert queue.header.path == "infra/stacks/shop.py"


def test_the_header_is_the_callee() -> None:
    text = HEAD + "queue = sqs.Queue(stack, 'Q')\n"
    header = resource(read(text), "Shop/Q").header
    assert text[header.start : header.end] == "sqs.Queue"


def test_loops_and_helpers_make_one_resource_for_each_round() -> None:
    code = "def queue(name, **more):\n    return sqs.Queue(stack, f'{name}-queue', **more)\nfor name in ('a', 'b'):\n    queue(name, fifo=True)\n"
    addresses = [one.address for one in read(HEAD + code).resources]
    assert {"Shop/a-queue", "Shop/b-queue"} <= set(addresses)
    assert made(code, "b-queue") == {"FifoQueue": "True"}


def test_a_loop_of_unknown_length_makes_one_resource_with_a_star() -> None:
    assert made("import os\nfor name in os.environ['NAMES'].split():\n    sqs.Queue(stack, f'{name}-queue')\n", "*-queue") == {}


def test_a_class_that_nothing_makes_is_walked_with_its_defaults() -> None:
    text = (
        "from aws_cdk import Duration, aws_sqs as sqs\nfrom constructs import Construct\n"
        "class Orders(Construct):\n    def __init__(self, scope, id, *, name, days=4):\n        super().__init__(scope, id)\n"
        "        sqs.Queue(self, 'Q', queue_name=name, retention_period=Duration.days(days))\n"
    )
    parsed = read(text)
    assert [(unit.id, unit.open) for unit in parsed.units] == [(".:Orders", "nothing in the project makes it")]
    assert entries(resource(parsed, "Orders/Q").properties) == {
        "QueueName": "?the argument name is given by whoever calls Orders",
        "MessageRetentionPeriod": "345600~argument days~default days",
    }


def test_a_class_that_an_entry_reaches_is_walked_only_so() -> None:
    code = (
        "class Orders(Construct):\n    def __init__(self, scope, id):\n        super().__init__(scope, id)\n        sqs.Queue(self, 'Q')\n"
    )
    addresses = [one.address for one in read(HEAD + code + "Orders(stack, 'Mine')\n").resources if one.name == "Q"]
    assert addresses == ["Shop/Mine/Q"]


def test_what_is_imported_from_elsewhere_makes_nothing() -> None:
    code = (
        "q = sqs.Queue.from_queue_arn(stack, 'Other', 'arn:aws:sqs:eu-west-1:123456789012:other')\nfn.add_environment('Q', q.queue_arn)\n"
    )
    assert all(one.name != "Other" for one in read(HEAD + code).resources)
    assert made(code, "Fn")["Environment"] == "{Variables: {Q: 'arn:aws:sqs:eu-west-1:123456789012:other'}}"


def test_a_construct_of_another_library_is_an_opaque_module() -> None:
    parsed = read(HEAD + "from monitoring import Facade\nFacade(stack, 'Watch').monitor(function=fn)\n")
    (module,) = parsed.modules
    assert (module.name, module.address, module.unit) == ("Watch", "Shop/Watch", "app.py:Shop")
    assert module.opaque == "monitoring.Facade is not part of the project"
    assert shown(module.source) == "'monitoring.Facade'"
    assert entries(module.inputs) == {"monitor function": "&Shop/Fn.Arn"}


def test_what_is_handed_to_others_may_be_changed_by_them() -> None:
    parsed = read(HEAD + "from watching import watch, tag\nwatch(fn, queues=[dlq])\nprint(fn)\n")
    (module,) = parsed.modules
    assert (module.name, module.unit, module.opaque) == ("watching.watch", "app.py:Shop", "what watching.watch does can't be seen")
    assert entries(module.inputs) == {"0": "&Shop/Fn.Arn", "queues": "[&Shop/Dlq.Arn]"}
    assert [unit.open for unit in parsed.units if unit.kind == "cdk-stack"] == [""]
    parsed = read(HEAD + "from watching import watch\nwatch(stack)\n")
    assert [unit.open for unit in parsed.units if unit.kind == "cdk-stack"] == ["what watching.watch adds can't be seen"]


# -- conditions ----------------------------------------------------------------------------------------------------------------------------


def test_context_keys_are_switches() -> None:
    files = {
        "cdk.json": json.dumps({"app": "python app.py", "context": {"size": 3}}),
        "app.py": HEAD + "stage = app.node.try_get_context('stage')\n"
        "if stage == 'prod':\n    sqs.Queue(stack, 'Extra')\n"
        "sqs.Queue(stack, 'Q', visibility_timeout=Duration.seconds(app.node.try_get_context('size')), fifo=stage == 'prod')\n",
    }
    parsed = read(files)
    assert shown(resource(parsed, "Shop/Extra").when) == "stage: prod=True | another value=False"
    assert entries(resource(parsed, "Shop/Q").properties) == {
        "VisibilityTimeout": "3",
        "FifoQueue": "stage: prod=True | another value=False",
    }


def test_a_call_under_a_condition_sets_under_that_condition() -> None:
    code = "if app.node.try_get_context('keep'):\n    dlq.apply_removal_policy(RemovalPolicy.RETAIN)\n"
    attributes = entries(resource(read(HEAD + code), "Shop/Dlq").attributes)
    assert attributes["DeletionPolicy"] == "keep: not set='Delete' | set='Retain'"


def test_an_unknown_condition_leaves_existence_open() -> None:
    code = "import socket\nif socket.gethostname().startswith('a'):\n    sqs.Queue(stack, 'Q')\n"
    assert shown(resource(read(HEAD + code), "Shop/Q").when).startswith("?")


# -- arguments -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("sqs.CfnQueue(stack, 'X', visibility_timeout=30, redrive_policy={'maxReceiveCount': 3})", {"VisibilityTimeout": "30", "RedrivePolicy": "{maxReceiveCount: 3}"}),
        ("sqs.CfnQueue(stack, 'X', visibility_timeout='30')", {"VisibilityTimeout": "30"}),
        (
            "s3.CfnBucket(stack, 'X', versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(status='Enabled'))",
            {"VersioningConfiguration": "{Status: 'Enabled'}"},
        ),
        ("s3.CfnBucket(stack, 'X', versioning_configuration={'status': 'Enabled'})", {"VersioningConfiguration": "{Status: 'Enabled'}"}),
        (
            "s3.CfnBucket(stack, 'X', lifecycle_configuration={'rules': [{'status': 'Enabled', 'expiration_in_days': 1}]})",
            {"LifecycleConfiguration": "{Rules: [{Status: 'Enabled'}]}"},
        ),
        ("x = sqs.CfnQueue(stack, 'X')\nx.queue_name = 'q'\nx.add_property_override('RedrivePolicy.maxReceiveCount', 2)", {"QueueName": "'q'", "RedrivePolicy": "{maxReceiveCount: 2}"}),
        ("x = sqs.CfnQueue(stack, 'X', queue_name='q')\nx.add_property_deletion_override('QueueName')", {"QueueName": "nothing"}),
    ],
)  # fmt: skip
def test_l1(code: str, expected: dict[str, str]) -> None:
    assert made(code, "X") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("s3.Bucket(stack, 'X', versioned=True)", {"VersioningConfiguration": "{Status: 'Enabled'}"}),
        ("s3.Bucket(stack, 'X', versioned=False)", {}),
        ("s3.Bucket(stack, 'X', block_public_access=s3.BlockPublicAccess.BLOCK_ALL)", {"PublicAccessBlockConfiguration": "{BlockPublicAcls: True, BlockPublicPolicy: True, IgnorePublicAcls: True, RestrictPublicBuckets: True}"}),
        ("s3.Bucket(stack, 'X', lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(7))])", {"LifecycleConfiguration": "{Rules: [{Status: 'Enabled', ExpirationInDays: 7}]}"}),
        ("x = s3.Bucket(stack, 'X')\nx.add_lifecycle_rule(expiration=Duration.days(7))", {"LifecycleConfiguration": "{Rules: [{Status: 'Enabled', ExpirationInDays: 7}]}"}),
        ("sqs.Queue(stack, 'X', visibility_timeout=Duration.minutes(2))", {"VisibilityTimeout": "120"}),
        ("sqs.Queue(stack, 'X', dead_letter_queue=sqs.DeadLetterQueue(queue=dlq, max_receive_count=3))", {"RedrivePolicy": "{deadLetterTargetArn: &Shop/Dlq.Arn, maxReceiveCount: 3}"}),
        ("logs.LogGroup(stack, 'X')", {"RetentionInDays": "731"}),
        ("logs.LogGroup(stack, 'X', retention=logs.RetentionDays.ONE_WEEK)", {"RetentionInDays": "7"}),
        ("logs.LogGroup(stack, 'X', retention=logs.RetentionDays.INFINITE)", {"RetentionInDays": "nothing"}),
        ("events.Rule(stack, 'X', schedule=events.Schedule.rate(Duration.minutes(5)))", {"State": "'ENABLED'", "ScheduleExpression": "'rate(5 minutes)'"}),
        ("events.Rule(stack, 'X', schedule=events.Schedule.cron(hour='4', minute='0'), enabled=False)", {"State": "'DISABLED'", "ScheduleExpression": "'cron(0 4 * * ? *)'"}),
        (
            "events.Rule(stack, 'X', targets=[targets.LambdaFunction(fn, dead_letter_queue=dlq, retry_attempts=2)])",
            {
                "State": "'ENABLED'",
                "Targets": "[{Arn: &Shop/Fn.Arn, Id: ?the CDK decides it, DeadLetterConfig: {Arn: &Shop/Dlq.Arn}, RetryPolicy: {MaximumRetryAttempts: 2}}]",
            },
        ),
        ("sqs.Queue(stack, 'X', visibility_timeout=Duration.seconds(amount=2))", {"VisibilityTimeout": "2"}),
        (
            "x = events.Rule(stack, 'X')\nx.add_target(targets.SqsQueue(queue=dlq))",
            {"State": "'ENABLED'", "Targets": "[{Arn: &Shop/Dlq.Arn, Id: ?the CDK decides it}]"},
        ),
    ],
)  # fmt: skip
def test_l2(code: str, expected: dict[str, str]) -> None:
    assert made(code, "X") == expected


@pytest.mark.parametrize(
    ("code", "policy"),
    [
        ("s3.Bucket(stack, 'X')", "'Retain'"),
        ("s3.Bucket(stack, 'X', removal_policy=RemovalPolicy.DESTROY)", "'Delete'"),
        ("sqs.Queue(stack, 'X')", "'Delete'"),
        ("x = s3.Bucket(stack, 'X')\nx.apply_removal_policy(RemovalPolicy.DESTROY)", "'Delete'"),
        (
            "import os\ns3.Bucket(stack, 'X', removal_policy=getattr(RemovalPolicy, os.environ['P']))",
            "?the environment variable P is not known",
        ),
    ],
)
def test_removal_policies_are_attributes(code: str, policy: str) -> None:
    attributes = entries(resource(read(HEAD + code), "Shop/X").attributes)
    assert attributes == {"DeletionPolicy": policy, "UpdateReplacePolicy": policy}


def test_the_place_of_a_value_is_its_argument() -> None:
    text = HEAD + "days = 30\nqueue = sqs.Queue(stack, 'X', visibility_timeout=Duration.seconds(days), queue_name='q')\n"
    record = resource(read(text), "Shop/X")
    (_, key, end, timeout), (_, _, _, name) = record.properties[1][0]
    assert text[key:end] == "visibility_timeout"
    assert text[timeout[2] : timeout[3]] == "Duration.seconds(days)"
    assert text[timeout[5][-1][3] : timeout[5][-1][4]] == "30"
    assert text[name[2] : name[3]] == "'q'"


def test_references_carry_named_attributes_across_stacks() -> None:
    code = """
other = Stack(app, "Other")
for key, value in dict(a=dlq.queue_url, b=dlq.queue_arn, c=topic.topic_arn, d=fn.function_name).items():
    sqs.CfnQueue(other, key, queue_name=value)
cfn = sqs.CfnQueue(other, "Cfn")
sqs.CfnQueue(other, "e", queue_name=cfn.attr_queue_name)
sqs.CfnQueue(other, "f", queue_name=cfn.ref)
sqs.CfnQueue(other, "g", queue_name=f"{dlq.queue_name}-x")
"""
    parsed = read(HEAD + code)
    found = {name: entries(resource(parsed, f"Other/{name}").properties)["QueueName"].partition("~")[0] for name in "abcdefg"}
    assert found == {
        "a": "&Shop/Dlq.QueueUrl",
        "b": "&Shop/Dlq.Arn",
        "c": "&Shop/Topic.TopicArn",
        "d": "&Shop/Fn.FunctionName",
        "e": "&Other/Cfn.QueueName",
        "f": "&Other/Cfn.QueueUrl",
        "g": "&Shop/Dlq.QueueName+'-x'",
    }


def test_unknown_keywords_leave_the_resource_open() -> None:
    assert made("import os\nsqs.Queue(stack, 'X', **dict(os.environ))", "X")["*"].startswith("?")


def test_an_argument_nothing_is_known_of_makes_what_it_may_set_unknown() -> None:
    found = made("rds.DatabaseInstance(stack, 'X', engine=rds.DatabaseInstanceEngine.MYSQL, performance_things=3)", "X")
    assert found["Engine"] == "'mysql'"
    assert found["AllocatedStorage"] == "?what the CDK makes of performance_things is not followed"


# -- what comes along ----------------------------------------------------------------------------------------------------------------------


def test_children_stand_where_their_construct_does() -> None:
    text = HEAD + "api = apigateway.RestApi(stack, 'Api', deploy_options=apigateway.StageOptions(tracing_enabled=True))\n"
    parsed = read(text)
    stage = resource(parsed, "Shop/Api/DeploymentStage.prod")
    assert stage.type == "AWS::ApiGateway::Stage"
    assert text[stage.header.start : stage.header.end] == "apigateway.RestApi"
    assert entries(stage.properties)["TracingEnabled"] == "True"


def test_patterns_have_their_service() -> None:
    code = (
        "patterns.ApplicationLoadBalancedFargateService(stack, 'Web', circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),\n"
        "    task_image_options=patterns.ApplicationLoadBalancedTaskImageOptions(image=ecs.ContainerImage.from_registry('shop:7')))\n"
    )
    service = resource(read(HEAD + code), "Shop/Web/Service/Service")
    assert "DeploymentCircuitBreaker: {Enable: True, Rollback: True}" in entries(service.properties)["DeploymentConfiguration"]


def test_flags_of_the_app_decide_what_comes_along() -> None:
    flags = {"@aws-cdk/aws-lambda:useCdkManagedLogGroup": True}
    files = {"cdk.json": json.dumps({"app": "python app.py", "context": flags}), "app.py": HEAD}
    group = resource(read(files), "Shop/Fn/LogGroup")
    assert entries(group.properties) == {"LogGroupName": "'/aws/lambda/'+&Shop/Fn.FunctionName", "RetentionInDays": "731"}
    assert all(one.type != "AWS::Logs::LogGroup" for one in read(HEAD).resources)


# -- alarms --------------------------------------------------------------------------------------------------------------------------------


def test_a_canned_metric_makes_an_alarm() -> None:
    code = (
        "a = fn.metric_errors(period=Duration.minutes(1)).create_alarm(stack, 'X', threshold=1, evaluation_periods=2)\n"
        "a.add_alarm_action(actions.SnsAction(topic))\n"
    )
    assert made(code, "X") == {
        "ComparisonOperator": "'GreaterThanOrEqualToThreshold'",
        "EvaluationPeriods": "2",
        "MetricName": "'Errors'",
        "Namespace": "'AWS/Lambda'",
        "Period": "60",
        "Statistic": "'Sum'",
        "Threshold": "1",
        "Dimensions": "[{Name: 'FunctionName', Value: &Shop/Fn.FunctionName}]",
        "AlarmActions": "[&Shop/Topic.TopicArn]",
    }


@pytest.mark.parametrize(
    ("metric", "namespace", "name", "dimension"),
    [
        ("dlq.metric_approximate_number_of_messages_visible()", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"),
        ("topic.metric_number_of_notifications_failed()", "AWS/SNS", "NumberOfNotificationsFailed", "TopicName"),
        ("fn.metric('DeadLetterErrors')", "AWS/Lambda", "DeadLetterErrors", "FunctionName"),
        (
            "elbv2.ApplicationLoadBalancer(stack, 'Lb', vpc=None).metrics.http_code_elb(elbv2.HttpCodeElb.ELB_5XX_COUNT)",
            "AWS/ApplicationELB",
            "HTTPCode_ELB_5XX_Count",
            "LoadBalancer",
        ),
        (
            "cloudwatch.Metric(namespace='AWS/SQS', metric_name='X', dimensions_map={'QueueName': dlq.queue_name})",
            "AWS/SQS",
            "X",
            "QueueName",
        ),
        ("fn.metric_throttles().with_(period=Duration.hours(1))", "AWS/Lambda", "Throttles", "FunctionName"),
    ],
)
def test_metrics(metric: str, namespace: str, name: str, dimension: str) -> None:
    found = made(f"cloudwatch.Alarm(stack, 'X', metric={metric}, threshold=1, evaluation_periods=1)", "X")
    assert (found["Namespace"], found["MetricName"]) == (repr(namespace), repr(name))
    assert f"Name: '{dimension}'" in found["Dimensions"]


def test_metric_math() -> None:
    code = (
        "m = cloudwatch.MathExpression(expression='e / i', using_metrics={'e': fn.metric_errors(), 'i': fn.metric_invocations()})\n"
        "cloudwatch.Alarm(stack, 'X', metric=m, threshold=1, evaluation_periods=1)\n"
    )
    found = made(code, "X")
    assert "Namespace" not in found
    assert "Expression: 'e / i'" in found["Metrics"]
    assert found["Metrics"].count("MetricStat") == 2


def test_composite_alarms_refer_to_their_alarms() -> None:
    code = (
        "a = cloudwatch.Alarm(stack, 'A', metric=fn.metric_errors(), threshold=1, evaluation_periods=1)\n"
        "rule = cloudwatch.AlarmRule.any_of(cloudwatch.AlarmRule.from_alarm(a, cloudwatch.AlarmState.ALARM), a)\n"
        "cloudwatch.CompositeAlarm(stack, 'X', alarm_rule=rule)\n"
    )
    assert made(code, "X")["AlarmRule"].partition("~")[0] == "'(ALARM(\"'+&Shop/A.Arn+'\") OR ALARM(\"'+&Shop/A.Arn+'\"))'"


# -- calls ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "address", "expected"),
    [
        (
            "topic.add_subscription(subscriptions.EmailSubscription('ops@example.com'))",
            "Topic/ops@example.com",
            {"TopicArn": "&Shop/Topic.TopicArn", "Endpoint": "'ops@example.com'", "Protocol": "'email'"},
        ),
        (
            "topic.add_subscription(subscriptions.SqsSubscription(dlq, dead_letter_queue=dlq))",
            "Topic/Dlq",
            {
                "TopicArn": "&Shop/Topic.TopicArn",
                "Endpoint": "&Shop/Dlq.Arn",
                "Protocol": "'sqs'",
                "RedrivePolicy": "{deadLetterTargetArn: &Shop/Dlq.Arn}",
            },
        ),
        (
            "fn.add_event_source(sources.SqsEventSource(dlq, batch_size=5))",
            "Fn/DlqEventSource",
            {"EventSourceArn": "&Shop/Dlq.Arn", "FunctionName": "&Shop/Fn.FunctionName", "BatchSize": "5"},
        ),
        (
            "fn.configure_async_invoke(retry_attempts=0)",
            "Fn/EventInvokeConfig",
            {"FunctionName": "&Shop/Fn.FunctionName", "Qualifier": "'$LATEST'", "MaximumRetryAttempts": "0"},
        ),
        ("fn.add_alias('live')", "Fn/live", {"FunctionName": "&Shop/Fn.FunctionName", "FunctionVersion": "?the CDK decides it", "Name": "?the CDK decides it"}),
        (
            "group = logs.LogGroup(stack, 'Logs')\ngroup.add_metric_filter('F', filter_pattern=None, metric_namespace='Shop', metric_name='Errors')",
            "Logs/F",
            {
                "FilterPattern": "None",
                "LogGroupName": "&Shop/Logs.LogGroupName",
                "MetricTransformations": "[{MetricNamespace: 'Shop', MetricName: 'Errors'}]",
            },
        ),
    ],
)  # fmt: skip
def test_calls_that_make_resources(code: str, address: str, expected: dict[str, str]) -> None:
    assert made(code, address) == expected


def test_aliases_and_their_deployments() -> None:
    code = (
        "alias = lambda_.Alias(stack, 'X', alias_name='live', version=fn.current_version)\n"
        "a = cloudwatch.Alarm(stack, 'A', metric=alias.metric_errors(), threshold=1, evaluation_periods=1)\n"
        "codedeploy.LambdaDeploymentGroup(stack, 'Group', alias=alias, alarms=[a],\n"
        "    deployment_config=codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE)\n"
    )
    parsed = read(HEAD + code)
    alias = resource(parsed, "Shop/X")
    assert entries(alias.properties) == {
        "FunctionName": "&Shop/Fn.FunctionName",
        "FunctionVersion": "&Shop/Fn/CurrentVersion.Version",
        "Name": "'live'",
    }
    assert entries(alias.attributes) == {
        "UpdatePolicy": "{CodeDeployLambdaAliasUpdate: {DeploymentGroupName: &Shop/Group.DeploymentGroupName}}"
    }
    group = entries(resource(parsed, "Shop/Group").properties)
    assert group["DeploymentConfigName"] == "'CodeDeployDefault.LambdaAllAtOnce'"
    assert group["AlarmConfiguration"] == "{Alarms: [{Name: &Shop/A.AlarmName}], Enabled: True}"
    assert group["AutoRollbackConfiguration"] == "{Enabled: True, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']}"


def test_event_source_mappings_say_what_becomes_of_failures() -> None:
    code = (
        "lambda_.EventSourceMapping(stack, 'X', target=fn, event_source_arn=dlq.queue_arn, retry_attempts=2,\n"
        "    on_failure=sources.SqsDlq(dlq), max_record_age=Duration.hours(1))\n"
    )
    assert made(code, "X") == {
        "EventSourceArn": "&Shop/Dlq.Arn",
        "FunctionName": "&Shop/Fn.FunctionName",
        "MaximumRetryAttempts": "2",
        "DestinationConfig": "{OnFailure: {Destination: &Shop/Dlq.Arn}}",
        "MaximumRecordAgeInSeconds": "3600",
    }


def test_a_chain_makes_nothing() -> None:
    before = len(read(HEAD).resources)
    assert len(read(HEAD + "fn.add_environment('A', 'b').add_environment('C', 'd')\n").resources) == before
    assert made("fn.add_environment('A', 'b').add_environment('C', 'd')\n", "Fn")["Environment"] == "{Variables: {A: 'b', C: 'd'}}"


def test_containers_have_their_image_and_logs() -> None:
    code = (
        "task = ecs.FargateTaskDefinition(stack, 'Task')\n"
        "task.add_container('web', image=ecs.ContainerImage.from_registry('shop:7'),\n"
        "    logging=ecs.LogDrivers.aws_logs(stream_prefix='x', log_retention=logs.RetentionDays.ONE_DAY))\n"
    )
    assert "Image: 'shop:7'" in made(code, "Task")["ContainerDefinitions"]
    assert "awslogs-group: &Shop/Task/web/LogGroup.LogGroupName" in made(code, "Task")["ContainerDefinitions"]
    assert made(code, "Task/web/LogGroup") == {"RetentionInDays": "1"}


def test_escape_hatches_write_through() -> None:
    code = (
        "cfn = dlq.node.default_child\ncfn.add_property_override('RedrivePolicy.maxReceiveCount', 4)\ncfn.kms_master_key_id = 'alias/x'\n"
        "cfn.cfn_options.deletion_policy = 'Retain'\n"
    )
    record = resource(read(HEAD + code), "Shop/Dlq")
    assert entries(record.properties) == {"RedrivePolicy": "{maxReceiveCount: 4}", "KmsMasterKeyId": "'alias/x'"}
    assert entries(record.attributes)["DeletionPolicy"] == "'Retain'"


def test_tags_reach_all_below() -> None:
    parsed = read(HEAD + "Tags.of(stack).add('owner', 'shop')\nsqs.Queue(Stack(app, 'Other'), 'Q')\n")
    assert entries(resource(parsed, "Shop/Dlq").properties) == {"Tags": "[{Key: 'owner', Value: 'shop'}]"}
    assert entries(resource(parsed, "Other/Q").properties) == {}


@pytest.mark.parametrize(
    ("visit", "is_open"),
    [
        ("node.versioned = True", True),
        ("if isinstance(node, sqs.CfnQueue):\n            node.queue_name = 'x'", True),
        ("if isinstance(node, s3.CfnBucket):\n            node.bucket_name = 'x'", False),
        ("print(node)", False),
        ("Annotations.of(node).add_warning('x')", False),
    ],
)
def test_aspects_open_what_they_may_change(visit: str, is_open: bool) -> None:
    code = f"class Check:\n    def visit(self, node):\n        {visit}\nAspects.of(app).add(Check())\n"
    assert ("*" in made(code, "Dlq")) is is_open


# -- what stacks put out -------------------------------------------------------------------------------------------------------------------


def test_outputs_and_exports_are_those_of_the_template() -> None:
    code = "from aws_cdk import CfnOutput, Fn\nCfnOutput(stack, 'Pager', value=topic.topic_arn, export_name='pager')\nstack.export_value(dlq.queue_arn)\n"
    parsed = read(HEAD + code + "sqs.CfnQueue(Stack(app, 'Other'), 'Q', queue_name=Fn.import_value('pager'))\n")
    assert entries(parsed.units[0].settings) == {
        "Outputs": "{Pager: {Value: &Shop/Topic.TopicArn, Export: {Name: 'pager'}}, Export: {Value: &Shop/Dlq.Arn}}",
        "Exports": "{export:pager: &Shop/Topic.TopicArn}",
    }
    assert entries(resource(parsed, "Other/Q").properties) == {"QueueName": "&export:pager.Value"}


def test_what_is_looked_up_is_a_call() -> None:
    parsed = read(HEAD + "from aws_cdk import aws_ec2 as ec2\nec2.Vpc.from_lookup(stack, 'V', vpc_id='vpc-0b7d19e6c2f48a35d')\n")
    (call,) = parsed.calls
    assert (call.name, entries(call.arguments)["vpc_id"]) == ("aws_cdk.aws_ec2.Vpc.from_lookup", "'vpc-0b7d19e6c2f48a35d'")


# -- arguments that no table says ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_15_4)", ("'postgres'", "'15.4'")),
        ("DatabaseInstanceEngine.sql_server_ee(version=rds.SqlServerEngineVersion.VER_15)", ("'sqlserver-ee'", "'15.00'")),
        ("DatabaseInstanceEngine.maria_db(version=rds.MariaDbEngineVersion.of('10.6', '10.6'))", ("'mariadb'", "'10.6'")),
        ("DatabaseInstanceEngine.MYSQL", ("'mysql'", "?the CDK decides it")),
    ],
)
def test_database_engines(engine: str, expected: tuple[str, str]) -> None:
    found = made(f"rds.DatabaseInstance(stack, 'D', vpc=vpc, engine=rds.{engine})", "D")
    assert (found["Engine"].partition("~")[0], found["EngineVersion"].partition("~")[0]) == expected


def test_the_writer_of_a_cluster_has_the_cluster_s_engine() -> None:
    engine = "rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_15_4)"
    writer = "rds.ClusterInstance.provisioned('w', auto_minor_version_upgrade=False)"
    found = made(f"rds.DatabaseCluster(stack, 'D', vpc=vpc, engine={engine}, writer={writer})", "D/writer")
    assert found["Engine"] == "'aurora-postgresql'"
    assert found["AutoMinorVersionUpgrade"] == "False"
    assert found["DBInstanceClass"].startswith("?")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", "{Enabled: True, Events: ['DEPLOYMENT_FAILURE']}"),
        ("auto_rollback=codedeploy.AutoRollbackConfig(failed_deployment=False)", "{Enabled: False}"),
        (
            "auto_rollback=codedeploy.AutoRollbackConfig(deployment_in_alarm=True)",
            "{Enabled: True, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']}",
        ),
        (
            "blue_green_deployment_config=codedeploy.EcsBlueGreenDeploymentConfig(listener=x)",
            "{Enabled: True, Events: ['DEPLOYMENT_FAILURE']}",
        ),
        ("auto_rollback=unheard_of", "?unheard_of is not set"),
    ],
)
def test_when_a_deployment_is_rolled_back(arguments: str, expected: str) -> None:
    found = made(f"codedeploy.EcsDeploymentGroup(stack, 'G', service=x, {arguments})", "G")
    assert found["AutoRollbackConfiguration"] == expected


def test_a_provider_s_framework_calls_its_handler() -> None:
    found = made("from aws_cdk import custom_resources as cr\ncr.Provider(stack, 'P', on_event_handler=fn)", "P/framework-onEvent")
    assert found["Environment"] == "{Variables: {USER_ON_EVENT_FUNCTION_ARN: &Shop/Fn.Arn}}"


def test_a_distribution_s_arguments_stay_apart() -> None:
    code = (
        "from aws_cdk import aws_cloudfront as cloudfront\n"
        "cloudfront.Distribution(stack, 'D', default_behavior=cloudfront.BehaviorOptions(origin=x, compress=False), "
        "price_class=cloudfront.PriceClass.PRICE_CLASS_100, certificate=x)\n"
    )
    found = made(code, "D")["DistributionConfig"]
    assert "Compress: False" in found
    assert "PriceClass: 'PriceClass_100'" in found
    assert "Enabled: True" in found
    assert "ViewerCertificate: ?" in found


def test_keys_in_snake_case_inside_an_l1_s_dict_are_lost() -> None:
    code = "s3.CfnBucket(stack, 'B', lifecycle_configuration={'rules': [{'status': 'Enabled', 'expiration_in_days': 1}]}, tags=[{'key': 'a_b', 'value': 'c'}])\n"
    found = resource(read(HEAD + code), "Shop/B")
    assert entries(found.properties)["LifecycleConfiguration"].partition("~")[0] == "{Rules: [{Status: 'Enabled'}]}"
    assert entries(found.attributes) == {"IgnoredProperties": "['ExpirationInDays']"}


def test_what_cloudformation_takes_as_it_is_loses_nothing() -> None:
    code = "sqs.CfnQueue(stack, 'Q', redrive_policy={'max_receive_count': 3})\n"
    code += "lambda_.CfnFunction(stack, 'F', code={'zipFile': 'x'}, role='r', environment={'variables': {'stage_name': 'x'}})\n"
    parsed = read(HEAD + code)
    assert entries(resource(parsed, "Shop/Q").attributes) == {}
    assert entries(resource(parsed, "Shop/F").attributes) == {}
    assert "stage_name" in entries(resource(parsed, "Shop/F").properties)["Environment"]


def test_conditions_that_nobody_can_decide_do_not_exclude_each_other() -> None:
    program = (
        "from aws_cdk import Stack, aws_sqs as sqs\nclass Shop(Stack):\n    def __init__(self, scope, id, params, **kwargs):\n"
        "        super().__init__(scope, id, **kwargs)\n"
        "        if params.get('a') and not params.get('b'):\n            sqs.Queue(self, 'Q')\n"
    )
    assert [one.address for one in read(program).resources] == ["Shop/Q"]


def test_a_class_of_an_experimental_package_has_the_type_of_the_l1_named_like_it() -> None:
    code = "from aws_cdk.aws_msk_alpha import Cluster\nCluster(stack, 'C', vpc=vpc)\n"
    found = resource(read(HEAD + code), "Shop/C")
    assert (found.type, "*" in entries(found.properties), "*" in entries(found.attributes)) == ("AWS::MSK::Cluster", True, True)


def test_a_pipeline_of_the_app_is_a_pipeline() -> None:
    code = "from aws_cdk import pipelines\npipelines.CodePipeline(stack, 'Ship', synth=pipelines.ShellStep('S', commands=['cdk synth']))\n"
    found = resource(read(HEAD + code), "Shop/Ship/Pipeline")
    assert (found.type, "*" in entries(found.properties)) == ("AWS::CodePipeline::Pipeline", True)


# -- feature flags -------------------------------------------------------------------------------------------------------------------------


def _flagged(code: str, address: str, **flags: bool) -> dict[str, str]:
    context = {
        "@aws-cdk/aws-iam:minimizePolicies": True,
        **{f"@aws-cdk/{name.replace('__', ':').replace('_', '-')}": on for name, on in flags.items()},
    }
    settings = json.dumps({"app": "python3 app.py", "context": context})
    return properties({"cdk.json": settings, "app.py": HEAD + code}, f"Shop/{address}")


@pytest.mark.parametrize(
    ("code", "address", "flag", "name", "without", "within"),
    [
        (
            "ecs.FargateService(stack, 'S', cluster=x, task_definition=x)",
            "S",
            "aws_ecs__removeDefaultDeploymentAlarm",
            "DeploymentConfiguration",
            "{Alarms: {AlarmNames: [], Enable: False, Rollback: False}, MaximumPercent: 200, MinimumHealthyPercent: 50}",
            "{MaximumPercent: 200, MinimumHealthyPercent: 50}",
        ),
        (
            "from aws_cdk import aws_ec2 as ec2\nec2.Volume(stack, 'V', availability_zone='a')",
            "V",
            "aws_ec2__ebsDefaultGp3Volume",
            "VolumeType",
            "'gp2'",
            "'gp3'",
        ),
        (
            "from aws_cdk import aws_codepipeline as cp\ncp.Pipeline(stack, 'P')",
            "P",
            "aws_codepipeline__defaultPipelineTypeToV2",
            "PipelineType",
            None,
            "'V2'",
        ),
        (
            "codedeploy.LambdaDeploymentGroup(stack, 'G', alias=x)",
            "G",
            "aws_codedeploy__removeAlarmsFromDeploymentGroup",
            "AlarmConfiguration",
            None,
            "{Enabled: False}",
        ),
    ],
)
def test_a_default_is_what_its_own_flag_makes_it(code: str, address: str, flag: str, name: str, without: str | None, within: str) -> None:
    assert _flagged(code + "\n", address).get(name) == without
    assert _flagged(code + "\n", address, **{flag: True})[name] == within


def test_a_type_that_a_flag_takes_away() -> None:
    def types(context: str) -> set[str]:
        settings = f'{{"app": "python3 app.py", "context": {{"@aws-cdk/x:y": true{context}}}}}'
        return {one.type for one in read({"cdk.json": settings, "app.py": HEAD + "apigateway.RestApi(stack, 'A')\n"}).resources}

    assert "AWS::ApiGateway::Account" in types("")
    assert "AWS::ApiGateway::Account" not in types(', "@aws-cdk/aws-apigateway:disableCloudWatchRole": true')
