"""What stacks put out, as a template says it: `Outputs`, and `Exports` by the names that are known."""

from typing import TYPE_CHECKING

from opexlint.languages.python.cdk.construction import Construction, id_text, is_stack, keyword, part_of, short
from opexlint.languages.python.drafts import Entry, with_outputs
from opexlint.languages.python.values import Argument, Made
from opexlint.model import mapping

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis


def publish(synthesis: "Synthesis", construction: Construction) -> None:
    """Add what `CfnOutput` and `export_value` put out to the units of their stacks."""
    outputs: dict[str, list[Entry]] = {}
    for construct in construction.constructs:
        if short(construct.name) == "CfnOutput":
            entry = _output(synthesis, id_text(construct.id), construct, construct.arguments.get(2, "value"))
            outputs.setdefault(synthesis.unit(construct), []).append(entry)
    for use in construction.uses:
        stack = part_of(use.owner) if use.name == "export_value" else None
        if use.made is not None and stack is not None and is_stack(stack):
            entry = _output(synthesis, "Export", use.made, use.made.arguments.get(0, "exported_value"))
            outputs.setdefault(synthesis.unit(stack), []).append(entry)
    for unit, entries in outputs.items():
        synthesis.units[unit] = with_outputs(synthesis.units[unit], tuple(entries), "export")


def _output(synthesis: "Synthesis", name: str, made: Made, given: Argument | None) -> Entry:
    at = made.header
    fields = [("Value", given)] if given is not None else []
    fields += [("Description", one) for one in (keyword(made, "description"),) if one is not None]
    entries = [(field, one.at.start, one.at.end, synthesis.translator.node(one.value, one.at)) for field, one in fields]
    export = keyword(made, "export_name") or (keyword(made, "name") if made.name == "export_value" else None)
    if export is not None:
        named = synthesis.translator.node(export.value, export.at)
        entries.append(("Export", at.start, at.end, mapping((("Name", export.at.start, export.at.end, named),), export.at)))
    return name, at.start, at.end, mapping(tuple(entries), made.at, made.arguments.more)
