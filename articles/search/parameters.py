"""The parameters that hold the whole state of a search in its address.

Every page, feed and later API call reads the same ones: `q`, one parameter a facet and its `not_` twin, `since`,
`until`, `story`, `copies`, `children`, `sort`; and `rows`, `page`, `more`, `find_…`, which say only how much of the
result is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE = "_none"  # in an address: the articles that have no value here
UNDATED = "undated"
COPIES, EVERY_COPY = "copies", "all"  # the parameter, and its value, that count every copy of a text
CHILDREN, WITH_CHILDREN = "children", "1"  # a company stands for the companies below it too
STORY = "story"  # the number of a story
ROWS, DENSE = "rows", "dense"  # titles alone
HOW_SHOWN = (COPIES, CHILDREN, "sort", ROWS)  # what says how to count and show rather than what to find
FACET_LIMIT = 7  # values a facet shows before 'show more'
VALUES_PER_FACET = 40  # values an address may choose in one facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow a search. `name` is its parameter, `legend` and `plural` what people read."""

    name: str
    legend: str
    plural: str
    is_open: bool = True
    can_find: bool = True


FACETS = (
    Facet(name="company", legend="Company", plural="companies"),
    Facet(name="topic", legend="Topic", plural="topics"),
    Facet(name="source", legend="Source", plural="sources"),
    Facet(name="date", legend="Date", plural="dates", can_find=False),
    Facet(name="person", legend="Person", plural="people", is_open=False),
    Facet(name="place", legend="Place", plural="places", is_open=False),
    Facet(name="kind", legend="Kind", plural="kinds", is_open=False, can_find=False),
    Facet(name="language", legend="Language", plural="languages", is_open=False, can_find=False),
)
FACET_NAMES = tuple(facet.name for facet in FACETS)


def excluding(name: str) -> str:
    """The parameter that leaves out values of the facet `name`."""
    return f"not_{name}"
