"""What became of the things that were merged, by their former slugs."""

from __future__ import annotations

from articles.models import MovedAddress, Regrouping


def moved_ids(kind: str) -> dict[str, int]:
    """`{former slug: id of the one kept}` of a kind: 'company', 'person', 'place', 'topic' or 'source'."""
    column = f"{kind}_id"
    return dict(MovedAddress.objects.filter(**{f"{column}__isnull": False}).values_list("slug", column))


def moved_tickers() -> dict[tuple[str, str], str]:
    """`{(ticker, exchange): former slug}` of the companies that were merged."""
    merged = Regrouping.objects.filter(kind="company", act=Regrouping.Act.MERGE, undone_at__isnull=True)
    rows = merged.values_list("other_slug", "journal__row__ticker", "journal__row__exchange")
    return {(ticker, exchange): slug for slug, ticker, exchange in rows if ticker}


def is_slug_free(kind: str, slug: str) -> bool:
    """Whether nothing that was merged goes by the slug."""
    return not MovedAddress.objects.filter(slug=slug, **{f"{kind}__isnull": False}).exists()
