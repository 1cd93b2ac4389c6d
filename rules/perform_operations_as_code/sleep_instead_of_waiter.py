"""Hand-made loop where there is a waiter.

The loop asks for the state of a resource and sleeps until it reads the one word it looks for. It does not know the states that mean
failure, so a creation that failed is waited for to the end, or forever; one throttled answer kills it; and each script has its own idea
of how long is long enough. boto3 has a waiter for this operation: it knows the states that mean failure, polls at a fitting rate and
gives up with an error that says why.

One finding stands for all that a program waits for so. Operations without a waiter are left alone, and so are loops whose pause grows, and
those that nothing ends (`unbounded-polling-loop` reports them).

```python
import time

import boto3

ecs = boto3.client("ecs")
ecs.update_service(cluster="shop", service="shop", forceNewDeployment=True)
for _ in range(60):
    service = ecs.describe_services(cluster="shop", services=["shop"])["services"][0]    # finding: services_stable
    if len(service["deployments"]) == 1:
        break
    time.sleep(10)
```

```python
import boto3

ecs = boto3.client("ecs")
ecs.update_service(cluster="shop", service="shop", forceNewDeployment=True)
ecs.get_waiter("services_stable").wait(cluster="shop", services=["shop"])
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Note, Project, Severity, calls
from opexlint.evidence import calls_in, is_spared
from opexlint.facts.programs import waiters

SEVERITY = Severity.NOTE
PRACTICES = ["Implement practices to improve code quality", "Test deployments"]
ABOUT = calls("boto3.*.describe_*", "boto3.*.get_*", "boto3.*.head_*", "boto3.*.list_*")
HELP = "wait with client.get_waiter(...).wait(...)"
LINKS = ["https://docs.aws.amazon.com/boto3/latest/guide/clients.html#waiters"]

_SHOWN = 3
"""Further questions that a finding points at."""


def check(call: Call, project: Project) -> Iterator[Finding]:
    if not _is_hand_made(call) or is_spared(project, call.at.path):
        return
    first, *others = [one for one in calls_in(project, call.unit) if one.at.path == call.at.path and _is_hand_made(one)]
    if call.at == first.at:  # a loop may ask several things
        notes = tuple(Note(_waiters(one), one.at) for one in others[:_SHOWN])
        yield Finding(f"this loop does by hand what a waiter does: {_waiters(call)}", call.at, notes)


def _is_hand_made(call: Call) -> bool:
    """Whether it asks again and again, with an end, for what there is a waiter for."""
    return "polls" in call.context and "endless" not in call.context and ABOUT.includes(call.name) and waiters(call.name) != ()


def _waiters(call: Call) -> str:
    *names, last = waiters(call.name)
    return f"{', '.join(names)} or {last}" if names else last
