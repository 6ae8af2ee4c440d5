"""Searches that nobody asked for, carried out when a process starts, so that the first reader does not wait for them.

What is made once is made by them: the page's templates, stemmers and expressions, the vocabulary of synonyms; and
PostgreSQL has read the upper parts of the indexes.
"""

from __future__ import annotations

import gc

from django.http import QueryDict
from django.template.loader import get_template
from django.utils.http import urlencode

from articles.search.results import search

_WORDS = 2


def rehearse() -> None:
    """Carry out the landing page's search and one for words of its first title, and make the page's templates.

    What the process holds by then lasts as long as it does. Python's collector of garbage is told so: else it walks
    over hundreds of thousands of objects time and again, and the reader of that moment waits a tenth of a second.
    """
    get_template("articles/home.html")
    rows = search(QueryDict()).rows
    if rows:
        words = " ".join(rows[0].article.title.split()[:_WORDS])
        for text in (words, f'"{words}"'):
            search(QueryDict(urlencode({"q": text})))
    gc.collect()
    gc.freeze()
