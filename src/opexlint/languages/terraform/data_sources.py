"""Data sources: unknown, except those that are a function of their configuration alone."""

from typing import Any, Final

from opexlint.languages.terraform.configuration import Block
from opexlint.languages.terraform.expressions import Scope, attempt
from opexlint.languages.terraform.policies import policy_document
from opexlint.languages.terraform.project_files import rendered
from opexlint.languages.terraform.values import DOCUMENT, ENCODED, OBJECT, Handle, Value, pairs, settled, to_text, unknown
from opexlint.model import SCALAR, Key
from opexlint.source import Location


def data_source(kind: str, name: str, block: Block, scope: Scope) -> Handle:
    """An instance of a data source."""
    made = _PURE.get(kind, DataSource)
    return made(kind, name, block, scope)


class DataSource:
    """What is asked of AWS when it is applied."""

    def __init__(self, kind: str, name: str, block: Block, scope: Scope) -> None:
        self.kind = kind
        self.name = name
        self.block = block
        self.scope = scope

    def attribute(self, name: str, at: Location) -> Value:
        """Unknown: AWS answers."""
        return unknown(f"data.{self.kind}.{self.name}.{name} is known only when it is applied", at)

    def key(self) -> Key | None:
        """A data source is no resource of the project."""
        return None

    def identifies(self, name: str) -> bool:
        """Nothing names a data source."""
        del name
        return False


class PolicyDocument(DataSource):
    """`aws_iam_policy_document`: the policy its blocks spell."""

    _document: Value | None = None

    def attribute(self, name: str, at: Location) -> Value:
        """The policy as JSON."""
        if name not in ("json", "minified_json"):
            return super().attribute(name, at)
        if self._document is None:
            self._document = unknown(f"data.{self.kind}.{self.name} depends on itself", at)
            self._document = policy_document(self.block, self.scope)
        document = self._document
        way = (("data", f"{self.kind}.{self.name}", document[4], document[2], document[3]),)
        return (ENCODED, (document, DOCUMENT), at.start, at.end, at.path, way)


class TemplateFile(DataSource):
    """`template_file`: a template and its variables."""

    def attribute(self, name: str, at: Location) -> Value:
        """The text it renders."""
        expression, variables = self.block.attribute("template"), self.block.attribute("vars")
        if name != "rendered" or expression is None or self.block.overridden:
            return super().attribute(name, at)
        template = settled(attempt(expression, self.scope))
        if template[0] != SCALAR:
            return super().attribute(name, at)
        given = attempt(variables, self.scope) if variables is not None else pairs(OBJECT, (), at)
        names: Any = self.scope.names
        return rendered(to_text(template), "", given, at, names)


_PURE: Final[dict[str, type[DataSource]]] = {"aws_iam_policy_document": PolicyDocument, "template_file": TemplateFile}
