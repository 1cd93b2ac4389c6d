"""Property that the CDK leaves out of the template.

A dictionary inside an L1 construct (`CfnBucket`, `CfnFunction`, ...) takes its keys in camel case. In Python one in snake case is dropped
without a word: the program runs, the deployment succeeds, and the bucket has no expiration, the function no dead-letter queue. What is
reviewed is not what is deployed, and it shows when the setting is needed. Write the key in camel case, or use the property's class
(`CfnBucket.RuleProperty(expiration_in_days=30)`), which a type checker reads too.

Free-form values that CloudFormation takes as they are (policy documents, event patterns, environment variables) are left alone.

```python
from aws_cdk import App, Stack, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
s3.CfnBucket(
    stack,
    "Receipts",
    lifecycle_configuration={
        "rules": [
            {
                "status": "Enabled",
                "expiration_in_days": 30,         # finding
            }
        ]
    },
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
s3.CfnBucket(
    stack,
    "Receipts",
    lifecycle_configuration={"rules": [{"status": "Enabled", "expirationInDays": 30}]},
)
s3.CfnBucket(
    stack,
    "Reports",
    lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
        rules=[s3.CfnBucket.RuleProperty(status="Enabled", expiration_in_days=30)]
    ),
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Test and validate changes", "Use multiple environments"]
ABOUT = resources(having="IgnoredProperties")
HELP = "write the key in camel case, or use the property's class"
LINKS = ["https://docs.aws.amazon.com/cdk/v2/guide/work-with-cdk-python.html"]


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    for ignored in resource.attribute("IgnoredProperties"):
        if ignored.known is not None:
            yield Finding(f"{ignored.known} is left out of what is deployed: the key is in snake case", ignored.at)
