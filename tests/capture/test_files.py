"""Reading saved pages from disk."""

import gzip
import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.capture.files import in_batches, read_paths
from articles.capture.found import Limits, Skipped
from articles.documents import RawCapture, Rejection

PAGE = b"<!doctype html><title>A page</title><p>Some text.</p>"
SCRAPE = b"A headline\n\nA paragraph of text.\n"
SMALL = Limits(max_bytes=1_000)


def read(*paths, limits=Limits()):  # noqa: B008  (frozen)
    return list(read_paths([str(path) for path in paths], limits=limits))


def names(found, kind):
    return [Path(one.name).name for one in found if isinstance(one, kind)]


def make_zip(path: Path, members: dict[str, bytes], **options) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("page.html", PAGE, "text/html"),
        ("PAGE.HTM", PAGE, "text/html"),
        ("page.xhtml", PAGE, "application/xhtml+xml"),
        ("scrape.txt", SCRAPE, "text/plain"),
        ("story.php", PAGE, "text/html"),
        ("story", b"<!-- saved by hand -->\n" + PAGE, "text/html"),
    ],
)
def test_reads_pages_and_scrapes_by_name_or_first_bytes(tmp_path, name, content, media_type):
    (tmp_path / name).write_bytes(content)

    for found in (read(tmp_path / name), read(tmp_path)):
        assert found == [RawCapture(content=content, media_type=media_type, name=str(tmp_path / name))]


def test_a_page_that_notes_where_it_stood_brings_its_address(tmp_path):
    (tmp_path / "story.html").write_bytes(b"<!-- saved from url=(0018)https://a.example/ -->\n" + PAGE)

    assert read(tmp_path)[0].url == "https://a.example/"


def test_an_ordinary_member_is_read_and_a_bomb_by_its_ratio_is_not(tmp_path):
    members = {"bomb.txt": b"0" * 5_000_000, "page.txt": SCRAPE * 200}
    found = read(make_zip(tmp_path / "a.zip", members, compression=zipfile.ZIP_DEFLATED))

    assert names(found, RawCapture) == ["page.txt"]
    assert "times its size" in found[0].reason


def test_an_archive_without_a_page_says_so(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(b"")
    make_zip(tmp_path / "b.zip", {})

    assert [one.reason for one in read(tmp_path / "a.warc.gz", tmp_path / "b.zip")] == ["holds no page"] * 2


def test_an_encrypted_member_is_reported_and_the_next_is_read(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"a.txt": SCRAPE, "b.txt": SCRAPE})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    path.write_bytes(content)

    assert read(path)[0] == Rejection(name=f"{path}/a.txt", reason="encrypted")
    assert names(read(path), RawCapture) == ["b.txt"]


@pytest.mark.parametrize("name", ["page.html.gz", "page.html", "scrape.txt.gz", "page.gz"])
def test_unpacks_gzip_whatever_the_name_says(tmp_path, name):
    content = SCRAPE if "scrape" in name else PAGE
    (tmp_path / name).write_bytes(gzip.compress(content))

    assert [raw.content for raw in read(tmp_path)] == [content]


def test_reads_folders_sorted_and_deep(tmp_path):
    for name in ("b/2.txt", "b/1.txt", "a/z.txt", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SCRAPE)

    assert [raw.name for raw in read(f"{tmp_path}/")] == [
        f"{tmp_path}/{n}" for n in ("a/z.txt", "b/1.txt", "b/2.txt", "c.txt")
    ]


def test_names_files_as_the_caller_does(tmp_path, monkeypatch):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.txt").write_bytes(SCRAPE)
    monkeypatch.chdir(tmp_path / "pages")

    assert [raw.name for raw in read("../pages", "one.txt", "./one.txt")] == [
        "../pages/one.txt",
        "one.txt",
        "./one.txt",
    ]


@pytest.mark.parametrize(
    "name", ["README.md", "README", "readme.txt", "LICENSE", "manifest.jsonl", ".hidden.txt", "photo.jpg", "Thumbs.db"]
)
def test_skips_what_is_no_page_with_a_word(tmp_path, name):
    (tmp_path / name).write_bytes(SCRAPE)

    (found,) = read(tmp_path)

    assert isinstance(found, Skipped)
    assert found.reason


def test_rejects_what_is_no_page_where_it_was_asked_for_by_name(tmp_path):
    for name in ("README.md", "photo.jpg"):
        (tmp_path / name).write_bytes(SCRAPE)
        assert isinstance(read(tmp_path / name)[0], Rejection)


def test_skips_the_pictures_and_frames_of_a_saved_page(tmp_path):
    (tmp_path / "Story.html").write_bytes(PAGE)
    (tmp_path / "Story_files").mkdir()
    (tmp_path / "Story_files" / "frame.html").write_bytes(PAGE)
    (tmp_path / "own_files").mkdir()
    (tmp_path / "own_files" / "real.html").write_bytes(PAGE)

    found = read(tmp_path)

    assert names(found, RawCapture) == ["Story.html", "real.html"]
    assert names(found, Skipped) == ["Story_files"]


def test_rejects_links_pipes_and_what_is_not_there(tmp_path):
    (tmp_path / "real.txt").write_bytes(SCRAPE)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    (tmp_path / "folder").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")

    found = read(tmp_path, tmp_path / "link.txt", tmp_path / "gone.txt")

    assert names(found, RawCapture) == ["real.txt"]
    assert names(found, Rejection) == ["folder", "link.txt", "pipe.txt", "link.txt", "gone.txt"]


def test_rejects_the_empty(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b" \n\n")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b""))

    assert {one.reason for one in read(tmp_path)} == {"empty"}


def test_a_zip_gives_its_members_by_name(tmp_path):
    path = make_zip(
        tmp_path / "pages.zip", {"b.html": PAGE, "a/one.txt.gz": gzip.compress(SCRAPE), "c.png": b"\x89PNG"}
    )

    found = read(path)

    assert [one.name for one in found] == [f"{path}/a/one.txt.gz", f"{path}/b.html", f"{path}/c.png"]
    assert [one.content for one in found[:2]] == [SCRAPE, PAGE]
    assert isinstance(found[2], Skipped)


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:/up.txt", "..\\up.txt"])
def test_rejects_members_that_lead_out_of_their_zip(tmp_path, name):
    (found,) = read(make_zip(tmp_path / "pages.zip", {name: SCRAPE}))

    assert isinstance(found, Rejection)
    assert "out of the ZIP" in found.reason


def test_rejects_links_in_a_zip(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    assert read(tmp_path) == [Rejection(name=f"{tmp_path}/pages.zip/link.txt", reason="a symbolic link")]


def test_a_zip_without_a_byte_is_empty_rather_than_damaged(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"")
    assert read(tmp_path / "a.zip") == [Rejection(name=f"{tmp_path}/a.zip", reason="empty")]


def test_rejects_archives_in_archives(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("page.txt", SCRAPE)
    make_zip(tmp_path / "a.zip", {"inner.zip": inner.getvalue(), "page.txt": inner.getvalue()})
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(gzip.compress(SCRAPE)))
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(inner.getvalue()))

    found = read(tmp_path)

    assert [type(one) for one in found] == [Rejection] * 4
    assert all("archives in archives" in one.reason for one in found)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rejects_packings_that_cannot_be_read_piece_by_piece(tmp_path, method):
    (found,) = read(make_zip(tmp_path / "pages.zip", {"a.txt": SCRAPE}, compression=method))

    assert isinstance(found, Rejection)


def test_rejects_what_passes_the_limit(tmp_path):
    large = b"word " * 300
    (tmp_path / "a.txt").write_bytes(large)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(large))
    make_zip(tmp_path / "c.zip", {"large.txt": large, "small.txt": SCRAPE}, compression=zipfile.ZIP_DEFLATED)

    found = read(tmp_path, limits=SMALL)

    assert names(found, Rejection) == ["a.txt", "b.txt.gz", "large.txt"]
    assert names(found, RawCapture) == ["small.txt"]
    assert "larger than" in found[0].reason


def test_a_file_of_exactly_the_limit_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * 1_000)

    assert isinstance(read(tmp_path, limits=SMALL)[0], RawCapture)


def test_a_bomb_stops_at_the_limit_without_memory(tmp_path):
    bomb = bytes(200 * 1024 * 1024)
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(bomb))
    path = make_zip(tmp_path / "lying.zip", {"bomb.txt": bomb}, compression=zipfile.ZIP_DEFLATED)
    # The directory claims 10 bytes; the data goes on for 200 MB.
    path.write_bytes(path.read_bytes().replace(len(bomb).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    del bomb

    tracemalloc.start()
    found = read(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [type(one) for one in found] == [Rejection] * 2
    assert peak < 60 * 1024 * 1024


def test_rejects_members_laid_over_one_another(tmp_path):
    path = make_zip(tmp_path / "pages.zip", {"a.txt": SCRAPE, "b.txt": SCRAPE})
    content = bytearray(path.read_bytes())
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = (0).to_bytes(4, "little")  # the second entry points at the first one's data
    path.write_bytes(content)

    assert any("overlap" in one.reason for one in read(path) if isinstance(one, Rejection))


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_a_cut_off_file_is_rejected(tmp_path, cut):
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE)[:-cut])
    path = make_zip(tmp_path / "b.zip", {"a.txt": SCRAPE})
    path.write_bytes(path.read_bytes()[:-cut])

    assert [type(one) for one in read(tmp_path)] == [Rejection] * 2


@given(content=st.binary(max_size=300), suffix=st.sampled_from(["zip", "html.gz", "txt", "html", "gz", "bin"]))
def test_no_bytes_make_it_raise(tmp_path_factory, content, suffix):
    path = tmp_path_factory.mktemp("any") / f"file.{suffix}"
    path.write_bytes(content)

    assert all(isinstance(one, RawCapture | Rejection | Skipped) for one in read(path))


@given(position=st.integers(0, 400), value=st.integers(0, 255))
def test_no_damage_to_a_zip_makes_it_raise(tmp_path_factory, position, value):
    path = make_zip(
        tmp_path_factory.mktemp("zip") / "a.zip", {"a.txt": SCRAPE, "b.html": PAGE}, compression=zipfile.ZIP_DEFLATED
    )
    content = bytearray(path.read_bytes())
    content[position % len(content)] = value
    path.write_bytes(content)

    assert all(isinstance(one, RawCapture | Rejection | Skipped) for one in read(path))


def test_a_member_without_a_name_is_rejected(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"a.txt": SCRAPE, "b.txt": SCRAPE})
    path.write_bytes(path.read_bytes().replace(b"a.txt", b"\x00.txt"))

    assert [type(one) for one in read(path)] == [Rejection, RawCapture]


def sizes_of_batches(*sizes):
    found = [RawCapture(content=b"x" * size, media_type="text/plain", name="a.txt") for size in sizes]
    return [len(batch) for batch in in_batches(found)]


def test_a_batch_holds_more_short_texts_than_pages():
    assert sizes_of_batches(*[1_000] * 700) == [300, 300, 100]
    assert sizes_of_batches(*[6_000] * 250) == [100, 100, 50]
    assert sizes_of_batches(*[1_000] * 99, 600_000, *[1_000] * 99, 600_000, 1) == [100, 100, 1]


def test_a_few_large_captures_fill_a_batch():
    assert sizes_of_batches(*[9 * 1024 * 1024] * 3) == [2, 1]
