"""Where on its page a removed piece stands."""

import pytest

from articles.clean.page_places import find_place, page_key

HTML = (
    b"<html><body><nav>Home</nav><h1>Cranes</h1><p>Share</p><p>The harbour ordered forty cranes.</p><p>Read also: "
    b"<a href=/f>Ferries</a></p><p>Unions asked who would drive&nbsp;them.</p><p>Share</p><footer>Imprint</footer>"
)
TEXT = "Home\n\nThe harbour ordered forty cranes.\nRead also: Ferries\nUnions asked who would drive them.\nImprint\n"
PARAGRAPHS = ("The harbour ordered forty cranes.", "Unions asked who would drive them.")


@pytest.mark.parametrize(("content", "media_type"), [(HTML, "text/html"), (TEXT.encode(), "text/plain")])
@pytest.mark.parametrize(("piece", "paragraph"), [("Home", -1), ("Read also: Ferries", 0), ("Imprint", 1)])
def test_a_piece_stands_behind_the_paragraph_before_it(content, media_type, piece, paragraph):
    assert find_place(page_key(content, media_type), PARAGRAPHS, piece).paragraph == paragraph


def test_a_piece_that_stands_twice_is_the_one_within_the_article():
    assert find_place(page_key(HTML, "text/html"), PARAGRAPHS, "Share").paragraph == 1


def test_pieces_behind_one_paragraph_are_in_the_pages_order():
    page = page_key(HTML, "text/html")
    assert find_place(page, PARAGRAPHS, "Share").position < find_place(page, PARAGRAPHS, "Imprint").position


@pytest.mark.parametrize("page", ["", "somethingelsealtogether"])
def test_what_is_nowhere_on_the_page_stands_at_the_end(page):
    assert find_place(page, PARAGRAPHS, "Imprint").paragraph == 1
    assert find_place(page, (), "Imprint").paragraph == -1


def test_a_paragraph_with_something_cut_out_of_it_is_found_by_its_opening():
    page = page_key(
        b"Forty cranes were ordered by the harbour READ: Ferries and more will follow.\n\nEnd", "text/plain"
    )
    paragraphs = ("Forty cranes were ordered by the harbour and more will follow.", "End")
    assert find_place(page, paragraphs, "READ: Ferries").paragraph == 0
