"""Which new draft is which old article."""

from hypothesis import given
from hypothesis import strategies as st

from articles.store.matching_texts import KnownText, NewText, containment, match_texts, shingles

WORDS = st.sampled_from("the harbour master counted every ship while prices of coffee rose and rain fell".split())  # noqa: SIM905
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=5)
SHIPS = "The harbour master counted every ship that came and went through the long week of storms."
COFFEE = "Prices of coffee beans rose again while growers waited for rain that never came to them."


def known(*texts, **more):
    return [
        KnownText(article_id=100 + position, position=position, title=f"t{position}", text=text, **more)
        for position, text in enumerate(texts)
    ]


def new(*texts):
    return [NewText(position=position, title=f"t{position}", text=text) for position, text in enumerate(texts)]


def test_the_same_texts_in_another_order_are_the_same_articles():
    assert match_texts(new=new(COFFEE, SHIPS), known=known(SHIPS, COFFEE)) == {0: 101, 1: 100}


def test_another_story_is_another_article():
    assert match_texts(new=new(COFFEE), known=known(SHIPS)) == {}


def test_a_few_words_changed_are_the_same_article():
    assert match_texts(new=new(SHIPS.replace("long", "short")), known=known(SHIPS)) == {0: 100}


def test_the_same_title_helps_a_text_much_rewritten():
    rewritten = SHIPS.replace("counted every", "has now seen each").replace("long week", "days")
    words = shingles(rewritten), shingles(SHIPS)
    assert 0.2 <= containment(*words) < 0.5

    assert match_texts(new=new(rewritten), known=known(SHIPS)) == {0: 100}
    assert match_texts(new=[NewText(position=0, title="other", text=rewritten)], known=known(SHIPS)) == {}


def test_a_visible_article_goes_before_a_hidden_one():
    hidden = KnownText(article_id=1, position=0, title="t0", text=SHIPS, is_hidden=True)

    assert match_texts(new=new(SHIPS), known=[hidden, *known(SHIPS)]) == {0: 100}


def test_short_texts_are_compared_by_all_their_words():
    assert match_texts(new=new("Rain fell"), known=known("Rain fell")) == {0: 100}
    assert shingles("") == frozenset()


@given(texts=TEXTS, others=TEXTS)
def test_no_article_is_carried_on_twice(texts, others):
    matched = match_texts(new=new(*texts), known=known(*others))

    assert len(set(matched.values())) == len(matched)
    assert set(matched) <= set(range(len(texts)))


@given(texts=TEXTS)
def test_unchanged_drafts_keep_every_article(texts):
    assert match_texts(new=new(*texts), known=known(*texts)) == {n: 100 + n for n in range(len(texts))}
