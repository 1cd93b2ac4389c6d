"""The command line: reads the arguments, runs the pipeline, prints. Everything heavy is imported by the command that needs it."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opexlint import __version__

if TYPE_CHECKING:
    from opexlint.cache import Cache
    from opexlint.config import Config
    from opexlint.files import Tree
    from opexlint.finding import Edit
    from opexlint.lint import Settings, Share
    from opexlint.load import Loaded
    from opexlint.report import Diagnostic, Known, Report
    from opexlint.rule import Rule
    from opexlint.verdicts import Verdicts

FOUND, FAILED = 1, 2
"""Exit codes: findings at or above `--fail-on`; the work could not be done. 0 is neither."""

MAX_FIX_PASSES = 5
"""Passes of `--fix`: two fixes of one place need two."""

SLOW = 200
"""Jobs above which a terminal gets a progress bar."""

BASELINE = "opexlint-baseline.json"
"""What a baseline is called, unless somebody says otherwise."""

_LEVELS = click.Choice(["note", "warning", "error"])


class _Stop(click.ClickException):
    """An error of the run itself."""

    exit_code = FAILED

    def show(self, file: Any = None) -> None:
        click.echo(f"opexlint: {self.format_message()}", file=file, err=file is None)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 nothing found at or above --fail-on, 1 findings, 2 opexlint could not do its work.",
)
@click.version_option(__version__, message="opexlint %(version)s")
def main() -> None:
    """Finds where infrastructure code breaks the AWS Well-Architected operational-excellence principles.

    Reads CloudFormation and SAM templates, Terraform, and Python deployment code (CDK, Pulumi, boto3 and subprocess scripts) without
    running any of it.
    """


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.strip() for value in values for one in value.split(",") if one.strip())


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_rules_option = click.option(
    "--rules", "rule_folders", multiple=True, type=_FOLDER, metavar="DIR", help="Load more rules from DIR (a folder per principle)."
)
_format_option = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is written."
)
_config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Use this configuration instead of looking for opexlint.toml or pyproject.toml.",
)
_exclude_option = click.option(
    "--exclude", multiple=True, callback=_split, metavar="GLOB", help="Do not read these paths (as in .gitignore); may be repeated."
)
_jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Read in N processes.  [default: one for each processor core]"
)
_cache_option = click.option("--cache/--no-cache", default=True, help="Remember what was read for the next run.  [default: cache]")


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--profile", metavar="NAME", help="The rules to run: 'default' (no noise) or 'strict' (everything).  [default: default]")
@click.option("--select", multiple=True, callback=_split, metavar="RULE", help="Only these rules: an id, a glob, a principle, or 'all'.")
@click.option("--ignore", multiple=True, callback=_split, metavar="RULE", help="Not these rules: an id, a glob or a principle.")
@click.option("--severity", type=_LEVELS, default="note", show_default=True, help="Report only findings of at least this severity.")
@click.option(
    "--fail-on", type=click.Choice(["note", "warning", "error", "never"]), help="Exit with 1 from this severity on.  [default: note]"
)
@_exclude_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "concise", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to FILE instead of standard output.")
@_rules_option
@_config_option
@click.option("--open", "show_open", is_flag=True, help="List the verdicts that stay open, with the reason.")
@click.option("--explain-verdicts", "explain", is_flag=True, help="Say what cleared what passed, or left it open (text, json).")
@click.option(
    "--baseline", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Report only what this file does not know."
)
@click.option(
    "--write-baseline", is_flag=False, flag_value="", metavar="[FILE]", help=f"Write what is found to FILE.  [default: {BASELINE}]"
)
@click.option("--since", metavar="REV", help="Report only what this git revision did not have.")
@click.option("--fix", is_flag=True, help="Write the fixes that are safe, then report what is left.")
@click.option("--diff", is_flag=True, help="Show what --fix would write, and write nothing.")
@click.option("--stdin-filename", metavar="PATH", help="With '-' as PATH: the name standard input is checked under.")
@_jobs_option
@_cache_option
def check(
    paths: tuple[str, ...],
    profile: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severity: str,
    fail_on: str | None,
    exclude: tuple[str, ...],
    output_format: str,
    output: Path | None,
    rule_folders: tuple[Path, ...],
    config_path: Path | None,
    show_open: bool,
    explain: bool,
    baseline: Path | None,
    write_baseline: str | None,
    since: str | None,
    fix: bool,
    diff: bool,
    stdin_filename: str | None,
    jobs: int | None,
    cache: bool,
) -> None:
    """Check files and folders (default: the current folder).

    The whole project is read, so that an alarm in another stack counts; what is reported is what PATHS name.
    """
    run = _Run(paths, exclude, rule_folders, config_path, stdin_filename, jobs, cache=cache)
    from opexlint.formats import render
    from opexlint.rule import Severity

    asking = _Asking(run, select, ignore, profile or "", explain=explain)
    threshold = _threshold(fail_on, run.config)
    known = _Reference(asking, baseline, since, writes=write_baseline is not None)

    def ask() -> "Report":
        return known.taken_from(asking.report()).at_least(Severity.of(severity))

    report = ask()
    if fix or diff:
        changes = _fixed(run.tree, report, ask, write=fix)
        if diff:
            _echo(changes, output)
            sys.exit(FOUND if changes else 0)
        report = ask()
    if write_baseline is not None:
        report = known.written(write_baseline).at_least(Severity.of(severity))
    edits: Callable[[Diagnostic], list[Edit]] | None = None
    if output_format == "sarif":
        from opexlint import fix as fixes

        planned = {id(diagnostic): changes for diagnostic, changes in fixes.written(report.diagnostics, report.files)}

        edits = lambda diagnostic: planned.get(id(diagnostic), [])  # noqa: E731
    color = output is None and _wants_color()
    seen_from = _path_from_here(run.tree) if output_format in ("text", "concise") else None
    _echo(render(output_format, report, color=color, width=_width(), show_open=show_open, edits=edits, shown=seen_from), output)
    for crash in report.crashes:
        click.echo(f"opexlint: rule {crash.rule.id} failed on {crash.subject} in {crash.at.path}: {crash.error}", err=True)
    if report.crashes:
        sys.exit(FAILED)
    if threshold is not None and any(one.severity >= threshold for one in report.diagnostics):
        sys.exit(FOUND)


@main.command()
@click.argument("rule_id", metavar="RULE")
@_rules_option
def explain(rule_id: str, rule_folders: tuple[Path, ...]) -> None:
    """Say what a rule finds, why it matters and what to do, with examples."""
    from opexlint.formats import documentation

    rules = {name: rule for rule in _rules(rule_folders) for name in (rule.id, *rule.aliases)}
    if rule_id not in rules:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, rules, 1)
        raise _Stop(f"there is no rule {rule_id!r}" + (f"; did you mean {near[0]!r}?" if near else "; see 'opexlint rules'"))
    click.echo(documentation.page(rules[rule_id]), nl=False)


@main.command("rules")
@_format_option
@_rules_option
def list_rules(output_format: str, rule_folders: tuple[Path, ...]) -> None:
    """List all rules."""
    from opexlint.formats import documentation

    rules = _rules(rule_folders)
    click.echo(documentation.table_json(rules) if output_format == "json" else documentation.table(rules, _wants_color()), nl=False)


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@_format_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to FILE instead of standard output.")
@_exclude_option
@_config_option
@click.option("--stdin-filename", metavar="PATH", help="With '-' as PATH: the name standard input is read under.")
@_jobs_option
@_cache_option
def model(
    paths: tuple[str, ...],
    output_format: str,
    output: Path | None,
    exclude: tuple[str, ...],
    config_path: Path | None,
    stdin_filename: str | None,
    jobs: int | None,
    cache: bool,
) -> None:
    """Show what was understood of the code: resources, calls, commands, modules, and what stayed unknown."""
    from opexlint.formats import model as form

    run = _Run(paths, exclude, (), config_path, stdin_filename, jobs, cache=cache)
    loaded = run.load()
    shown = form.as_json if output_format == "json" else form.tree
    _echo(shown(loaded.parsed, loaded.files, run.wanted), output)


# -- the parts of a run -----------------------------------------------------------------------------------------------------------------


class _Run:
    """The project that the arguments name: its configuration, its tree, and which of its files are asked about."""

    def __init__(
        self,
        paths: Sequence[str],
        exclude: Sequence[str],
        rule_folders: Sequence[Path],
        config_path: Path | None,
        stdin_filename: str | None,
        jobs: int | None,
        *,
        cache: bool,
    ) -> None:
        from opexlint import parallel

        parallel.collect_rarely()
        from opexlint import config as configuration
        from opexlint.files import Tree, root_of
        from opexlint.load import suffixes

        standard_input = "-" in paths
        if standard_input and (len(paths) > 1 or not stdin_filename):
            raise _Stop("'-' stands alone and needs --stdin-filename")
        named = [Path(stdin_filename or "")] if standard_input else [Path(path) for path in paths or (".",)]
        for path in named:
            if not standard_input and not os.path.lexists(path):
                raise _Stop(f"{path}: no such file or folder")
        start = named[0] if named[0].exists() else named[0].parent
        found = config_path or configuration.find(start.resolve())
        self._rule_folders = rule_folders
        try:
            self.config = configuration.read(found) if found else configuration.Config()
        except configuration.ConfigError as error:
            raise _Stop(str(error)) from None
        governing = found if found and not config_path else None
        root = root_of([path if path.exists() else path.parent for path in named], governing)
        self.tree: Tree = Tree(root, suffixes(), (*self.config.exclude, *exclude), governing.parent if governing else None)
        if standard_input:
            self._read_standard_input(named[0])
        self.paths, self.wanted = self.tree.discover(named)
        self._named = named
        inside = (self.tree.relative(path) for path in named)
        self.named: tuple[str, ...] = tuple("" if path == "." else path for path in inside if path is not None)
        """The paths as they were given, from the root."""
        self._exclude = (*self.config.exclude, *exclude)
        self._scope = self.tree.relative(governing.parent) if governing else None
        self._jobs = jobs
        self._remembers = cache

    def _read_standard_input(self, path: Path) -> None:
        from opexlint.source import File

        relative = self.tree.relative(path)
        if relative is None:
            raise _Stop(f"{path} is outside of the project")
        try:
            text = sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError:
            raise _Stop("standard input is not UTF-8") from None
        self.tree.overlay[relative] = File(relative, text.removeprefix("\ufeff"), bom=text.startswith("\ufeff"))

    @cached_property
    def rules(self) -> "list[Rule]":
        return _rules(self._rule_folders)

    @cached_property
    def _cache(self) -> "Cache":
        from opexlint import cache

        return cache.Cache(cache.place(), self.tree.root)

    def load(self) -> "Loaded":
        from opexlint import load, parallel

        with _progress() as progress:
            loaded = load.project(
                self.tree, self.paths, progress, workers=self._jobs or parallel.cores(), cache=self._cache if self._remembers else None
            )
        parallel.keep_what_was_read()
        for path in self._named:
            inside = self._inside(path)
            told = {problem.at.path for problem in self.tree.problems}
            if path.is_dir() and inside.isdisjoint(loaded.files) and inside.isdisjoint(told):
                raise _Stop(f"{path}: holds no CloudFormation, Terraform or Python deployment code")
        return loaded

    @property
    def share(self) -> "Share":
        """The processes that ask rules."""
        from opexlint import parallel

        return parallel.Share(self._jobs or parallel.cores())

    def covers(self, path: str) -> bool:
        """Whether the run is asked about a path, be there a file or not."""
        return path in self.wanted or any(not one or path == one or path.startswith(f"{one}/") for one in self.named)

    @contextmanager
    def loaded_revision(self, revision: str) -> "Iterator[Loaded]":
        """The project as a git revision has it."""
        from opexlint import load, parallel
        from opexlint import revision as revisions
        from opexlint.files import Tree

        if not (self.tree.root / ".git").exists():
            raise _Stop(f"--since: {self.tree.root} is no git repository")
        try:
            with revisions.laid_out(self.tree.root, revision) as folder:
                tree = Tree(folder, load.suffixes(), self._exclude, folder / self._scope if self._scope else None)
                named = [folder / one for one in self.named if os.path.lexists(folder / one)]
                paths, _ = tree.discover(named or [folder])
                cache = self._cache if self._remembers else None
                yield load.project(tree, paths, workers=self._jobs or parallel.cores(), cache=cache, remember=False)
        except revisions.RevisionError as error:
            raise _Stop(f"--since: {error}") from None

    @contextmanager
    def settled(self, loaded: "Loaded", rules: "Sequence[Rule]", settings: "Settings", *, learning: bool) -> "Iterator[Verdicts]":
        """What earlier runs have settled; when `learning`, what this one settles is remembered."""
        from opexlint import load
        from opexlint.verdicts import Verdicts, way

        if not self._remembers:
            yield Verdicts()
            return
        asked = way(rules, settings.options, settings.assume, settings.severities)
        verdicts = load.settled(loaded, self._cache, asked)
        yield verdicts
        if learning and not self.tree.overlay:
            load.keep_settled(verdicts, self._cache, asked, loaded.moved)

    def _inside(self, folder: Path) -> set[str]:
        relative = self.tree.relative(folder)
        if relative in (None, "."):
            return self.wanted
        return {path for path in self.wanted if path.startswith(f"{relative}/")}


class _Asking:
    """The rules of a run and how they are asked."""

    def __init__(self, run: _Run, select: Sequence[str], ignore: Sequence[str], profile: str, *, explain: bool) -> None:
        from dataclasses import replace

        from opexlint import config as configuration

        try:
            self.rules = configuration.selected(run.rules, run.config, select, ignore, profile)
            self.settings: Settings = replace(configuration.settings(run.rules, run.config), named=run.named)
        except configuration.ConfigError as error:
            raise _Stop(str(error)) from None
        self.run = run
        self._known = [name for rule in run.rules for name in (rule.id, *rule.aliases)]
        self._explain = explain

    def report(self) -> "Report":
        """All that there is to say about the project as it is now."""
        return self._said(self.run.load(), self.run.wanted, explain=self._explain, learning=not self._explain)

    def report_of(self, revision: str) -> "Report":
        """All that there is to say about the project as a git revision has it."""
        with self.run.loaded_revision(revision) as loaded:
            return self._said(loaded, None)

    def _said(self, loaded: "Loaded", wanted: set[str] | None, *, explain: bool = False, learning: bool = False) -> "Report":
        from opexlint import lint

        with self.run.settled(loaded, self.rules, self.settings, learning=learning) as verdicts:
            asked = loaded.parsed, self.rules, loaded.files, self.settings, wanted, self._known
            found = lint.check(*asked, explain=explain, verdicts=verdicts, share=self.run.share)
        return found._replace(languages=loaded.languages)


class _Reference:
    """What is known: the baseline and the revision that a run is compared with. One that is to be written need not be there."""

    def __init__(self, asking: _Asking, baseline: Path | None, since: str | None, *, writes: bool) -> None:
        self._asking = asking
        self._path = baseline or _configured_baseline(asking.run)
        self._since = since
        self._before: list[Known] | None = None
        self._entries: list[Known] = []
        self._whole: Report | None = None
        if self._path is not None and not (writes and not os.path.lexists(self._path)):
            self._entries = _entries(self._path)

    def taken_from(self, report: "Report") -> "Report":
        """The report without what is known."""

        from opexlint import baseline

        self._whole = report
        if self._since is not None:
            if self._before is None:
                self._before = baseline.known(self._asking.report_of(self._since))
            report = baseline.compared(report, self._before, self._asking.run.covers)._replace(fixed=())
        return baseline.compared(report, self._entries, self._asking.run.covers) if self._path is not None else report

    def written(self, name: str) -> "Report":
        """The last report, when all that it held is written, and what the run was not asked about; not where a rule crashed."""
        from opexlint import baseline

        assert self._whole is not None
        if self._whole.crashes:
            return self.taken_from(self._whole)
        path = Path(name) if name else self._path or Path(BASELINE)
        old = _entries(path) if os.path.lexists(path) else []
        new = baseline.renewed(self._whole, old, self._asking.run.covers)
        try:
            baseline.write(path, new)
        except baseline.BaselineError as error:
            raise _Stop(str(error)) from None
        gone = len({one.fingerprint for one in old} - {one.fingerprint for one in new})
        click.echo(f"opexlint: {path} holds {len(new)} finding{'s' * (len(new) != 1)}; {gone} of those before are gone", err=True)
        self._path, self._entries = path, new
        return self.taken_from(self._whole)


def _entries(path: Path) -> "list[Known]":
    from opexlint import baseline

    try:
        return baseline.read(path)
    except baseline.BaselineError as error:
        raise _Stop(str(error)) from None


def _configured_baseline(run: _Run) -> Path | None:
    """The baseline that the configuration names. It stays in the project, whoever wrote the configuration."""
    config = run.config
    if not config.baseline or config.path is None:
        return None
    path = Path(os.path.normpath(config.path.parent / config.baseline))
    with suppress(ValueError):  # it holds a NUL
        if path.resolve().is_relative_to(config.path.parent.resolve()):
            return path
    raise _Stop(str(config.error("baseline", f"baseline: {config.baseline!r} is outside of the folder of {config.path.name}")))


def _rules(folders: Sequence[Path]) -> "list[Rule]":
    from opexlint import load
    from opexlint.rule import RuleError

    try:
        return load.rules(folders)
    except RuleError as error:
        raise _Stop(str(error)) from None


def _threshold(fail_on: str | None, config: "Config") -> Any:
    """The severity from which on the exit code is 1, or None for never."""
    from opexlint.rule import Severity

    level = fail_on or config.fail_on or "note"
    if level == "never":
        return None
    try:
        return Severity.of(level)
    except ValueError as error:
        raise _Stop(str(config.error("fail-on", f"fail-on: {error}"))) from None


def _fixed(tree: "Tree", report: "Report", ask: "Callable[[], Report]", *, write: bool) -> str:
    """Apply fixes until none is left; the changes as one unified diff. Only with `write` they reach the disk."""
    from difflib import unified_diff

    from opexlint import files, fix

    before = dict(report.files)
    for _ in range(MAX_FIX_PASSES):
        done = fix.apply(report.diagnostics, report.files)
        if not done.files:
            break
        tree.overlay.update(done.files)
        report = ask()
    chunks: list[str] = []
    for path, file in sorted(tree.overlay.items()):
        old = before.get(path)
        if old is None or old.text == file.text:
            continue
        lines = unified_diff(old.text.splitlines(keepends=True), file.text.splitlines(keepends=True), f"a/{path}", f"b/{path}")
        chunks += (line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
        if write:
            try:
                files.write(tree.root, file)
            except OSError as error:
                raise _Stop(f"{path}: can't be written: {error.strerror}") from None
    if not write:
        tree.overlay.clear()
    return "".join(chunks)


def _path_from_here(tree: "Tree") -> "Callable[[str], str] | None":
    """How a path of the project is written for somebody who stands in the current folder; as it is (None) when that is the root."""
    here = os.getcwd()  # noqa: PTH109
    root = str(tree.root)
    return None if here == root else lambda path: os.path.relpath(os.path.join(root, path), here)  # noqa: PTH118


def _wants_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _width() -> int:
    if not sys.stdout.isatty():
        return 120
    from shutil import get_terminal_size

    return get_terminal_size((120, 24)).columns


def _echo(text: str, output: Path | None) -> None:
    if output is None:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _Stop(f"{output}: can't be written: {error.strerror}") from None


@contextmanager
def _progress() -> "Iterator[Callable[[int, int], None] | None]":
    """A progress bar on a terminal, for runs long enough to want one."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: Any = None
    task: Any = None

    def tell(done: int, total: int) -> None:
        nonlocal bar, task
        if total < SLOW:
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            task = bar.add_task("reading", total=total)
            bar.start()
        bar.update(task, completed=done)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.stop()
