"""Writes the table `waiters`: the waiters that botocore has for what a client's method answers.

    python scripts/facts/build_waiters.py

botocore importable. Waiters are the models `waiters-2.json` of each service's newest API version.
"""

from __future__ import annotations

from collections import defaultdict

import botocore
import botocore.session
import tables
from botocore import xform_name
from botocore.exceptions import UnknownServiceError


def main() -> None:
    session = botocore.session.get_session()
    rows: dict[str, dict[str, list[str]]] = {}
    for service in session.get_available_services():
        try:
            waiters = session.get_waiter_model(service)
        except UnknownServiceError:
            continue
        found: dict[str, list[str]] = defaultdict(list)
        for name in waiters.waiter_names:
            found[xform_name(waiters.get_waiter(name).operation)].append(xform_name(name))
        if found:
            rows[service] = {method: sorted(names) for method, names in sorted(found.items())}
    tables.write(
        "waiters",
        rows,
        source=f"botocore {botocore.__version__} waiters-2.json",
        as_of="2026-11-23",
        licence="Apache-2.0 (botocore)",
    )


if __name__ == "__main__":
    main()
