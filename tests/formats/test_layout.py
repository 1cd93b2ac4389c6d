"""JSON over several lines is what the standard library writes, and can be read back."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opexlint.formats.layout import over_lines

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
DATA: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(DATA)
def test_it_is_what_the_standard_library_writes(data: Any) -> None:
    assert over_lines(data) == json.dumps(data, indent=2, ensure_ascii=False)


def test_empty_ones_stay_on_their_line() -> None:
    assert over_lines({"a": [], "b": {}}) == '{\n  "a": [],\n  "b": {}\n}'
