"""State machines of the CDK: chains of states, texts and files become the definition that other languages write."""

import pytest

from opexlint.model import Node
from tests.languages.python.inline import entries, read, resource
from tests.languages.python.test_documents import at, written

HEAD = """from aws_cdk import App, Duration, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks
app = App()
s = Stack(app, "S")
f = lambda_.Function(s, "F", runtime=lambda_.Runtime.PYTHON_3_12, handler="h", code=lambda_.Code.from_asset("f"))
q = sqs.Queue(s, "Q")
"""
MACHINE = "sfn.StateMachine(s, 'M', definition_body=sfn.DefinitionBody.from_chainable({}))\n"


def definition(code: str, chain: str = "chain") -> Node:
    return at(resource(read(HEAD + code + "\n" + MACHINE.format(chain)), "S/M").properties, "DefinitionString")


def states(code: str, chain: str = "chain") -> dict[str, str]:
    return entries(at(definition(code, chain), "States"))


RETRY = (
    "{ErrorEquals: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', "
    "'Lambda.SdkClientException'], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2}"
)


def test_states_follow_each_other() -> None:
    code = (
        "a = sfn.Pass(s, 'A')\nchain = a.next(sfn.Wait(s, 'B', time=sfn.WaitTime.duration(Duration.minutes(2)))).next(sfn.Succeed(s, 'C'))"
    )
    assert entries(definition(code))["StartAt"] == "'A'"
    assert states(code) == {"A": "{Type: 'Pass', Next: 'B'}", "B": "{Type: 'Wait', Seconds: 120, Next: 'C'}", "C": "{Type: 'Succeed'}"}
    assert states(code, "sfn.Chain.start(a)") == states(code)


def test_a_function_is_retried_when_its_service_fails() -> None:
    found = entries(at(definition("chain = tasks.LambdaInvoke(s, 'Run', lambda_function=f, payload=x)"), "States", "Run"))
    assert found == {
        "Type": "'Task'",
        "Resource": "'arn:'+?the partition is known only when it is deployed+':states:::lambda:invoke'",
        "Parameters": "{FunctionName: &S/F.Arn, ...}",
        "End": "True",
        "Retry": f"[{RETRY}]",
    }
    code = "chain = tasks.LambdaInvoke(s, 'Run', lambda_function=f, retry_on_service_exceptions={})"
    assert "Retry" not in entries(at(definition(code.format("False")), "States", "Run"))
    assert entries(at(definition(code.format("x")), "States", "Run"))["Retry"] == "[...]"


def test_a_task_may_be_the_function_itself() -> None:
    code = "chain = tasks.LambdaInvoke(s, 'Run', lambda_function=f, payload_response_only=True)"
    assert entries(at(definition(code), "States", "Run"))["Resource"] == "&S/F.Arn"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("task_timeout=sfn.Timeout.duration(Duration.hours(1))", {"TimeoutSeconds": "3600"}),
        ("timeout=Duration.seconds(5)", {"TimeoutSeconds": "5"}),
        ("heartbeat_timeout=sfn.Timeout.duration(Duration.minutes(1))", {"HeartbeatSeconds": "60"}),
        ("task_timeout=sfn.Timeout.at('$.t')", {"TimeoutSeconds": "?the amount is computed"}),
        (
            "integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN",
            {"Resource": "'arn:'+?the partition is known only when it is deployed+':states:::sqs:sendMessage.waitForTaskToken'"},
        ),
        ("result_path='$.r', input_path=x", {"ResultPath": "'$.r'", "InputPath": "?x is not set"}),
        ("message_body=x", {"Parameters": "{QueueUrl: &S/Q.QueueUrl, ...}"}),
    ],
)
def test_what_a_task_says(arguments: str, expected: dict[str, str]) -> None:
    found = entries(at(definition(f"chain = tasks.SqsSendMessage(s, 'Send', queue=q, {arguments})"), "States", "Send"))
    assert found | expected == found
    assert "Retry" not in found


def test_a_job_has_a_time_of_its_own() -> None:
    code = (
        "chain = tasks.GlueStartJobRun(s, 'Run', glue_job_name='j', timeout=Duration.minutes(6), result_path=sfn.JsonPath.string_at('$.r'))"
    )
    found = entries(at(definition(code), "States", "Run"))
    assert found.keys() == {"Type", "Resource", "Parameters", "ResultPath", "End"}
    assert found["ResultPath"] == "'$.r'"


def test_a_state_may_speak_jsonata() -> None:
    code = "chain = tasks.SqsSendMessage.jsonata(s, 'Send', queue=q, message_body=x, outputs='{% $x %}')"
    found = entries(at(definition(code), "States", "Send"))
    assert (found["Arguments"], found["Output"]) == ("{QueueUrl: &S/Q.QueueUrl, ...}", "'{% $x %}'")


def test_retries_and_catches() -> None:
    code = """
failed = sfn.Fail(s, "Failed", error="E", cause="c")
chain = tasks.SqsSendMessage(s, "Send", queue=q, message_body=x)
chain.add_retry(errors=["X", sfn.Errors.TIMEOUT], interval=Duration.seconds(3), max_attempts=2, backoff_rate=1.5)
chain.add_catch(failed, errors=["Y"])
chain.add_catch(failed)
"""
    found = entries(at(definition(code), "States", "Send"))
    assert found["Retry"] == "[{ErrorEquals: ['X', 'States.Timeout'], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 1.5}]"
    assert found["Catch"] == "[{ErrorEquals: ['Y'], Next: 'Failed'}, {ErrorEquals: ['States.ALL'], Next: 'Failed'}]"
    assert states(code)["Failed"] == "{Type: 'Fail', Error: 'E', Cause: 'c'}"


def test_choices_lead_on_and_back() -> None:
    code = """
wait = sfn.Wait(s, "Wait", time=sfn.WaitTime.seconds_path("$.s"))
done = sfn.Succeed(s, "Done")
choice = sfn.Choice(s, "Ready?")
chain = wait.next(choice.when(sfn.Condition.string_equals("$.s", "READY"), done).otherwise(wait))
"""
    assert states(code) == {
        "Wait": "{Type: 'Wait', Seconds: ?the amount is computed, Next: 'Ready?'}",
        "Ready?": "{Type: 'Choice', Choices: [{Next: 'Done', ...}], Default: 'Wait'}",
        "Done": "{Type: 'Succeed'}",
    }


def test_what_comes_after_a_choice() -> None:
    code = """
a, b = sfn.Pass(s, "A"), sfn.Pass(s, "B")
chain = sfn.Choice(s, "Which").when(c, a).otherwise(b).afterwards().next(sfn.Succeed(s, "End"))
"""
    found = states(code)
    assert (found["A"], found["B"]) == ("{Type: 'Pass', Next: 'End'}",) * 2


def test_states_stand_in_each_other() -> None:
    code = """
chain = sfn.Parallel(s, "Both").branch(sfn.Pass(s, "A").next(sfn.Pass(s, "B")), sfn.Pass(s, "C"))
chain.add_retry(max_attempts=1)
each = sfn.Map(s, "Each", max_concurrency=4, items_path="$.items")
each.item_processor(sfn.Pass(s, "One"))
chain = chain.next(each)
"""
    found = states(code)
    assert found["Both"] == (
        "{Type: 'Parallel', Next: 'Each', Branches: [{StartAt: 'A', States: {A: {Type: 'Pass', Next: 'B'}, B: {Type: 'Pass', End: True}}}, "
        "{StartAt: 'C', States: {C: {Type: 'Pass', End: True}}}], Retry: [{ErrorEquals: ['States.ALL'], MaxAttempts: 1}]}"
    )
    assert found["Each"] == (
        "{Type: 'Map', MaxConcurrency: 4, ItemsPath: '$.items', End: True, "
        "ItemProcessor: {StartAt: 'One', States: {One: {Type: 'Pass', End: True}}}}"
    )


def test_a_state_as_it_is_written() -> None:
    code = "chain = sfn.CustomState(s, 'X', state_json={'Type': 'Task', 'Resource': 'r', 'Next': 'Y'}).next(sfn.Succeed(s, 'Z'))"
    assert states(code)["X"] == "{Type: 'Task', Resource: 'r', Next: 'Z'}"


def test_the_whole_has_a_time() -> None:
    code = HEAD + "sfn.StateMachine(s, 'M', definition=sfn.Pass(s, 'A'), timeout=Duration.minutes(5))"
    assert entries(at(resource(read(code), "S/M").properties, "DefinitionString"))["TimeoutSeconds"] == "300"


@pytest.mark.parametrize("chain", ["unheard_of", "sfn.Pass(s, 'A').next(unheard_of)", "Fragment(s, 'A')"])
def test_what_is_not_followed_is_not_known(chain: str) -> None:
    node = definition(f"class Fragment(sfn.StateMachineFragment): pass\nchain = {chain}")
    assert node[0] == "unknown" or at(node, "States")[1][1]


def test_a_state_that_is_added_under_a_condition_leaves_the_rest_open() -> None:
    code = "chain = a = sfn.Pass(s, 'A')\nif app.node.try_get_context('x') == 'y':\n    chain = a.next(sfn.Pass(s, 'B'))"
    assert at(definition(code, "sfn.Chain.start(a)"), "States")[1][1]


def test_a_definition_in_a_text_or_a_file() -> None:
    text = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    code = HEAD + f"sfn.StateMachine(s, 'M', definition_body=sfn.DefinitionBody.from_string('{text}'))\n"
    node = at(resource(read(code), "S/M").properties, "DefinitionString", "States", "A", "Type")
    assert (node[1], written(code, node)) == ("Succeed", '"Succeed"')
    files = {
        "app.py": HEAD + "sfn.StateMachine(s, 'M', definition_body=sfn.DefinitionBody.from_file('flows/a.asl.json'))\n",
        "flows/a.asl.json": text,
    }
    node = at(resource(read(files), "S/M").properties, "DefinitionString", "States", "A", "Type")
    assert (node[1], node[4], written(text, node)) == ("Succeed", "flows/a.asl.json", '"Succeed"')
    missing = at(resource(read(files["app.py"]), "S/M").properties, "DefinitionString")
    assert missing[1] == "flows/a.asl.json is not in the project"


def test_a_state_stands_where_it_is_made() -> None:
    code = "chain = sfn.Pass(s, 'A')"
    node = at(definition(code), "States", "A")
    assert written(HEAD + code, node) == "sfn.Pass(s, 'A')"
