"""Debugger left in the code.

The program stops at a prompt that nobody sees: the pipeline's job hangs until it times out, with half of the change made and its locks
held, or dies at once where there is no terminal. Remove the call.

A debugger that a flag or the environment switches on is left alone.

```python
import boto3

ecs = boto3.client("ecs")
breakpoint()                                      # finding
ecs.update_service(cluster="shop", service="shop", desiredCount=4)
```

```python
import os

import boto3

ecs = boto3.client("ecs")
if os.environ.get("DEBUG"):
    breakpoint()
ecs.update_service(cluster="shop", service="shop", desiredCount=4)
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Severity, calls

SEVERITY = Severity.ERROR
PRACTICES = ["Implement practices to improve code quality", "Fully automate integration and deployment"]
ABOUT = calls(
    "breakpoint", "pdb.set_trace", "pdb.post_mortem", "ipdb.set_trace", "pudb.set_trace", "pudb.*.set_trace", "code.interact",
    "IPython.embed", "debugpy.wait_for_client", "debugpy.breakpoint", "sys.breakpointhook", "remote_pdb.set_trace", "web_pdb.set_trace",
)  # fmt: skip
HELP = "remove the call"
LINKS = ["https://docs.python.org/3/library/functions.html#breakpoint"]


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "guarded" not in call.context:
        yield Finding("the program stops here and waits in a debugger", call.at)
