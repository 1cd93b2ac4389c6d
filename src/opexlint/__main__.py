"""`python -m opexlint`."""

from opexlint.cli import main

main(prog_name="opexlint")
