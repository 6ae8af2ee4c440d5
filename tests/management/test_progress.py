"""The bar on a terminal, and nothing anywhere else."""

import io
import sys
import zipfile

from articles.management.progress import Progress, count_files


class Terminal(io.StringIO):
    def isatty(self):
        return True


def work(lines):
    with Progress(total=2) as progress:
        for number in range(2):
            progress.advance()
            progress.print(f"line {number}", lines)


def test_a_terminal_sees_a_bar_and_whole_lines(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")

    work(lines := io.StringIO())

    assert "0/2" in terminal.getvalue()
    assert lines.getvalue() == "line 0\nline 1\n"


def test_nobody_else_does(monkeypatch):
    monkeypatch.setattr(sys, "stderr", file := io.StringIO())

    work(lines := io.StringIO())

    assert file.getvalue() == ""
    assert lines.getvalue() == "line 0\nline 1\n"


def test_counts_files_in_folders_and_members_of_zips(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.txt").write_text("a")
    with zipfile.ZipFile(tmp_path / "deep" / "pages.zip", "w") as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/a.txt", "a")
        archive.writestr("b.txt", "b")
    (tmp_path / "broken.zip").write_bytes(b"no ZIP")

    assert count_files([str(tmp_path)]) == 4
    assert count_files([str(tmp_path / "gone"), str(tmp_path / "deep" / "pages.zip")]) == 3
