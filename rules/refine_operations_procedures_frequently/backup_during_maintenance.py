"""Backup window that overlaps the maintenance window.

RDS, Aurora, DocumentDB and Neptune refuse such windows: the deployment fails, and it fails late, after the first resources were made. Where
only one of them changes, it fails in the next deployment that touches the database. Give the two windows times of their own, the backup
first, so that there is a fresh one when the maintenance goes wrong.

Databases without automated backups are left alone.

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      PreferredBackupWindow: 02:00-03:00          # finding
      PreferredMaintenanceWindow: sun:02:30-sun:03:30
```

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      PreferredBackupWindow: 01:00-02:00
      PreferredMaintenanceWindow: sun:02:30-sun:03:30
```

```hcl
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.t4g.medium"
  backup_retention_period = 14
  backup_window           = "23:30-00:30"         # finding
  maintenance_window      = "Mon:00:00-Mon:03:00"
}
```

```hcl
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.t4g.medium"
  backup_retention_period = 14
  backup_window           = "03:00-06:00"
  maintenance_window      = "Mon:00:00-Mon:03:00"
}
```

```python
import pulumi_aws as aws

aws.rds.Cluster(
    "orders",
    engine="aurora-postgresql",
    preferred_backup_window="04:00-05:00",        # finding
    preferred_maintenance_window="wed:04:30-wed:05:30",
)
```

```python
import pulumi_aws as aws

aws.rds.Cluster(
    "orders",
    engine="aurora-postgresql",
    preferred_backup_window="04:00-04:30",
    preferred_maintenance_window="wed:04:30-wed:05:30",
)
```
"""

import re
from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, resources
from opexlint.patterns import regex

SEVERITY = Severity.ERROR
PRACTICES = ["Perform patch management", "Test and validate changes"]
ABOUT = resources("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster")
HELP = "give the backup and the maintenance times of their own, the backup first"
LINKS = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupWindow.html"]

_INSTANCE = "AWS::RDS::DBInstance"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_BACKUP = regex(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_MAINTENANCE = regex(r"([a-z]{3}):(\d{1,2}):(\d\d)-([a-z]{3}):(\d{1,2}):(\d\d)", re.IGNORECASE)


def check(database: Resource, project: Project) -> Iterator[Finding]:
    backup, maintenance = database["PreferredBackupWindow"], database["PreferredMaintenanceWindow"]
    if _makes_backups(database) and maintenance.must(lambda weekly: backup.must(lambda daily: _overlap(daily, weekly))):
        message = f"the backup window {backup.known} overlaps the maintenance window {maintenance.known}, which the service refuses"
        yield Finding(message, backup.at, (Note("the maintenance window", maintenance.at),), origin=backup.origin)


def _makes_backups(database: Resource) -> bool:
    """Whether it certainly has automated backups: only CloudFormation, and every cluster, makes them when nothing is said."""
    days = database["BackupRetentionPeriod"]
    by_default = database.type != _INSTANCE or database.record.native_type == _INSTANCE
    return days.must(lambda number: int(number) > 0) or (by_default and days.must_be(MISSING))


def _overlap(daily: str, weekly: str) -> bool:
    """Whether a time of day (`02:00-03:00`) and a time of the week (`sun:02:30-sun:03:30`) have a minute in common."""
    of_day, of_week = _BACKUP.fullmatch(daily.strip()), _MAINTENANCE.fullmatch(weekly.strip())
    if of_day is None or of_week is None:
        return False
    start, end = _minutes(*of_day.group(1, 2)), _minutes(*of_day.group(3, 4))
    first, last = (_DAYS.index(of_week[day].lower()) * _DAY + _minutes(*of_week.group(day + 1, day + 2)) for day in (1, 4))
    long, length = (end - start) % _DAY, (last - first) % _WEEK
    starts = [day * _DAY + start for day in range(7)]
    return any((first - begin) % _WEEK < long or (begin - first) % _WEEK < length for begin in starts)


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)
