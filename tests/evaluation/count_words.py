"""Count in how many articles each word stands, for articles/similar/data/word_shares.csv.

usage: python -m tests.evaluation.count_words SHARED [--write]      (SHARED: the folder with evaluation/)

Three kinds of words are listed: those of business news of 1987 (Reuters-21578), those of today's news pages, and
function words of other languages, which an archive of few such articles would take for names. Where several list a
word, the largest share counts.
"""

import argparse
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import justext

from articles.management.duplicates.stories import read_stories
from articles.similar.key_terms import count_terms

TARGET = Path(__file__).parents[2] / "articles" / "similar" / "data" / "word_shares.csv"
FEWEST_STORIES = 14  # of Reuters: about one in a thousand
FEWEST_PAGES = 4
LANGUAGES = ("German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Swedish")
FUNCTION_WORD = 0.3
RARE = 0.005  # in English: a word that is commoner there keeps its English share
HEAD = """# Words that are not rare in business news: the stem, and in how many of 10,000 articles it stands; only these
# numbers are kept of the texts. Made by tests/evaluation/count_words.py. Date: {date}.
# Sources: {stories:,} stories of Reuters-21578 of 60 words and more; {pages} news pages of 2019 to 2026; frequent words
# of German, French, Spanish, Italian, Portuguese, Dutch and Swedish from jusText (BSD licence).
stem,in_ten_thousand
"""


def shares(texts, fewest, doubted=0):
    """({stem: share of texts that have it}, number of texts); few texts overstate rare words, hence `doubted`."""
    counts = Counter()
    for title, text in texts:
        counts.update(count_terms(title, text).stems)
    return {stem: (count - doubted) / len(texts) for stem, count in counts.items() if count >= fewest}, len(texts)


def foreign_words():
    """The frequent words of other languages as the tokeniser makes them."""
    return {
        stem: FUNCTION_WORD
        for language in LANGUAGES
        for word in justext.get_stoplist(language)
        for stem in count_terms("", word).stems
        if word.isalpha() and len(word) <= 8
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    evaluation = arguments.shared / "evaluation"
    stories, story_count = shares(
        [(one.title, one.text) for one in read_stories(evaluation / "reuters")], FEWEST_STORIES
    )
    lines = (evaluation / "pages" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    pages, page_count = shares(
        [(row.get("title") or "", row["body"]) for row in map(json.loads, lines)], FEWEST_PAGES, 2
    )
    english = stories.keys() | pages.keys()
    foreign = {
        stem: share for stem, share in foreign_words().items() if max(stories.get(stem, 0), pages.get(stem, 0)) < RARE
    }
    found = {
        stem: round(10_000 * max(listed.get(stem, 0) for listed in (stories, pages, foreign)))
        for stem in english | foreign.keys()
    }
    print(f"{story_count} stories, {page_count} pages: {len(stories)}, {len(pages)} and {len(foreign)} words")
    if arguments.write:
        head = HEAD.format(date=datetime.now(tz=UTC).date().isoformat(), stories=story_count, pages=page_count)
        TARGET.write_text(head + "".join(f"{stem},{found[stem]}\n" for stem in sorted(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
