#!/usr/bin/env python3
"""Deploys a release of the orders service."""

import argparse
import subprocess


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=["dev", "prod"])
    arguments = parser.parse_args()
    subprocess.run(["sam", "build"], check=True)
    subprocess.run(["sam", "deploy", "--config-env", arguments.stage, "--no-confirm-changeset"])
    subprocess.run(["aws", "lambda", "invoke", "--function-name", "smoke-test", "out.json"], check=True)


if __name__ == "__main__":
    main()
