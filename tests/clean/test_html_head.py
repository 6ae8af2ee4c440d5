"""JSON-LD as real pages write it, and as pages made to hurt do."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from articles.clean.html_head import MAX_JSON_LD_CHARACTERS, read_head
from tests.bounded import soon


def objects(script: str):
    return read_head(document_fromstring(f"<script type='application/ld+json'>{script}</script><p>x</p>")).json_ld


@pytest.mark.parametrize("opening", ["", "<!--", "//<![CDATA[", "<![CDATA[", "\n // <![CDATA[\n"])
@pytest.mark.parametrize("closing", ["", "-->", "//]]>", "]]>", "\n // ]]>\n", " ; ;\n"])
@pytest.mark.parametrize("json", ['{"headline": "Rates; rise"}', '{"headline": "Rates; rise",\n}'])
def test_wrappers_semicolons_and_commas_too_many_are_forgiven(opening, closing, json):
    assert objects(opening + json + closing) == ({"headline": "Rates; rise"},)


@pytest.mark.parametrize("filling", [";", " ", ",", ", ", "//", "]]>", "-->", "["])
def test_a_long_script_that_is_no_json_takes_no_time(filling):
    with soon():
        assert objects("{" + filling * (MAX_JSON_LD_CHARACTERS // len(filling) - 9) + "x") == ()
