"""Loops: which wait for something, and which of them nothing ends."""

import ast

import pytest

from opexlint.languages.python.loops import is_endless, is_polling
from opexlint.languages.python.syntax import Source, parse
from opexlint.source import File


def call(text: str, name: str) -> tuple[Source, ast.Call]:
    """The first call of a function or method of that name."""
    source = parse(File("wait.py", text))
    assert isinstance(source, Source)
    found = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name]
    return source, min(found, key=lambda node: node.lineno)


UNTIL_READY = """
while client.describe()["Status"] != "ready":
    time.sleep(5)
"""
WITH_BREAK = """
while True:
    if client.describe()["Status"] == "ready":
        break
    time.sleep(5)
"""
WITH_RETURN = """
def wait():
    while True:
        try:
            return client.describe()
        except Exception:
            time.sleep(5)
"""


WHILE_NOTHING = "while client.describe() is None:\n    time.sleep(5)\n"


@pytest.mark.parametrize("text", [UNTIL_READY, WITH_BREAK, WITH_RETURN, WHILE_NOTHING])
def test_a_loop_that_only_success_ends_is_endless(text: str) -> None:
    assert is_endless(*call(text, "sleep"))
    assert is_polling(*call(text, "describe"))


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    client.describe()\n    time.sleep(60)\n",
        "while busy():\n    tries += 1\n    time.sleep(5)\n",
        "while busy():\n    tries = tries + 1\n    time.sleep(5)\n",
        "while busy():\n    if time.time() > end: raise Late\n    time.sleep(5)\n",
        "while busy(timeout=600):\n    time.sleep(5)\n",
        "while busy() and attempts:\n    time.sleep(5)\n",
        "while status() not in ('ACTIVE', 'CREATE_FAILED'):\n    time.sleep(5)\n",
        "while status() == 'PENDING':\n    time.sleep(5)\n",
        "while status() is Status.pending:\n    time.sleep(5)\n",
        "while status() not in FINAL_STATES:\n    time.sleep(5)\n",
        "while not self.stopped.is_set():\n    report()\n    time.sleep(5)\n",
        "while status() in pending:\n    time.sleep(5)\n",
        "while True:\n    if status() != 'PENDING':\n        break\n    time.sleep(5)\n",
        "while busy():\n    if odd(): raise Failed\n    time.sleep(5)\n",
        "while more:\n    client.describe(NextToken=more)\n    time.sleep(1)\n",
        "for one in range(60):\n    if ready(): break\n    time.sleep(5)\n",
        "time.sleep(5)\n",
    ],
    ids=[
        "service",
        "counter",
        "own counter",
        "clock",
        "timeout",
        "attempts",
        "failure",
        "pending",
        "is pending",
        "final states",
        "told to stop",
        "in pending",
        "no longer pending",
        "raises",
        "pages",
        "for",
        "no loop",
    ],
)
def test_a_loop_that_something_ends_is_not(text: str) -> None:
    assert not is_endless(*call(text, "sleep"))


def test_of_several_pauses_the_first_counts() -> None:
    text = "while busy():\n    time.sleep(5)\n    if odd(): time.sleep(9)\n"
    source, first = call(text, "sleep")
    pauses = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"]
    assert [pause for pause in pauses if is_endless(source, pause)] == [first]


def test_the_inner_loop_decides() -> None:
    assert is_endless(*call("for name in names:\n    while busy(name):\n        time.sleep(5)\n", "sleep"))
    assert not is_endless(*call("while busy():\n    for name in names:\n        time.sleep(5)\n", "sleep"))


@pytest.mark.parametrize(
    "text",
    [
        "for name in names:\n    client.describe(name)\n    time.sleep(1)\n",
        "while True:\n    page = client.describe(Marker=marker)\n    if not page: break\n    time.sleep(1)\n",
        "pause = 1\nwhile client.describe() != 'ready':\n    time.sleep(pause)\n    pause *= 2\n",
        "while True:\n    if client.describe(): break\n",
        "while busy():\n    time.sleep(5)\nclient.describe()\n",
        "while True:\n    client.describe()\n    time.sleep(60)\n",
    ],
    ids=["rate limit", "pages", "growing", "no pause", "outside", "service"],
)
def test_other_loops_do_not_poll(text: str) -> None:
    assert not is_polling(*call(text, "describe"))


def test_a_bounded_loop_polls_too() -> None:
    assert is_polling(*call("for _ in range(60):\n    if client.describe() == 'ready': break\n    time.sleep(5)\n", "describe"))
