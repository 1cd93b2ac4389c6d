"""Places: what the names of folders say, and that only those count that lie below what the user named."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from opexlint.cli import main
from opexlint.evidence import is_retired, is_spared, is_spared_program, is_tried_out, words_of
from opexlint.evidence.places import EXAMPLE, RETIRED, SHOWN, TRIED, is_aside, is_test_material, kind_of
from opexlint.model import Parsed, ResourceRecord, UnitRecord, mapping, scalar
from opexlint.project import BELOW, Project
from opexlint.source import Location

EVERYTHING = Project([])


def test_words_of() -> None:
    assert words_of("ShopAccessLogs", "shop-logs_2") == {"shop", "access", "logs"}
    assert words_of("HTTPServer") == {"http", "server"}
    assert words_of("catalogue", "blog") == {"catalogue", "blog"}
    assert words_of() == set()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("examples", EXAMPLE),
        ("Example", EXAMPLE),
        ("example_code", SHOWN),
        ("MacrosExamples", SHOWN),
        ("samples", SHOWN),
        ("fis-workshop", SHOWN),
        ("tests", TRIED),
        ("Tests", TRIED),
        ("e2e", TRIED),
        ("__snapshots__", TRIED),
        ("old", RETIRED),
        ("module2_OLD_VERSIONS_use_if_needed", RETIRED),
        *((name, "") for name in ("", "test", "demo", "sampler", "snapshots", "testing-ground", "archive", "threshold", "golden", "infra")),
    ],
)
def test_names_say_what_is_there(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("path", "spared"),
    [
        ("examples/simple/main.tf", True),
        ("Examples/simple/main.tf", True),
        ("modules/shop/tests/fixtures/main.tf", True),
        ("test/unit/main.tf", True),
        ("lib/__snapshots__/shop.template.json", True),
        ("older_scripts/install.py", True),
        ("example.tf", False),
        ("old.tf", False),
        ("live/testing-ground/main.tf", False),
        ("samples/shop/template.yaml", False),
        ("demo/main.tf", False),
        ("main.tf", False),
    ],
)
def test_what_is_an_example_or_a_test_or_put_aside_is_spared(path: str, spared: bool) -> None:
    assert is_spared(EVERYTHING, path) is spared
    assert is_aside(path) is spared


@pytest.mark.parametrize(
    "path",
    [
        "old/main.tf",
        "deprecated/aws/eks/kubectl.tf",
        "jobs/older_scripts/install.py",
        "jobs/old-master-scripts/install.py",
        "module2_OLD_VERSIONS_use_if_needed/install.py",
    ],
)
def test_what_is_put_aside_is_retired(path: str) -> None:
    assert is_retired(EVERYTHING, path)


@pytest.mark.parametrize("path", ["old.tf", "archive/main.tf", "delete-old-snapshots/handler.py", "threshold/main.tf", "examples/main.tf"])
def test_what_deals_with_old_things_is_not_retired(path: str) -> None:
    assert not is_retired(EVERYTHING, path)


def test_a_folder_named_test_alone_may_be_an_environment() -> None:
    assert not is_test_material(EVERYTHING, "test/main.tf")
    assert is_test_material(EVERYTHING, "tests/main.tf")
    assert is_test_material(EVERYTHING, "src/test/resources/template.yaml")


@pytest.mark.parametrize(
    ("path", "spared"),
    [
        ("example_code/queues.py", True),
        ("emr/emr_usage_demo.py", True),
        ("scenario_get_started.py", True),
        ("samples/ask.py", True),
        ("demo/ask.py", True),
        ("test_deploy.py", True),
        ("old/deploy.py", True),
        ("deploy.py", False),
        ("tools/contest.py", False),
    ],
)
def test_a_program_is_spared_for_its_own_name_as_well(path: str, spared: bool) -> None:
    assert is_spared_program(EVERYTHING, path) is spared


@pytest.mark.parametrize(
    ("named", "path", "spared"),
    [
        (("",), "examples/shop/main.tf", True),
        (("examples",), "examples/shop/main.tf", False),
        (("examples/shop",), "examples/shop/main.tf", False),
        (("examples/shop/main.tf",), "examples/shop/main.tf", False),
        (("examples",), "examples/shop/tests/main.tf", True),
        (("examples/shop/tests",), "examples/shop/tests/main.tf", False),
        (("", "examples/shop"), "examples/shop/main.tf", False),
        (("", "examples/shop"), "examples/other/main.tf", True),
        (("live",), "examples/shop/main.tf", True),
        (("example",), "examples/shop/main.tf", True),
    ],
)
def test_folders_count_below_what_was_named(named: tuple[str, ...], path: str, spared: bool) -> None:
    assert is_spared(Project([], named=named), path) is spared


def test_the_name_of_a_program_counts_unless_that_was_named() -> None:
    path = "tools/demo_queue.py"
    assert is_spared_program(Project([], named=("tools",)), path)
    assert not is_spared_program(Project([], named=(path,)), path)


def test_who_asks_rests_on_what_was_named_only_where_that_decides() -> None:
    project = Project([], named=("examples",))
    assert not is_spared(project, "live/shop/main.tf")
    assert not is_spared_program(project, "live/shop/deploy.py")
    assert project.consulted == set()
    assert not is_spared(project, "examples/shop/main.tf")
    assert project.consulted == {(BELOW, "examples/shop")}


NAMES = st.text(st.sampled_from("ab."), min_size=1, max_size=2)
PATHS = st.lists(NAMES, max_size=4).map("/".join)


@given(st.lists(PATHS, max_size=3), PATHS)
def test_what_lies_below_is_the_end_of_the_path(named: list[str], path: str) -> None:
    assert path.endswith(Project([], named=named).below(path))


def tried_out(*named: str) -> dict[str, bool]:
    """Whether the resource of a module, and of an example and a test of it, is tried out."""

    def unit(id_: str) -> Parsed:
        at = Location(f"{id_}/main.tf", 0, 1)
        record = ResourceRecord("T", "t", "one", "one", id_, at, scalar(True, at), mapping((), at), mapping((), at))
        settings = mapping((("Library", 0, 1, scalar(True, at)),), at)
        return Parsed((UnitRecord(id_, "terraform", at, settings, ""),), (record,))

    project = Project(map(unit, ("modules/queue", "examples/queue", "tests/queue")), named=named)
    return {one.unit.partition("/")[0]: is_tried_out(project, one) for one in project.resources()}


def test_an_example_that_is_named_is_no_trial_and_no_module_for_others_either() -> None:
    assert tried_out("") == {"modules": False, "examples": True, "tests": True}
    assert tried_out("examples") == {"modules": False, "examples": False, "tests": True}
    assert tried_out("examples", "tests/queue/main.tf") == {"modules": False, "examples": False, "tests": False}


MODULE = 'module "queue" {\n  source = "github.com/example/terraform-queue"\n}\n'


def test_rules_tell_of_an_example_that_is_named_also_when_others_were_named_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "project"
    for name in ("live/main.tf", "examples/shop/main.tf", "examples/shop/tests/main.tf"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(MODULE)
    (root / ".git").mkdir()
    monkeypatch.chdir(root)

    def told(*arguments: str) -> list[str]:
        result = CliRunner().invoke(main, ["check", *arguments, "--select", "unpinned-module", "--format", "json"])
        return [one["path"] for one in json.loads(result.stdout)["findings"]]

    expected = {
        ".": ["live/main.tf"],
        "examples": ["examples/shop/main.tf"],
        "examples/shop/main.tf": ["examples/shop/main.tf"],
        "examples/shop/tests": ["examples/shop/tests/main.tf"],
        "live": ["live/main.tf"],
    }
    for path in (*expected, *reversed(expected)):
        assert told(path) == told(path, "--no-cache") == expected[path]
