"""Delivery stream that does not say why it fails.

When Firehose can't deliver, it writes the reason to a log group, if it is told one: without it there is a falling metric and a growing
folder of failed records, and whether it was a permission, a mapping or a function nobody can say. OpenSearch, Splunk and HTTP destinations
write the reason beside each failed record, where no filter or alarm finds it. Switch the error log of the destination on.

Delivery streams that the CDK's own construct makes have one. Examples of how a module is used are left alone.

```yaml
Resources:
  Clicks:                                         # finding
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: !ImportValue clicks-bucket
        RoleARN: !ImportValue clicks-role
```

```yaml
Resources:
  Clicks:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: !ImportValue clicks-bucket
        RoleARN: !ImportValue clicks-role
        CloudWatchLoggingOptions:
          Enabled: true
          LogGroupName: clicks
          LogStreamName: delivery
```

```hcl
resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "clicks"
  destination = "extended_s3"
  extended_s3_configuration {
    bucket_arn = var.bucket
    role_arn   = var.role
    cloudwatch_logging_options {
      enabled = false                             # finding
    }
  }
}

variable "bucket" {
  type = string
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "clicks"
  destination = "extended_s3"
  extended_s3_configuration {
    bucket_arn = var.bucket
    role_arn   = var.role
    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = "clicks"
      log_stream_name = "delivery"
    }
  }
}

variable "bucket" {
  type = string
}

variable "role" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_kinesisfirehose as firehose

app = App()
stack = Stack(app, "Shop")
firehose.CfnDeliveryStream(                       # finding
    stack,
    "Clicks",
    s3_destination_configuration=firehose.CfnDeliveryStream.S3DestinationConfigurationProperty(
        bucket_arn="arn:aws:s3:::clicks",
        role_arn="arn:aws:iam::123456789012:role/clicks",
    ),
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_kinesisfirehose as firehose

app = App()
stack = Stack(app, "Shop")
firehose.CfnDeliveryStream(
    stack,
    "Clicks",
    s3_destination_configuration=firehose.CfnDeliveryStream.S3DestinationConfigurationProperty(
        bucket_arn="arn:aws:s3:::clicks",
        role_arn="arn:aws:iam::123456789012:role/clicks",
        cloud_watch_logging_options=firehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty(
            enabled=True, log_group_name="clicks", log_stream_name="delivery"
        ),
    ),
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.NOTE
PRACTICES = ["Analyze workload logs", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::KinesisFirehose::DeliveryStream")
HELP = "switch the error log of the destination on"
LINKS = ["https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html"]

_DESTINATIONS = {
    **dict.fromkeys(
        ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration", "RedshiftDestinationConfiguration"),
        "why a delivery fails is written nowhere",
    ),
    **dict.fromkeys(
        (
            *("ElasticsearchDestinationConfiguration", "AmazonopensearchserviceDestinationConfiguration"),
            *("AmazonOpenSearchServerlessDestinationConfiguration", "HttpEndpointDestinationConfiguration"),
            *("SplunkDestinationConfiguration", "SnowflakeDestinationConfiguration", "IcebergDestinationConfiguration"),
        ),
        "why a delivery fails is written nowhere but into the failed records",
    ),
}
"""By destination, what is left of the reason: those of the second kind write it beside each record that they give up."""


def check(stream: Resource, project: Project) -> Iterator[Finding]:
    if is_tried_out(project, stream):
        return
    for name, message in _DESTINATIONS.items():
        destination = stream[name]
        switch = destination["CloudWatchLoggingOptions.Enabled"]
        if destination.kind == "mapping" and switch.must_be(MISSING, False):
            yield Finding(message, switch.at, origin=switch.origin)
