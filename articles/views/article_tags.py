"""The tags beside an article, each with what earned it, as far as the page has room for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Article, Company, Mention, Tagging
from articles.views.linking import paragraph_at
from articles.views.parts import Part, part_with, weight_of

_KINDS = ("topic", "company", "person", "place")
_HEADINGS = {"topic": "Topics", "company": "Companies", "person": "People", "place": "Places"}
_ROLES = {"subject": "subject", "mentioned": "mentioned", "source": "quoted as source"}
_MOST_QUOTED = 20  # companies that are only quoted
_LONGEST = 400  # characters of a sentence that is shown as a reason
_QUOTED = 160  # characters of one in the address that leads to it
_TAG, _REASON, _SENTENCE = 190, 280, 70  # bytes of HTML beside the words: of a tag, of its reason, of a sentence there


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence that carries a topic, and how strongly, from 0 to 1."""

    text: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag of the article and what earned it; `place` is the address of where the evidence stands, `quote` its words.

    A topic has a `score`, from 0 to 1, unless a curator gave it, and the sentences that carry it. `role_told` is what
    part the thing plays, in words, where the page tells it. The reason stands on the page, unfolded where it was asked
    for, or at the address `why`.
    """

    name: str
    url: str
    kind: str
    role: str
    role_told: str
    how: str
    evidence: str
    place: str
    score: float | None = None
    carriers: tuple[Carrier, ...] = ()
    is_open: bool = False
    why: str = ""

    @property
    def quote(self) -> str:
        """The beginning of the evidence, whole words of it, for a link to it."""
        return self.evidence if len(self.evidence) <= _QUOTED else self.evidence[:_QUOTED].rpartition(" ")[0]

    @property
    def has_reason(self) -> bool:
        """Whether anything can be said of why the article has it."""
        return bool(self.evidence) or self.how == Tagging.How.CURATOR


@dataclass(frozen=True, slots=True)
class TagGroup:
    """The tags of one kind, and how many more there are than the page has room for."""

    heading: str
    kind: str
    tags: tuple[Tag, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextShown:
    """The parts of a text, the number of the one that is shown, and the id of the tagging whose reason is asked for."""

    parts: Sequence[Part]
    part: int = 1
    why: str = ""


def taggings_of(article: Article) -> QuerySet[Tagging]:
    """What an article is tagged with, the surest first."""
    return (
        Tagging.objects.filter(article=article, decision=Tagging.Decision.ACCEPTED)
        .select_related("topic", "company", "person", "place")
        .order_by("-confidence", "pk")
    )


def quoted_in(article: Article) -> QuerySet[Mention]:
    """The first mention of each company that the article only quotes as a source, for which it has no tag."""
    tagged = Tagging.objects.filter(article=article, company__isnull=False).values("company")
    mentions = Mention.objects.filter(article=article, role=Mention.Role.SOURCE, company__isnull=False)
    first = mentions.exclude(company__in=tagged).order_by("company_id", "-field", "start").distinct("company_id")
    return first.select_related("company")[:_MOST_QUOTED]


def thing_of(tagging: Tagging) -> tuple[tuple[str, int], str]:
    """((kind, id), address) of what a tagging tags with."""
    kind = next(kind for kind in _KINDS if getattr(tagging, f"{kind}_id") is not None)
    return (kind, getattr(tagging, f"{kind}_id")), reverse(f"articles:{kind}", args=[tagging.thing.slug])


def tag_groups(
    taggings: Iterable[Tagging], article: Article, shown: TextShown, room: int, quoted: Iterable[Mention] = ()
) -> tuple[tuple[TagGroup, ...], int]:
    """The tags by kind, and how many bytes of HTML they weigh, about `room` at most.

    Behind the companies stand those that are only `quoted` as sources, which are no tags.

    First there is room for the tags, then for their reasons; of what is left over the page has the number, or a link.
    """
    told = [_tag(tagging, article, shown) for tagging in taggings]
    told.extend(_quoted(mention, mention.company, article, shown) for mention in quoted if mention.company)
    tags = sorted(told, key=_rank)
    kept: list[Tag] = []
    weight = 0
    for tag in tags:
        if weight + _weight(tag) <= room:
            kept.append(tag)
            weight += _weight(tag)
    placed = []
    for tag in kept:
        heavy = _weight_of_reason(tag)
        is_told = tag.has_reason and (tag.is_open or weight + heavy <= room)
        weight += heavy if is_told else 0
        placed.append(replace(tag, why="") if is_told else tag)
    groups = []
    for kind in _KINDS:
        count = sum(tag.kind == kind for tag in tags)
        of_kind = tuple(tag for tag in placed if tag.kind == kind)
        if count:
            groups.append(TagGroup(_HEADINGS[kind], kind, of_kind, count - len(of_kind)))
    return tuple(groups), weight


def _rank(tag: Tag) -> tuple[int, int]:
    """By kind, those the story is about first, those it only quotes last."""
    return _KINDS.index(tag.kind), {Mention.Role.SUBJECT.value: 0, Mention.Role.MENTIONED.value: 1}.get(tag.role, 2)


def _weight(tag: Tag) -> int:
    return _TAG + 2 * weight_of(tag.name) + len(tag.url)


def _weight_of_reason(tag: Tag) -> int:
    sentences = [carrier.text for carrier in tag.carriers] if tag.score is not None else [tag.evidence]
    told = sum(_SENTENCE + weight_of(sentence[:_LONGEST]) for sentence in sentences)
    return _REASON + told + len(urlencode({"quote": tag.quote}))


def _tag(tagging: Tagging, article: Article, shown: TextShown) -> Tag:
    (kind, _), url = thing_of(tagging)
    is_in_text = tagging.evidence_field == Mention.Field.TEXT
    return Tag(
        name=tagging.thing.name,
        url=url,
        kind=kind,
        role=tagging.role,
        role_told=_role_told(tagging, kind),
        how=tagging.how,
        evidence=tagging.evidence,
        place=_place(shown, tagging.evidence_start) if is_in_text else "",
        score=tagging.confidence if kind == "topic" and tagging.sentences else None,
        carriers=tuple(_carriers(tagging, article)),
        is_open=shown.why == str(tagging.pk),
        why=f"?{urlencode({'part': shown.part, 'why': tagging.pk})}#why",
    )


def _quoted(mention: Mention, company: Company, article: Article, shown: TextShown) -> Tag:
    is_in_text = mention.field == Mention.Field.TEXT
    return Tag(
        name=company.name,
        url=reverse("articles:company", args=[company.slug]),
        kind="company",
        role=mention.role,
        role_told=_ROLES[mention.role],
        how=Tagging.How.RULE,
        evidence=_sentence(article.text, mention.start, mention.end) if is_in_text else article.title,
        place=_place(shown, mention.start) if is_in_text else "",
        is_open=shown.why == f"m{mention.pk}",
        why=f"?part={shown.part}&why=m{mention.pk}#why",
    )


def _sentence(text: str, start: int, end: int) -> str:
    """The text around a span, to the next full stop or line on either side."""
    left = max(text.rfind(". ", 0, start) + 1, text.rfind("\n", 0, start)) + 1
    stops = [place for place in (text.find(". ", end) + 1, text.find("\n", end)) if place > 0]
    return text[left : min(stops, default=len(text))].strip()


def _place(shown: TextShown, position: int | None) -> str:
    """The address of a character position of the text, from the part that is shown."""
    if position is None:
        return ""
    part = part_with(shown.parts, position)
    number = paragraph_at(shown.parts[part - 1], position)
    return "" if number is None else f"#p{number}" if part == shown.part else f"?part={part}#p{number}"


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
