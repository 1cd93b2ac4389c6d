"""Stack with too many resources.

CloudFormation takes 500 resources in a stack and refuses the deployment that adds the next one, on whatever day that is. Long before,
each change puts all of them at risk together: it takes long, fails for reasons that have nothing to do with it, and rolls everything
back. Split the stack by what changes together, with the data apart from what uses it.

```yaml
Transform: AWS::LanguageExtensions                # finding: 441 resources
Resources:
  Fn::ForEach::Tenants:
    - Tenant
    - ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21"]
    - Fn::ForEach::Queues:
        - Number
        - ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21"]
        - Queue${Tenant}x${Number}:
            Type: AWS::SQS::Queue
```

```yaml
Resources:
  Queue:
    Type: AWS::SQS::Queue
```
"""

from collections import Counter
from collections.abc import Iterator

from opexlint import Finding, Project, Severity, Unit, units

SEVERITY = Severity.WARNING
PRACTICES = ["Make frequent, small, reversible changes"]
ABOUT = units("template")
HELP = "split the stack by what changes together"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"]

QUOTA = 500
"""Resources that CloudFormation takes in a stack."""


def check(unit: Unit, project: Project, *, most: int = 400) -> Iterator[Finding]:
    count = project.once("resources by unit", lambda: Counter(one.unit for one in project.resources()))[unit.id]
    if count > QUOTA:
        yield Finding(f"the stack has {count} resources, and CloudFormation takes {QUOTA}", unit.at)
    elif count > most:
        yield Finding(f"the stack has {count} resources, close to the {QUOTA} that CloudFormation takes", unit.at)
