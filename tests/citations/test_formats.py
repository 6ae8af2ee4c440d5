"""References as files, read back by what reads such files."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from articles.citations.formats import bibtex, csl_json, ris
from tests.citations.test_styles import REFERENCE

HOSTILE = "A & B: 50% of $1_000 {won} #1 \\input{x} ~ ^ \n@article{y,\r\nTY  - BOOK\r\nER  - "
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_bibtex_names_everything():
    assert bibtex([REFERENCE]) == (
        "@article{newsarchive12,\n"
        "  author = {Doe, Jane Q. and van der Berg, Hans},\n"
        "  title = {{Quokka Motors opens a plant}},\n"
        "  journal = {The Daily Ledger},\n"
        "  url = {https://ledger.example/plant},\n"
        "  urldate = {2025-07-08},\n"
        "  language = {en},\n"
        "  note = {newsarchive, article 12, https://archive.example/articles/12/plant/; captured 2025-07-08; "
        "SHA-256 ab12},\n"
        "  year = {2025},\n"
        "  month = jul,\n"
        "  day = {1}\n"
        "}\n"
    )


def test_bibtex_escapes_what_tex_reads():
    entry = bibtex([replace(REFERENCE, title=HOSTILE, url="https://x.example/{a}\\b%20c")])
    assert r"{{A \& B: 50\% of \$1\_000 \{won\} \#1 \textbackslash{}input\{x\} \textasciitilde{}" in entry
    assert "url = {https://x.example/%7Ba%7D%5Cb%20c}" in entry
    assert entry.count("\n@") == 0


@given(TEXTS, TEXTS, TEXTS)
def test_braces_of_a_bibtex_entry_are_balanced_whatever_the_fields_hold(title, author, publisher):
    entry = bibtex([replace(REFERENCE, title=title, authors=(author,), publisher=publisher)])
    depth = 0
    for sign in re.sub(r"\\[\\{}]", "", entry):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


def test_ris_names_everything():
    assert ris([REFERENCE]).split("\r\n") == [
        "TY  - NEWS",
        "ID  - newsarchive12",
        "AU  - Doe, Jane Q.",
        "AU  - van der Berg, Hans",
        "TI  - Quokka Motors opens a plant",
        "T2  - The Daily Ledger",
        "PY  - 2025",
        "DA  - 2025/07/01/",
        "UR  - https://ledger.example/plant",
        "Y2  - 2025/07/08/",
        "LA  - en",
        "N1  - newsarchive, article 12, https://archive.example/articles/12/plant/; captured 2025-07-08; SHA-256 ab12",
        "ER  - ",
        "",
    ]


@given(TEXTS, TEXTS)
def test_a_field_never_begins_a_line_of_ris(title, author):
    lines = ris([replace(REFERENCE, title=title, authors=(author,))]).splitlines()
    assert sum(line.startswith("TY") for line in lines) == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)


def test_a_month_or_year_alone_stays_that_coarse():
    assert "DA  - 2025/07//" in ris([replace(REFERENCE, published=(2025, 7))])
    assert "day" not in bibtex([replace(REFERENCE, published=(2025, 7))])
    assert json.loads(csl_json([replace(REFERENCE, published=(2025,))]))[0]["issued"] == {"date-parts": [[2025]]}


def test_csl_json_names_everything():
    [item] = json.loads(csl_json([replace(REFERENCE, is_inferred=True, authors=("Jane Doe", "Reuters Staff"))]))
    assert item == {
        "id": "newsarchive12",
        "type": "article-newspaper",
        "title": "Quokka Motors opens a plant",
        "author": [{"family": "Doe", "given": "Jane"}, {"literal": "Reuters Staff"}],
        "container-title": "The Daily Ledger",
        "URL": "https://ledger.example/plant",
        "language": "en",
        "archive": "newsarchive",
        "archive_location": "https://archive.example/articles/12/plant/",
        "note": "SHA-256 ab12",
        "issued": {"date-parts": [[2025, 7, 1]], "circa": True},
        "accessed": {"date-parts": [[2025, 7, 8]]},
    }
