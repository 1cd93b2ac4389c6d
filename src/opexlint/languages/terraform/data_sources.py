"""Data sources: unknown, except those that are a function of their configuration alone."""

from typing import Any, Final

from opexlint.languages.terraform import states
from opexlint.languages.terraform.configuration import Block
from opexlint.languages.terraform.expressions import attempt
from opexlint.languages.terraform.policies import policy_document
from opexlint.languages.terraform.project_files import rendered
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.values import (
    DOCUMENT,
    ENCODED,
    ENTRIES,
    HANDLE,
    OBJECT,
    Handle,
    Value,
    pairs,
    settled,
    to_text,
    unknown,
    used,
)
from opexlint.model import REFERENCE, SCALAR, SHARED, Key
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
        self._busy: set[str] = set()

    def attribute(self, name: str, at: Location) -> Value:
        """What is asked for is as it is written; all else is unknown, since AWS answers."""
        written = self.block.attribute(name)
        if written is not None and name not in self._busy:
            self._busy.add(name)
            try:
                return used(attempt(written, self.scope), at, "data", f"{self.kind}.{self.name}")
            finally:
                self._busy.discard(name)
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
        if name != "rendered" or expression is None:
            return super().attribute(name, at)
        template = settled(attempt(expression, self.scope))
        if template[0] != SCALAR:
            return super().attribute(name, at)
        given = attempt(variables, self.scope) if variables is not None else pairs(OBJECT, (), at)
        names: Any = self.scope.names
        return rendered(to_text(template), "", given, at, names)


class RemoteState(DataSource):
    """`terraform_remote_state`: the outputs of another root, which may be one of the project."""

    def attribute(self, name: str, at: Location) -> Value:
        """The outputs."""
        if name != "outputs":
            return super().attribute(name, at)
        backend = self._text(self.block.attribute("backend"))
        config = self.block.attribute("config")
        names: Any = self.scope.names
        given = settled(attempt(config, self.scope)) if config is not None else pairs(OBJECT, (), at)

        def known(path: str) -> str | None:
            value = given
            for step in path.split("."):
                if value[0] not in ENTRIES or value[1][1]:
                    return None
                if step not in value[1][0]:
                    return ""
                value = settled(value[1][0][step][2])
            return str(value[1]) if value[0] == SCALAR else None

        state = states.read(backend, known, names.configuration.folder) if backend else ""
        outputs = StateOutputs(state, f"{self.kind}.{self.name}")
        return (HANDLE, outputs, at.start, at.end, at.path, ())

    def _text(self, expression: Any) -> str:
        value = settled(attempt(expression, self.scope)) if expression is not None else None
        return str(value[1]) if value is not None and value[0] == SCALAR else ""


class StateOutputs:
    """The outputs in a state: what the root that writes it hands out, once the whole project is known."""

    def __init__(self, state: str, source: str) -> None:
        self.state = state
        self.source = source

    def attribute(self, name: str, at: Location) -> Value:
        """An output."""
        if not self.state or "." in name:
            return unknown(f"data.{self.source}.outputs.{name} is known only when it is applied", at)
        key = (SHARED, states.output(self.state, name))
        return (REFERENCE, (key, "Value", None, self, name), at.start, at.end, at.path, ())

    def key(self) -> Key | None:
        """Outputs are no resource."""
        return None

    def identifies(self, name: str) -> bool:
        """No output names what it belongs to."""
        del name
        return False


_PURE: Final[dict[str, type[DataSource]]] = {
    "aws_iam_policy_document": PolicyDocument,
    "template_file": TemplateFile,
    "terraform_remote_state": RemoteState,
}
