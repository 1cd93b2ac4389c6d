"""Change made while infrastructure is only described.

A CDK or Pulumi program runs whenever somebody wants to know what would change: `cdk synth`, `cdk diff`, `pulumi preview`, the tests, an
editor. A call in it that changes the cloud, or posts to another system, makes the change then and there: before the review, for every
stage at once, from a laptop, and again on each run. It is in no template and no state, so nothing rolls it back. Make it a resource, a
custom resource with its own life-cycle, or a step of the pipeline behind the deployment.

Reading is left alone, as is a change that runs only when a flag, the environment or `pulumi.runtime.is_dry_run()` says so, and tests.

```python
import boto3
from aws_cdk import App, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
sqs.Queue(stack, "Orders")
boto3.client("ssm").put_parameter(Name="/shop/version", Value="7", Overwrite=True)    # finding
app.synth()
```

```python
import boto3
from aws_cdk import App, Stack, aws_sqs as sqs, aws_ssm as ssm

app = App()
stack = Stack(app, "Shop")
sqs.Queue(stack, "Orders")
zones = boto3.client("ec2").describe_availability_zones()
ssm.StringParameter(stack, "Version", parameter_name="/shop/version", string_value="7")
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Severity, calls, change_by
from opexlint.evidence import describes_infrastructure

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Test deployments", "Use build and deployment management systems"]
ABOUT = calls("boto3.*", "subprocess.*", "os.system", "os.popen", "requests.*", "httpx.*")
HELP = "make it a resource, a custom resource, or a step of the pipeline"
LINKS = [
    "https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html",
    "https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/",
]

_POSTS = ("requests.post", "requests.put", "requests.patch", "requests.delete", "httpx.post", "httpx.put", "httpx.patch", "httpx.delete")


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "guarded" in call.context:
        return
    change = change_by(project, call) or (call.name.replace(".", " ") if call.name in _POSTS else "")
    if change and describes_infrastructure(project, call):
        yield Finding(f"{change} takes effect whenever this program runs, even to show what would change", call.at)
