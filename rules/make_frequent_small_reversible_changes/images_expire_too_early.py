"""Images that expire while they are needed.

The lifecycle policy deletes images that somebody may want back: the release before the last one, or the one that runs right now because
nothing was deployed for a while. A rollback then has no image to go to, and a task or node that is replaced can't pull its own. Keep at
least ten releases, and count images instead of days.

Rules for untagged images are left alone, and so are those for tags that do not look like a release (`pr-`, `dev`, `latest`), those that
keep the one image of a tag that moves (`prod`) where another rule keeps enough of all, and examples of a module.

```yaml
Resources:
  Shop:
    Type: AWS::ECR::Repository
    Properties:
      LifecyclePolicy:
        LifecyclePolicyText: |                    # finding: keeps 2 images
          {"rules": [{"rulePriority": 1, "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 2}}]}
```

```yaml
Resources:
  Shop:
    Type: AWS::ECR::Repository
    Properties:
      LifecyclePolicy:
        LifecyclePolicyText: |
          {"rules": [{"rulePriority": 1, "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 20}}]}
```

```hcl
resource "aws_ecr_repository" "shop" {
  name = "shop"
}

resource "aws_ecr_lifecycle_policy" "shop" {
  repository = aws_ecr_repository.shop.name
  policy = jsonencode({                           # finding: older than 7 days
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
      action       = { type = "expire" }
    }]
  })
}
```

```hcl
resource "aws_ecr_repository" "shop" {
  name = "shop"
}

resource "aws_ecr_lifecycle_policy" "shop" {
  repository = aws_ecr_repository.shop.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
      action       = { type = "expire" }
    }, {
      rulePriority = 2
      selection    = { tagStatus = "tagged", tagPrefixList = ["prod"], countType = "imageCountMoreThan", countNumber = 1 }
      action       = { type = "expire" }
    }, {
      rulePriority = 3
      selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = 50 }
      action       = { type = "expire" }
    }]
  })
}
```
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out, words_of

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Use version control"]
ABOUT = resources("AWS::ECR::Repository")
HELP = "keep at least ten releases, and count images instead of days"
LINKS = ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"]

_RELEASES = {"final", "live", "main", "master", "prod", "production", "release", "releases", "stable", "v", "version"}
"""Words in the tags of releases."""


def check(repository: Resource, project: Project, *, images: int = 5, days: int = 14) -> Iterator[Finding]:
    if is_tried_out(project, repository):
        return
    policy = repository["LifecyclePolicy.LifecyclePolicyText"]
    kept_by_tag = False
    selections = _selections(policy.known)
    for selection in selections:
        if not _selects_releases(selection) or (kept_by_tag and selection["tagStatus"] == "any"):
            continue
        kept_by_tag = True  # what one rule selects by its tag, no later rule may delete
        count, kind = selection.get("countNumber"), selection.get("countType")
        if not isinstance(count, int) or isinstance(count, bool):
            continue
        if kind == "imageCountMoreThan" and count == 1 and any(_keeps(other, images) for other in selections):
            continue  # the one that has a moving tag now: those before it are kept for the tags that they keep
        if kind == "imageCountMoreThan" and count < images:
            yield Finding(
                f"the repository keeps {count} {_plural(count, 'image')}, too few to roll back to", policy.at, origin=policy.origin
            )
        elif kind == "sinceImagePushed" and count < days:
            yield Finding(
                f"images older than {count} {_plural(count, 'day')} are deleted, also the one that is running",
                policy.at,
                origin=policy.origin,
            )


def _selections(text: Any) -> list[dict[str, Any]]:
    """What the rules of a policy select, in the order in which they apply."""
    try:
        policy = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return []
    rules = policy.get("rules") if isinstance(policy, dict) else None
    known = [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    known.sort(key=lambda rule: rule["rulePriority"] if isinstance(rule.get("rulePriority"), int) else 0)
    return [rule["selection"] for rule in known if isinstance(rule.get("selection"), dict)]


def _keeps(selection: dict[str, Any], images: int) -> bool:
    """Whether a rule keeps enough tagged images."""
    count = selection.get("countNumber")
    tagged = selection.get("tagStatus") in ("any", "tagged") and selection.get("countType") == "imageCountMoreThan"
    return tagged and isinstance(count, int) and count >= images


def _selects_releases(selection: dict[str, Any]) -> bool:
    """Whether a rule may delete tagged images that are releases."""
    if selection.get("tagStatus") not in ("any", "tagged"):
        return False
    lists = [selection.get(name) for name in ("tagPrefixList", "tagPatternList")]
    tags = [tag for one in lists if isinstance(one, list) for tag in one if isinstance(tag, str)]
    return not tags or any(words_of(tag) & _RELEASES or not re.search(r"[a-z]", tag, re.IGNORECASE) for tag in tags)


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
