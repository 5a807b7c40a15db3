"""What a row of JSON Lines carries goes out byte for byte, in JSON that strict readers take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.batches import answer, read
from tests.strict_json import strict
from tests.test_batch_writing import CHOICES, written

if TYPE_CHECKING:
    from pathlib import Path


def through(line: bytes, tmp_path: Path, name: str = "out.jsonl") -> str:
    """Return the result of a row, as it is written."""
    (tmp_path / "in.jsonl").write_bytes(line)
    answer(tmp_path / "in.jsonl", tmp_path / name, overwrite=True)
    return (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "value",
    [
        "1.10", "1E5", "1e+05", "-0", "-0.0", "123456789012345678901234567890", "0.1234567890123456789012345678901",
        "1e400", "-1e-999", "9" * 4_000, r'"caf\u00e9 \/ \ud83d\ude00 \\ud800"', '"é"', '[1.0,  2,{"b":[]}]',
        '{ "b" : 1.10,"a":null }', "true", "null", r'"\u0007"',
    ],
)  # fmt: skip
def test_a_value_goes_out_as_it_came(tmp_path: Path, value: str) -> None:
    result = through(f'{{"id":{value} ,"question":"why?"}}'.encode(), tmp_path)

    assert f'{{"question": "why?", "id": {value}, "kind": "answer"' in result
    strict(result)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (rb'"\ud83d x"', r'"\ufffd x"'),
        (rb'["\uDE00\ud83d", "\ud83d\ude00"]', r'["\ufffd\ufffd", "\ud83d\ude00"]'),
        (rb'"\\\ud800"', r'"\\\ufffd"'),
        (b"[1,\r 2]", "[1,  2]"),
        ('"\u202e\u2028"'.encode(), r'"\u202e\u2028"'),
    ],
)
def test_what_a_strict_reader_or_a_terminal_stumbles_over_is_replaced(
    tmp_path: Path, value: bytes, expected: str
) -> None:
    result = through(b'{"question": "why?", "id": ' + value + b"}\n", tmp_path)

    assert f'"id": {expected}, "kind"' in result
    strict(result)


def test_half_of_a_surrogate_pair_is_replaced_wherever_it_stands(tmp_path: Path) -> None:
    result = through(rb'{"question": "why \ud83d?", "\ud800": 1, "conversation": "\udfff"}', tmp_path)

    assert strict(result)["question"] == "why \ufffd?"
    assert strict(result)["\ufffd"] == 1
    assert strict(result)["answers"][0]["statements"][0]["text"] == "why \ufffd?"


def test_a_part_of_the_result_is_never_a_key_of_the_row(tmp_path: Path) -> None:
    keys = ("kind", "answers", "closing", "options", "words_to_say", "support", "message", "error")
    row = {"question": "why?", **dict.fromkeys(keys, 7)}

    assert {f"input_{key}" for key in keys} < strict(through(json.dumps(row).encode(), tmp_path)).keys()


def test_csv_holds_numbers_and_lists_as_they_were_written(tmp_path: Path) -> None:
    lines = through(b'{"question": "a", "n": 1.10, "l": [1.0]}\n{"question": "b", "m": 1E5}', tmp_path, "out.csv")

    assert lines.splitlines()[1].startswith("a,1.10,[1.0],")
    assert lines.splitlines()[2].endswith(',"{""m"": 1E5}"')


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), values), st.booleans(), st.sampled_from([None, 1]))
def test_any_row_comes_back_the_same(carried: dict[str, Any], ascii_only: bool, indent: int | None) -> None:
    carried = {f"x{key}": value for key, value in carried.items()}
    line = json.dumps({"question": "a", **carried}, ensure_ascii=ascii_only, indent=indent).replace("\n", "\r")
    (row,) = read(f"{line}\n".encode(), "jsonl")
    result = written(row, CHOICES, "jsonl")

    assert result.count("\n") == 1
    assert {key: strict(result)[key] for key in carried} == carried
