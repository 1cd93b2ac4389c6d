"""Command that nothing can undo.

The command deletes data, or everything at once, without a question and without a copy: a database without its last snapshot, a bucket
with all it holds, a whole environment. In a script, a wrong variable is enough. Keep a snapshot, or let the script refuse what is not
meant for it: ask, check the environment, and show first what would go.

Scripts whose name says that they take something away (`teardown`, `cleanup`, `destroy`) are left alone, and so are tests, examples and
scripts that ask somebody.

```python
import boto3

boto3.client("rds").delete_db_instance(
    DBInstanceIdentifier="orders",
    SkipFinalSnapshot=True,                       # finding
)
```

```python
import boto3

boto3.client("rds").delete_db_instance(DBInstanceIdentifier="orders", FinalDBSnapshotIdentifier="orders-final")
```

```python
import subprocess

subprocess.run(["aws", "s3", "rb", "--force", "s3://shop-invoices"], check=True)  # finding
subprocess.run("terraform destroy -auto-approve", shell=True, check=True)         # finding
```

```python
import subprocess

subprocess.run(["aws", "s3", "rb", "s3://shop-invoices"], check=True)
subprocess.run("terraform plan -destroy -out=tfplan", shell=True, check=True)
```
"""

from collections.abc import Iterator

from opexlint import Call, Command, Finding, Project, Severity, calls, commands
from opexlint.evidence import asks_somebody, option, takes_something_away, verbs
from opexlint.facts.programs import RUNNERS

SEVERITY = Severity.WARNING
PROFILE = "strict"
PRACTICES = ["Plan for unsuccessful changes", "Make frequent, small, reversible changes"]
ABOUT = (
    calls("boto3.rds.delete_db_*", "boto3.redshift.delete_cluster", "boto3.docdb.delete_db_cluster", "boto3.neptune.delete_db_cluster"),
    commands("aws", "terraform", "tofu", "terragrunt", "cdk", "pulumi", *RUNNERS),
)
HELP = "keep a snapshot, or let the script ask or check the environment before it deletes"
LINKS = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html"]

_WHOLE = {
    "terraform destroy": ("-auto-approve", "--auto-approve", "-force", "--force"),
    "tofu destroy": ("-auto-approve", "--auto-approve"),
    "terragrunt destroy": ("-auto-approve", "--auto-approve", "--terragrunt-non-interactive"),
    "cdk destroy": ("--force", "-f"),
    "pulumi destroy": ("--yes", "-y", "--skip-preview"),
}
"""Commands that take a whole environment away, and the options that keep them from asking."""
_DATABASES = "this deletes a database without a last snapshot"


def check(subject: Call | Command, project: Project) -> Iterator[Finding]:
    if takes_something_away(project, subject) or asks_somebody(project, subject):
        return
    if isinstance(subject, Call):
        for skipped in (subject["SkipFinalSnapshot"], subject["SkipFinalClusterSnapshot"]):
            if skipped.must_be(True):
                yield Finding(_DATABASES, skipped.at, origin=skipped.origin)
        return
    program, said = verbs(subject)
    done = " ".join([program, *said[:1]])
    if option(subject, *_WHOLE.get(done, ())) is not None:
        yield Finding(f"{done} takes everything away without a question", subject.at)
    elif program == "aws" and said[:2] == ["s3", "rb"] and option(subject, "--force") is not None:
        yield Finding("this deletes a bucket with all it holds", subject.at)
    elif program == "aws" and option(subject, "--skip-final-snapshot", "--skip-final-cluster-snapshot") is not None:
        yield Finding(_DATABASES, subject.at)
