"""What the page of an article shows, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet
from django.urls import reverse

from articles.models import Article, ArticleVersion, Capture, Mention, Sighting, Tagging
from articles.search.dates import KnownDate, known_date
from articles.views.linking import MOST_LINKS, NamedSpan, Paragraph, linked_paragraphs, paragraph_at

_KINDS = ("topic", "company", "person", "place")
_HEADINGS = {"topic": "Topics", "company": "Companies", "person": "People", "place": "Places"}
_ROLES = {"subject": "subject", "mentioned": "mentioned", "source": "quoted as source"}
_MOST_SIGHTINGS = 20
_MOST_REMOVED = 200


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence that carries a topic, and how strongly, from 0 to 1."""

    text: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag of the article and what earned it; `paragraph` is where the evidence stands.

    A topic has a `score`, from 0 to 1, unless a curator gave it, and the sentences that carry it.
    `role_told` is what part the thing plays, in words, where the page tells it.
    """

    name: str
    url: str
    kind: str
    role: str
    role_told: str
    how: str
    evidence: str
    paragraph: int | None
    score: float | None = None
    carriers: tuple[Carrier, ...] = ()


@dataclass(frozen=True, slots=True)
class TagGroup:
    """The tags of one kind."""

    heading: str
    kind: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the article comes from.

    `kind_evidence` is what told the rules its kind. `removed` holds the pieces of it that were taken out and not put
    back, each with its rule, `page_removed` those of the page that belong to none of its articles. Withheld is an
    original that would show a hidden article, or to whom a newsletter was sent.
    """

    capture: Capture
    sightings: tuple[Sighting, ...]
    kind_evidence: str
    removed: tuple[dict[str, str], ...]
    page_removed: tuple[dict[str, str], ...]
    is_withheld: bool

    @property
    def cut(self) -> str:
        """The rule by which a text beyond all measure was cut off, empty where none was."""
        pieces = (*self.removed, *self.page_removed)
        return next((piece["rule"] for piece in pieces if piece["rule"].startswith("too long")), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Everything on the page of one article. `paragraphs` are those shown of its `paragraph_count`."""

    article: Article
    date: KnownDate
    paragraphs: tuple[Paragraph, ...]
    paragraph_count: int
    is_linked_in_part: bool
    groups: tuple[TagGroup, ...]
    provenance: Provenance | None
    is_sample: bool

    @property
    def hidden_paragraphs(self) -> int:
        """How many paragraphs of a long text the page leaves out."""
        return self.paragraph_count - len(self.paragraphs)

    @property
    def first_hidden(self) -> int:
        """The number of the first paragraph that the page leaves out."""
        return len(self.paragraphs) + 1

    @property
    def most_links(self) -> int:
        """As many places as are linked at most."""
        return MOST_LINKS


def article_page(article: Article) -> ArticlePage:
    """The page of `article`, which must be public and come with its source."""
    taggings = list(_taggings(article))
    urls = {key: url for tagging in taggings for key, url in [_thing(tagging)]}
    spans = list(islice(_spans(article, urls), MOST_LINKS))
    paragraphs = linked_paragraphs(article, spans)
    provenance = provenance_of(article)
    is_sample = bool(article.source and article.source.is_sample)
    return ArticlePage(
        article=article,
        date=known_date(article),
        paragraphs=paragraphs,
        paragraph_count=len(paragraphs),
        is_linked_in_part=len(spans) == MOST_LINKS,
        groups=tuple(_groups(taggings, article, paragraphs)),
        provenance=provenance,
        is_sample=is_sample or bool(provenance and provenance.capture.is_sample),
    )


def provenance_of(article: Article) -> Provenance | None:
    """The capture that the present text was made from, its bytes left in the database; None where there is none."""
    version = (
        ArticleVersion.objects.filter(article=article, is_current=True)
        .select_related("capture")
        .defer("text", "capture__content")
        .first()
    )
    if version is None:
        return None
    back = {one["text"] for one in article.restored}
    removed = (piece for piece in version.removed if " ".join(piece["text"].split()) not in back)
    return Provenance(
        capture=version.capture,
        kind_evidence=version.found.get("kind_evidence", ""),
        sightings=tuple(version.capture.sightings.all()[:_MOST_SIGHTINGS]),
        removed=tuple(islice(removed, _MOST_REMOVED)),
        page_removed=tuple(version.capture.removed[:_MOST_REMOVED]),
        is_withheld=version.capture.is_letter or _holds_hidden(version.capture),
    )


def _holds_hidden(capture: Capture) -> bool:
    """Whether the capture also holds an article that was hidden, which its bytes would show."""
    hidden = ArticleVersion.objects.filter(capture=capture, article__state=Article.State.HIDDEN)
    return hidden.filter(Q(is_current=True) | Q(article__curated_fields__contains=["state"])).exists()


def _taggings(article: Article) -> QuerySet[Tagging]:
    return (
        Tagging.objects.filter(article=article, decision=Tagging.Decision.ACCEPTED)
        .select_related("topic", "company", "person", "place")
        .order_by("-confidence", "pk")
    )


def _thing(tagging: Tagging) -> tuple[tuple[str, int], str]:
    """((kind, id), address) of what a tagging tags with."""
    kind = next(kind for kind in _KINDS if getattr(tagging, f"{kind}_id") is not None)
    return (kind, getattr(tagging, f"{kind}_id")), reverse(f"articles:{kind}", args=[tagging.thing.slug])


def _spans(article: Article, urls: dict[tuple[str, int], str]) -> Iterable[NamedSpan]:
    """Where the text names something it is tagged with; what a curator rejected has no tag and no link."""
    mentions = Mention.objects.filter(article=article, field=Mention.Field.TEXT).order_by("start", "pk")
    for start, end, company, person, place in mentions.values_list(
        "start", "end", "company_id", "person_id", "place_id"
    ):
        for kind, key in (("company", company), ("person", person), ("place", place)):
            url = urls.get((kind, key)) if key is not None else None
            if url:
                yield NamedSpan(start, end, kind, "", url)


def _groups(taggings: Iterable[Tagging], article: Article, paragraphs: tuple[Paragraph, ...]) -> Iterable[TagGroup]:
    tags = [_tag(tagging, article, paragraphs) for tagging in taggings]
    for kind in _KINDS:
        of_kind = tuple(sorted((tag for tag in tags if tag.kind == kind), key=_rank))
        if of_kind:
            yield TagGroup(_HEADINGS[kind], kind, of_kind)


def _rank(tag: Tag) -> int:
    """Those the story is about first, those it only quotes last."""
    return {Mention.Role.SUBJECT.value: 0, Mention.Role.MENTIONED.value: 1}.get(tag.role, 2)


def _tag(tagging: Tagging, article: Article, paragraphs: tuple[Paragraph, ...]) -> Tag:
    (kind, _), url = _thing(tagging)
    is_in_text = tagging.evidence_field == Mention.Field.TEXT
    return Tag(
        name=tagging.thing.name,
        url=url,
        kind=kind,
        role=tagging.role,
        role_told=_role_told(tagging, kind),
        how=tagging.how,
        evidence=tagging.evidence,
        paragraph=paragraph_at(paragraphs, tagging.evidence_start) if is_in_text else None,
        score=tagging.confidence if kind == "topic" and tagging.sentences else None,
        carriers=tuple(_carriers(tagging, article)),
    )


def _role_told(tagging: Tagging, kind: str) -> str:
    """The role in words: a company's always, of other things only that they are a source."""
    if kind == "company" or tagging.role == Mention.Role.SOURCE:
        return _ROLES.get(tagging.role, "")
    return ""


def _carriers(tagging: Tagging, article: Article) -> Iterator[Carrier]:
    """The sentences of a topic as they stand in the article now."""
    for field, start, end, score in tagging.sentences:
        text = (article.title if field == Mention.Field.TITLE else article.text)[start:end]
        if text:
            yield Carrier(text, score)
