"""Relations: what a value denotes, who refers to whom, and where the answer stays open."""

from typing import Any

from opexlint.model import (
    ModuleRecord,
    Node,
    Parsed,
    ResourceRecord,
    UnitRecord,
    choice,
    imported,
    mapping,
    reference,
    scalar,
    sequence,
    text,
    unknown,
)
from opexlint.project import Project
from opexlint.source import Location
from opexlint.subjects import Resource

AT = Location("a.yaml", 0, 1)
QUEUE, FUNCTION, ALIAS, ALARM = "AWS::SQS::Queue", "AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::CloudWatch::Alarm"


def node(value: Any) -> Node:
    if isinstance(value, dict):
        return mapping(tuple((key, 0, 1, node(one)) for key, one in value.items()), AT)
    if isinstance(value, list):
        return sequence(tuple(map(node, value)), AT)
    if isinstance(value, tuple):
        return value
    return scalar(value, AT)


def ref(address: str, attribute: str = "Arn", unit: str = "a") -> Node:
    return reference((unit, address), attribute, AT)


def resource(type_: str, address: str, unit: str = "a", **properties: Any) -> ResourceRecord:
    return ResourceRecord(type_, type_, address, address, unit, AT, scalar(True, AT), node(properties), node({}))


def project(*resources: ResourceRecord, modules: tuple[ModuleRecord, ...] = (), more: str = "") -> Project:
    units = tuple(UnitRecord(unit, "template", AT, node({}), more) for unit in dict.fromkeys(one.unit for one in resources))
    return Project([Parsed(units=units, resources=resources, modules=modules)])


def targets(one: Project, value: Any, *types: str) -> list[str]:
    holder = project(resource("T", "holder", Value=value)).resources("T")[0]
    return [target.record.address for target in one.targets(holder["Value"], *types)]


def test_a_value_denotes_by_reference_by_name_and_by_arn() -> None:
    one = project(resource(QUEUE, "Orders", QueueName="orders"), resource(FUNCTION, "Ship", FunctionName="orders"))
    assert targets(one, ref("Orders"), QUEUE) == ["Orders"]
    assert targets(one, ref("Orders"), FUNCTION) == []
    assert targets(one, "orders", QUEUE) == ["Orders"]
    assert targets(one, "arn:aws:sqs:eu-central-1:111122223333:orders", QUEUE) == ["Orders"]
    region = unknown("AWS::Region is known only when it is deployed", AT)
    assert targets(one, text((scalar("arn:aws:sqs:", AT), region, scalar(":111122223333:orders", AT)), AT), QUEUE) == ["Orders"]
    assert targets(one, [ref("Orders"), "orders"], QUEUE) == ["Orders"]
    assert targets(one, "invoices", QUEUE) == []


def test_an_unknown_value_may_denote_something_that_is_not_seen() -> None:
    one = project(resource(QUEUE, "Orders"))
    assert targets(one, unknown("var.queue has no default", AT), QUEUE) == [""]
    assert targets(one, ref("Elsewhere", unit="b"), QUEUE) == [""], "a reference out of what was read"
    assert targets(one, [ref("Orders"), unknown("why", AT)], QUEUE) == ["Orders", ""]


def test_an_alias_stands_for_its_function() -> None:
    one = project(resource(FUNCTION, "Ship"), resource(ALIAS, "Live", FunctionName=ref("Ship", "FunctionName")))
    assert targets(one, ref("Live"), FUNCTION) == ["Ship"]
    assert targets(one, ref("Live"), ALIAS) == ["Live"]


def test_referrers_come_by_key_and_by_name_from_any_unit() -> None:
    one = project(
        resource(QUEUE, "Orders", QueueName="orders"),
        resource(ALARM, "ByKey", Dimensions=[{"Name": "QueueName", "Value": ref("Orders", "QueueName")}]),
        resource(ALARM, "ByName", "b", Dimensions=[{"Name": "QueueName", "Value": "orders"}]),
        resource(ALARM, "Other", Dimensions=[{"Name": "QueueName", "Value": "invoices"}]),
        resource("T", "Third", Queue=ref("Orders")),
    )
    queue = one.resources(QUEUE)[0]
    assert sorted(found.record.address for found in one.referrers(queue, ALARM)) == ["ByKey", "ByName"]
    assert len(list(one.referrers(queue))) == 3


def test_an_open_unit_and_a_module_that_is_given_the_resource_end_with_an_unknown_referrer() -> None:
    opened = project(resource(QUEUE, "Orders"), more="a macro transforms it")
    assert [found.is_known for found in opened.referrers(opened.resources(QUEUE)[0], ALARM)] == [False]
    given = ModuleRecord(
        "alarm", "module.alarm", "a", AT, node("x/y/aws"), node("1.0"), node({"queue": ref("Orders", "QueueName")}), "a registry module"
    )
    other = given._replace(inputs=node({"queue": "invoices"}))
    seen = project(resource(QUEUE, "Orders"), modules=(given,))
    assert [found.is_known for found in seen.referrers(seen.resources(QUEUE)[0], ALARM)] == [False]
    unseen = project(resource(QUEUE, "Orders"), modules=(other,))
    assert list(unseen.referrers(unseen.resources(QUEUE)[0], ALARM)) == []


def test_the_unknown_resource_answers_every_question_with_maybe() -> None:
    one = project(resource(QUEUE, "Orders"))
    anything = one.anything("nobody knows", AT)
    assert anything["A.B"].may_be("x")
    assert anything.exists.may_be(True)
    assert not anything["A"].must_be("x")


def test_the_first_of_two_resources_with_one_key_counts() -> None:
    one = project(resource(QUEUE, "Orders", QueueName="first"), resource(QUEUE, "Orders", QueueName="second"))
    assert [found["QueueName"].known for found in one.resources(QUEUE)] == ["first"]


def test_references_in_a_circle_end() -> None:
    one = project(resource(ALIAS, "A", FunctionName=ref("B")), resource(ALIAS, "B", FunctionName=ref("A")))
    assert targets(one, ref("A"), FUNCTION) == []


def exporting(unit: str, **exports: Any) -> Parsed:
    settings = node({"Exports": {f"export:{name}": value for name, value in exports.items()}})
    return Parsed(units=(UnitRecord(unit, "template", AT, settings, ""),))


def importing(unit: str, value: Node) -> Parsed:
    return Parsed(
        units=(UnitRecord(unit, "template", AT, node({}), ""),),
        resources=(resource(ALARM, "Alarm", unit, AlarmActions=[value]), resource(QUEUE, "Queue", unit, QueueName=value)),
    )


def test_what_one_unit_exports_another_one_imports() -> None:
    topic = resource("AWS::SNS::Topic", "Topic", "a")
    one = Project(
        [Parsed(resources=(topic,)), exporting("a", topic=ref("Topic", "TopicArn")), importing("b", imported("export:topic", AT))]
    )
    alarm = one.resources(ALARM)[0]
    assert [found.record.address for found in one.targets(alarm["AlarmActions"], "AWS::SNS::Topic")] == ["Topic"]
    assert [found.record.address for found in one.referrers(one.resources("AWS::SNS::Topic")[0], ALARM)] == ["Alarm"]
    assert [step[:2] for step in next(iter(alarm["AlarmActions"]))._node[5]] == [("export", "topic")]


def test_an_import_passes_through_several_units_texts_and_names() -> None:
    passed = [exporting("a", first="orders"), exporting("b", second=imported("export:first", AT))]
    one = Project([*passed, importing("c", text((imported("export:second", AT), scalar("-dlq", AT)), AT))])
    assert one.resources(QUEUE)[0]["QueueName"].known == "orders-dlq"
    assert targets_of(one, "orders-dlq") == ["Queue"]


def targets_of(one: Project, name: str) -> list[str]:
    return [found.record.address for found in one.mentions(name) if found.type == QUEUE]


def test_an_import_is_unknown_where_it_is_not_one_value() -> None:
    for exports in ([], [exporting("a", x="1"), exporting("b", x="2")], [exporting("a", x=imported("export:x", AT))]):
        one = Project([*exports, importing("c", imported("export:x", AT))])
        name = one.resources(QUEUE)[0]["QueueName"]
        assert name.kind == "unknown"
        assert not name.must_be(30), "it may be anything"
    one = Project([exporting("a", x="1"), exporting("b", x="1"), importing("c", imported("export:x", AT))])
    assert one.resources(QUEUE)[0]["QueueName"].known == "1"


def test_a_chain_of_imports_is_bounded() -> None:
    chain = [exporting(f"u{index}", **{f"x{index}": imported(f"export:x{index + 1}", AT)}) for index in range(3000)]
    one = Project([*chain, importing("c", imported("export:x0", AT))])
    assert one.resources(QUEUE)[0]["QueueName"].kind == "unknown"


def test_what_is_derived_from_a_record_is_kept_where_it_is_the_same_in_every_world() -> None:
    made: list[str] = []

    def name_of(one: Resource) -> str:
        made.append(one.name)
        return one["Name"].show()

    parts = Location("a", 0, 1)
    by_stage = choice(("parameter", "Stage", "a"), (("prod", scalar("x", parts)), ("dev", scalar("y", parts))), parts)
    one = project(resource("T", "plain", Name="p"), resource("T", "chosen", Name=by_stage))
    plain, chosen = one.resources("T")
    assert [plain.derived(name_of), plain.derived(name_of), chosen.derived(name_of)] == ["p", "p", "x"]
    one.world.begin(one.world.pending[0])
    assert [plain.derived(name_of), chosen.derived(name_of)] == ["p", "y"]
    assert made == ["plain", "chosen", "chosen"]


def test_properties_are_found_by_their_name_whatever_its_spelling() -> None:
    one = project(resource("T", "a", alarm_actions="x"), resource("T", "b", AlarmName="exact", alarm_name="first"))
    first, second = one.resources("T")
    assert (first["AlarmActions"].known, first["Missing"].kind, first[("AlarmActions",)].known) == ("x", "gone", "x")
    assert (second["AlarmName"].known, second["alarm_name"].known, second["ALARM_NAME"].known) == ("exact", "first", "exact")
