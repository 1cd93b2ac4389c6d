"""The figures of docs/accuracy.md are those of the judgements, and the judgements are about rules there are."""

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def test_the_page_says_what_was_judged() -> None:
    done = subprocess.run(
        [sys.executable, PROJECT / "ecosystem" / "accuracy.py", "--check"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_every_judgement_can_be_looked_up() -> None:
    judged = json.loads((PROJECT / "ecosystem" / "judged.json").read_text(encoding="utf-8"))
    for one in judged:
        assert {"rule", "severity", "language", "repository", "commit", "path", "line", "message", "verdict", "why"} <= one.keys(), one
        assert one["verdict"] in {"true", "unhelpful", "false"}
        assert one["why"]
        assert len(one["commit"]) == 40
    places = [(one["rule"], one["repository"], one["path"], one["line"]) for one in judged]
    assert len(places) == len(set(places))
