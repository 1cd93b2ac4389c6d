"""What a command line says: its program, what that is to do, and which options it has."""

from typing import Final

from opexlint.evidence.places import is_spared, words_of
from opexlint.evidence.programs import calls_in
from opexlint.facts.programs import verbs_of
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Call, Command
from opexlint.value import Value

_ENDING: Final = {
    *("clean", "cleanup", "cleaning", "cleaner", "delete", "deleting", "destroy", "destroyer", "nuke", "purge", "remove", "removal"),
    *("reset", "teardown", "tear", "terminate", "undeploy", "uninstall", "wipe"),
}
"""Words in the names of programs whose whole purpose is to take something away."""
_ASKS: Final = regex(r"^(input|builtins\.input|click\.(confirm|prompt)|typer\.(confirm|prompt)|questionary\.\w+|inquirer\.\w+)$")


def verbs(command: Command) -> tuple[str, list[str]]:
    """The program that is started, and the known words that say what it does, options left out."""
    return verbs_of([word.known if isinstance(word.known, str) else None for word in command.words])


def option(command: Command, *spellings: str) -> Value | None:
    """The first word that certainly is an option spelled so, also one with its value behind a `=`."""
    for word in command.words:
        if word.must(lambda text: str(text).partition("=")[0] in spellings):
            return word
    return None


def takes_something_away(project: Project, command: Call | Command) -> bool:
    """Whether the program says by its file's name that it takes things away, or is an example or a test."""
    return bool(words_of(command.at.path.rpartition("/")[2]) & _ENDING) or is_spared(project, command.at.path)


def asks_somebody(project: Project, command: Call | Command) -> bool:
    """Whether the program that starts a command asks a person something."""
    return any(_ASKS.match(call.name) for call in calls_in(project, command.unit))
