"""Pages with a story in them, for servers of tests."""

from __future__ import annotations

_SENTENCES = (
    "The harbour of {place} handled more ships in {month} than in any month since it was dug, its master said.",
    "Grain, timber and used cars made up most of what was loaded, and cranes worked through three nights to keep up.",
    "The council had doubled the fee for berths a year earlier, and expected owners to go elsewhere; they did not.",
    "A second basin is planned on the meadows behind the sugar works, where dredging is to begin after the frost.",
)


def story(
    title: str = "Harbour of Lindmouth has its busiest month", place: str = "Lindmouth", month: str = "June"
) -> str:
    """An HTML page of a newspaper that tells one story."""
    paragraphs = "".join(f"<p>{sentence.format(place=place, month=month)}</p>" for sentence in _SENTENCES)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
        '<meta property="og:site_name" content="The Lindmouth Gazette">'
        '<meta property="article:published_time" content="2025-07-07T08:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
