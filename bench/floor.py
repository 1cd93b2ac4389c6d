"""The least that reading a project can cost: read every file and parse it, nothing more. Prints nothing; see bench/run.py.

    python bench/floor.py FOLDER

HCL with opexlint's own parser (there is no faster one that is right), YAML and JSON with libyaml's C parser, Python with `ast`.
"""

import ast
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import yaml

from opexlint.languages.terraform import syntax

PARSERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys((".tf", ".tofu", ".tfvars"), syntax.parse),
    **dict.fromkeys((".yaml", ".yml", ".json", ".template"), lambda text: yaml.compose(text, Loader=yaml.CSafeLoader)),
    ".py": ast.parse,
}


def main() -> None:
    gc.set_threshold(50_000, 20, 50)  # as opexlint does
    for path in Path(sys.argv[1]).rglob("*"):
        parse = PARSERS.get(path.suffix)
        if parse is not None and path.is_file():
            with suppress(SyntaxError, ValueError, yaml.YAMLError, syntax.SyntaxProblem):
                parse(path.read_text("utf-8"))


if __name__ == "__main__":
    main()
