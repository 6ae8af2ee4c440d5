"""What the capturing tool knew."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.capture.manifest import parse_moment, read_manifest
from articles.documents import RawCapture


def write(folder, *lines):
    path = folder / "manifest.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return str(path)


def raw(name):
    return RawCapture(content=b"x", media_type="text/plain", name=str(name))


def test_describes_the_files_that_it_names(tmp_path, monkeypatch):
    path = write(
        tmp_path,
        {
            "file": "a/one.txt",
            "url": "https://a.example/1",
            "captured_at": "2025-07-08T10:00:00+02:00",
            "source": " A ",
        },
    )
    monkeypatch.chdir(tmp_path / "..")
    manifest = read_manifest(path)

    for name in (
        tmp_path / "a/one.txt",
        f"{tmp_path.name}/a/one.txt",
        f"./{tmp_path.name}/../{tmp_path.name}/a/one.txt",
    ):
        found = manifest.describe(raw(name))
        assert found.url == "https://a.example/1"
        assert found.captured_at == datetime(2025, 7, 8, 8, tzinfo=UTC)
        assert found.source_name == "A"
    assert manifest.describe(raw("other.txt")) == raw("other.txt")


def test_knows_members_of_a_zip(tmp_path):
    manifest = read_manifest(
        write(tmp_path, {"file": "p.zip/a.txt", "source": "A"}, {"file": "p.zip/b.txt"}, {"file": "c.txt"})
    )

    assert manifest.describe(raw(tmp_path / "p.zip/a.txt")).source_name == "A"
    assert manifest.paths() == [f"{tmp_path}/p.zip", f"{tmp_path}/c.txt"]


def test_a_time_without_a_zone_is_utc():
    assert parse_moment("2025-07-08T10:00") == datetime(2025, 7, 8, 10, tzinfo=UTC)
    assert parse_moment("2025-07-08") == datetime(2025, 7, 8, tzinfo=UTC)
    assert parse_moment("2025-07-08T10:00Z") == datetime(2025, 7, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '"text"',
        "[" * 50_000,
        {"url": "https://a.example/"},
        {"file": 3},
        {"file": "/etc/passwd"},
        {"file": "../up.txt"},
        {"file": "a/../../up.txt"},
        {"file": "a.txt", "captured_at": "yesterday"},
        {"file": "a.txt", "captured_at": "0001-01-01T00:00:00+14:00"},
        {"file": "a.txt", "url": "javascript:alert(1)"},
        {"file": "a.txt", "url": "https://[broken"},
        {"file": "a.txt", "source": ["A"]},
        {"file": "x" * 70_000},
    ],
)
def test_a_bad_line_is_reported_and_the_rest_counts(tmp_path, line):
    manifest = read_manifest(write(tmp_path, line, "", {"file": "good.txt", "source": "A"}))

    (problem,) = manifest.problems
    assert problem.name.endswith("manifest.jsonl:1")
    assert problem.reason
    assert manifest.describe(raw(tmp_path / "good.txt")).source_name == "A"


def test_a_file_named_twice_is_reported(tmp_path):
    manifest = read_manifest(write(tmp_path, {"file": "a.txt", "source": "A"}, {"file": "./a.txt", "source": "B"}))

    assert len(manifest.problems) == 1
    assert manifest.describe(raw(tmp_path / "a.txt")).source_name == "A"


def test_a_manifest_that_is_not_there_is_a_problem(tmp_path):
    assert len(read_manifest(str(tmp_path / "gone.jsonl")).problems) == 1


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "manifest.jsonl"
    path.write_bytes(content)

    found = read_manifest(str(path))
    assert all(str(path) in problem.name and problem.reason for problem in found.problems)
