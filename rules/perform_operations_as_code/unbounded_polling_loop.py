"""Loop that waits without an end.

The loop asks, sleeps and asks again until the answer is the right one. When it never is (the creation failed, a quota was hit, somebody
deleted the thing) the program hangs until the runner is killed, hours later: the pipeline is blocked, locks stay held, and the log shows
the same line over and over instead of an error. Use the service's waiter, which knows the states that mean failure and gives up, or set a
deadline and raise when it has passed.

A loop with a counter, a deadline or a timeout is left alone, and so is one that knows a state of failure or goes on only in one state, a
service that runs forever or until it is told to stop, and a walk through pages.

```python
import time

import boto3

rds = boto3.client("rds")
rds.create_db_instance(DBInstanceIdentifier="shop", DBInstanceClass="db.t4g.small", Engine="postgres")
while rds.describe_db_instances(DBInstanceIdentifier="shop")["DBInstances"][0]["DBInstanceStatus"] != "available":
    time.sleep(30)                                # finding
```

```python
import boto3

rds = boto3.client("rds")
rds.create_db_instance(DBInstanceIdentifier="shop", DBInstanceClass="db.t4g.small", Engine="postgres")
rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="shop", WaiterConfig={"Delay": 30, "MaxAttempts": 60})
```

```python
import threading
import time

import boto3

FINAL_STATES = ["SUCCEEDED", "FAILED", "CANCELLED"]

athena = boto3.client("athena")
stopped = threading.Event()


def report() -> None:
    while not stopped.is_set():
        boto3.client("cloudwatch").put_metric_data(Namespace="Shop", MetricData=[{"MetricName": "Alive", "Value": 1}])
        time.sleep(60)


threading.Thread(target=report).start()
state = "QUEUED"
while state not in FINAL_STATES:
    time.sleep(5)
    state = athena.get_query_execution(QueryExecutionId="orders")["QueryExecution"]["Status"]["State"]
stopped.set()
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Severity, calls
from opexlint.evidence import is_spared

SEVERITY = Severity.NOTE
PRACTICES = ["Plan for unsuccessful changes", "Automate responses to events"]
ABOUT = calls("time.sleep")
HELP = "use the service's waiter, or set a deadline and raise when it has passed"
LINKS = [
    "https://docs.aws.amazon.com/boto3/latest/guide/clients.html#waiters",
    "https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/",
]


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "endless" in call.context and not is_spared(project, call.at.path):
        yield Finding("nothing ends this loop when what it waits for never comes", call.at)
