"""Which programs a script starts, with which words, and where these stand."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage, Run
from opexlint.model import LIST, Node, scalar, sequence, unknown
from opexlint.source import Location

PATH = "deploy.sh"


def passage(script: str, **holes: Node) -> Passage:
    """The script as a passage; `<name>` in it is the node of that name."""
    parts: list[Run | Node] = []
    start = 0
    for index, piece in enumerate(script.replace("@<", "\1").replace(">@", "\1").split("\1")):
        parts.append(holes[piece] if index % 2 else Run(piece, Location(PATH, start, start + len(piece))))
        start += len(piece) + 2
    return Passage(parts)


def show(node: Node) -> str:
    kind, payload = node[0], node[1]
    if kind == "scalar":
        return str(payload)
    if kind == "text":
        return "".join(show(part) for part in payload)
    return "?"


def started(script: str, **holes: Node) -> list[list[str]]:
    return [[show(word) for word in command.argv[1][0]] for command in shell.commands(passage(script, **holes))]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("aws s3 ls", [["aws", "s3", "ls"]]),
        (
            "aws s3 ls; terraform apply -auto-approve && echo 'a b' \"c d\"\n",
            [["aws", "s3", "ls"], ["terraform", "apply", "-auto-approve"], ["echo", "a b", "c d"]],
        ),
        ("# aws s3 rb\nyum -y update # then\n\n", [["yum", "-y", "update"]]),
        ("aws s3 \\\n  rb   s3://x\\ y --force", [["aws", "s3", "rb", "s3://x y", "--force"]]),
        ("aws s3 \\\r\n  rb\r\nls\r\n", [["aws", "s3", "rb"], ["ls"]]),
        ("cmd > out.txt 2>&1 <in --flag &>> log", [["cmd", "--flag"]]),
        ("cat <<EOF > /etc/x\naws s3 rb\nEOF\nls", [["cat"], ["ls"]]),
        ("cat <<-'EOF'\n\taws s3 rb\n\tEOF\nls", [["cat"], ["ls"]]),
        ("if [ -f x ]; then aws s3 ls; else echo no; fi", [["[", "-f", "x", "]"], ["aws", "s3", "ls"], ["echo", "no"]]),
        ("if [[ $a == b && $c > d ]]; then ls; fi", [["ls"]]),
        ("f() { aws s3 ls; }\nfunction g { ls; }\nf", [["aws", "s3", "ls"], ["ls"], ["f"]]),
        ("(cd /tmp; ls) | wc -l", [["cd", "/tmp"], ["ls"], ["wc", "-l"]]),
        ("case $1 in\n a|b) ls;;\n # rest\n *) pwd ;;\nesac\nid", [["ls"], ["pwd"], ["id"]]),
        ("A=1 B='x y' cmd a=b; C=(a b c); D=$(date +%s) E=$X run", [["cmd", "a=b"], ["date", "+%s"], ["run"]]),
        ("x=$((1 << 2)); ((i++)); ls", [["ls"]]),
        ('echo ${A:-{}} "${B}" `date` $C-$D', [["echo", "?", "?", "?", "?-?"]]),
        ("diff <(aws a) <(aws b)", [["diff", "?", "?"], ["aws", "a"], ["aws", "b"]]),
        ("sudo -E -u root /usr/bin/aws s3 rb", [["/usr/bin/aws", "s3", "rb"]]),
        ("env -i A=b timeout -k 5 30 nohup terraform destroy &", [["terraform", "destroy"]]),
        ("sudo bash -lc 'cd x && aws s3 rb'", [["cd", "x"], ["aws", "s3", "rb"]]),
        ('su - ec2-user -c "npm ci"', [["npm", "ci"]]),
        ("bash deploy.sh -c x", [["bash", "deploy.sh", "-c", "x"]]),
        ("bash", [["bash"]]),
        ("#!/usr/bin/python3\nimport os", []),
        ("#!/bin/bash -xe\nls", [["ls"]]),
        ("<powershell>\nRemove-Item x\n</powershell>", []),
        ("", []),
        ("  \n \\\n", []),
        ('echo "unterminated $(ls', [["echo", "unterminated ?"], ["ls"]]),
    ],
)
def test_the_programs_a_script_starts(script: str, expected: list[list[str]]) -> None:
    assert started(script) == expected


def test_context_tells_loops_and_what_happens_on_failure() -> None:
    script = "for i in 1 2; do aws a; done\naws b || true\naws c || aws d"
    assert [(show(one.argv[1][0][1]), one.context) for one in shell.commands(passage(script)) if len(one.argv[1][0]) > 1] == [
        ("a", ("loop",)),
        ("b", ("unused",)),
        ("c", ()),
        ("d", ("handler",)),
    ]


def test_every_word_has_its_place() -> None:
    script = "set -e\naws s3 'rb' \"s3://$X\" && bash -c 'ls /tmp'"
    words = [word for command in shell.commands(passage(script)) for word in command.argv[1][0]]
    assert [script[word[2] : word[3]] for word in words] == ["set", "-e", "aws", "s3", "'rb'", '"s3://$X"', "ls", "/tmp"]
    assert {word[4] for word in words} == {PATH}


def test_an_expansion_without_quotes_may_hold_further_words() -> None:
    quoted, bare, at = shell.commands(passage('aws "$X"; aws $X --yes; aws "$@"'))
    assert quoted.argv[1][1] == ""
    assert bare.argv[1][1] == "an expansion without quotes may hold any number of words"
    assert at.argv[1][1] == "$@ may hold any number of words"


def test_what_the_language_interpolates_is_kept() -> None:
    name = unknown("Name has no default", Location(PATH, 12, 19))
    (command,) = shell.commands(passage("aws x --name @<name>@ --tag a-@<name>@", name=name))
    words, more = command.argv[1]
    assert words[3] == name
    assert show(words[5]) == "a-?"
    assert more == "Name has no default"


def test_an_argument_list_is_read_like_a_command_line() -> None:
    at = Location("app.py", 0, 40)
    argv = sequence(tuple(scalar(word, at) for word in ["sudo", "sh", "-c", "terraform apply && ls"]), at)
    assert [[show(word) for word in one.argv[1][0]] for one in shell.started(argv, ("loop",))] == [["terraform", "apply"], ["ls"]]
    assert shell.started(argv, ("loop",))[0].context == ("loop",)
    assert shell.started(unknown("?", at)) == []


def test_deep_nesting_is_bounded() -> None:
    assert len(shell.commands(passage("$(" * 5000))) <= shell.MAX_NESTING + 1
    assert shell.commands(passage("((" * 5000)) == []


@given(st.text(alphabet="ab$(){}`'\"\\<>|&;# \n\r=[]#!0doneifcase\0", max_size=60))
def test_any_text_is_read_and_words_lie_inside_it(script: str) -> None:
    for command in shell.commands(passage(script)):
        assert command.argv[0] == LIST
        for word in command.argv[1][0]:
            assert 0 <= word[2] <= word[3] <= len(script)


@pytest.mark.parametrize(
    "script",
    [
        "sudo " * 100_000,
        "cat <<A " * 20_000 + "\n" + "x\n" * 20_000,
        "`" * 100_001,
        "${" * 100_000,
        "a||" * 50_000,
        "((" * 100_000,
        "case x in " * 20_000,
    ],
)
def test_scripts_are_read_in_linear_time(script: str) -> None:
    started = time.process_time()
    shell.commands(passage(script))
    assert time.process_time() - started < 10
