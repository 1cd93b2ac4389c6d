"""Function whose new code is never deployed.

The function's package is named by a key or a file name that stays the same from build to build, and nothing else says that its content
changed: no version of the object, no hash. The next package is uploaded, the deployment reports success with nothing to do, and the old
code goes on running, until somebody notices that the fix of the incident is not live. Put the commit or a hash into the key, name the
object's version (`S3ObjectVersion`), or in Terraform set `source_code_hash`.

A key that a parameter or variable gives, or that holds a version or hash, is left alone, as are placeholders (`dummy.zip`), functions
whose code something else in the project updates (`aws lambda update-function-code`), and examples.

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      Role: !ImportValue orders-role
      Code:
        S3Bucket: shop-packages
        S3Key: orders.zip                         # finding
```

```yaml
Parameters:
  Commit:
    Type: String
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      Role: !ImportValue orders-role
      Code:
        S3Bucket: shop-packages
        S3Key: !Sub orders-${Commit}.zip
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = var.role
  s3_bucket     = "shop-packages"
  s3_key        = "orders.zip"                    # finding
}

resource "aws_lambda_function" "invoices" {
  function_name = "invoices"
  role          = var.role
  filename      = "build/invoices.zip"            # finding
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name     = "orders"
  role              = var.role
  s3_bucket         = aws_s3_object.orders.bucket
  s3_key            = aws_s3_object.orders.key
  s3_object_version = aws_s3_object.orders.version_id
}

resource "aws_s3_object" "orders" {
  bucket = "shop-packages"
  key    = "orders.zip"
  source = "${path.module}/orders.zip"
}

resource "aws_lambda_function" "invoices" {
  function_name    = "invoices"
  role             = var.role
  filename         = "build/invoices.zip"
  source_code_hash = filebase64sha256("build/invoices.zip")
}

resource "aws_lambda_function" "stock" {
  function_name = "stock"
  role          = var.role
  filename      = "${path.module}/placeholder.zip"
}

variable "role" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.lambda_.Function(
    "orders",
    role="arn:aws:iam::123456789012:role/orders",
    s3_bucket="shop-packages",
    s3_key="orders.zip",                          # finding
)
```

```python
import pulumi
import pulumi_aws as aws

aws.lambda_.Function(
    "orders",
    role="arn:aws:iam::123456789012:role/orders",
    s3_bucket="shop-packages",
    s3_key=f"orders-{pulumi.Config().require('commit')}.zip",
)
```
"""

import re
from collections.abc import Iterator

from opexlint import MISSING, Call, Command, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import change_by, is_spared
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use build and deployment management systems", "Test deployments", "Fully automate integration and deployment"]
ABOUT = resources("AWS::Lambda::Function", "AWS::Lambda::LayerVersion", "AWS::Serverless::Function", "AWS::Serverless::LayerVersion")
HELP = "put the commit or a hash into the key, or name the version of the object (source_code_hash in Terraform)"
LINKS = [
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function",
]

_VERSIONED = regex(r"\d+\.\d+|[0-9a-f]{7,}|\bv\d+|\d{4}-?\d{2}")
_PLACEHOLDER = regex(r"(?:^|[/_.-])(?:temp|tmp|dummy|empty|placeholder|stub|init|initial)\.(?:zip|jar)$", re.IGNORECASE)
"""The name of a package that something else replaces once the function is there."""
_HASHES = ("source_code_hash", "code_sha256", "SourceCodeHash")
_UPDATES = {"aws lambda update-function-code", "aws lambda publish-layer-version"}


def check(function: Resource, project: Project) -> Iterator[Finding]:
    package = function["Content" if function.type.endswith("LayerVersion") else "Code"]
    name = _constant_name(package)
    if not name:
        return
    if function["LayerName"].kind == "text":
        return  # a new name makes a new layer
    if is_spared(project, function.at.path) or not all(function[name].must_be(MISSING) for name in _HASHES):
        return
    if function.attribute("Lifecycle")["IgnoreChanges"].must_be(MISSING) and not _is_updated(project):
        yield Finding(f"new code under the same name, {name}, is no change here, so it is not deployed", package["S3Key"].at)


def _constant_name(package: Value) -> str:
    """The key or the local file that is the same for every build, or ""."""
    if package.kind == "unknown":
        file = next((name for how, name, *_ in package.via[-1:] if how == "file"), "")
        return file if _is_constant(file) else ""
    key = package["S3Key"]
    if key.via or not key.must(_is_constant) or not package["S3ObjectVersion"].must_be(MISSING):
        return ""
    return key.show()


def _is_constant(name: str) -> bool:
    return bool(name) and not _VERSIONED.search(name) and not _PLACEHOLDER.search(name)


def _is_updated(project: Project) -> bool:
    """Whether something in the project updates the code of functions."""

    def build() -> bool:
        subjects: list[Call | Command] = [*project.calls, *project.commands]
        return any(change_by(project, one) in _UPDATES for one in subjects)

    return project.once("updates of functions' code", build)
