from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class PaymentsStack(Stack):
    """Settles payments from the stream of the card processor."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)

        oncall = sns.Topic(self, "OnCall")
        oncall.add_subscription(subscriptions.EmailSubscription("oncall@example.com"))

        settlements = kinesis.Stream(self, "Settlements", retention_period=Duration.days(2))
        settle = self.function("Settle")
        settle.add_event_source(
            sources.KinesisEventSource(settlements, starting_position=lambda_.StartingPosition.TRIM_HORIZON)
        )

        lost = sqs.Queue(self, "LostRefunds", retention_period=Duration.days(14))
        refunds = sqs.Queue(self, "Refunds", dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=5, queue=lost))
        refund = self.function("Refund")
        refund.add_event_source(sources.SqsEventSource(refunds))

        for function in (settle, refund):
            alarm = function.metric_errors(period=Duration.minutes(1)).create_alarm(
                self,
                f"{function.node.id}Fails",
                alarm_description="Payments are not settled. See runbooks/payments.md",
                threshold=1,
                evaluation_periods=3,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(actions.SnsAction(oncall))

        s3.Bucket(self, "Statements", removal_policy=RemovalPolicy.RETAIN)

    def function(self, name: str) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler=f"{name.lower()}.handler",
            code=lambda_.Code.from_asset("functions"),
            log_group=logs.LogGroup(self, f"{name}Log", retention=logs.RetentionDays.THREE_MONTHS),
        )
