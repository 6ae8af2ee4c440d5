"""What is compared with gold, and under which names."""

from __future__ import annotations

from articles.documents import Alias, ArticleDraft, Block, CompanyEntry, Vocabulary
from articles.extract.article import Extractor
from articles.extract.entity_evaluation import Judge


def test_gold_may_leave_out_a_companys_legal_form():
    name = "Plimsoll Corp"
    company = CompanyEntry(slug="plimsoll-corp", name=name, aliases=(Alias(text=name, kind="name"),))
    vocabulary = Vocabulary(companies=(company,))
    draft = ArticleDraft(position=0, title="", paragraphs=(Block(text="Plimsoll Corp said that it had grown."),))

    score = Judge(vocabulary).judge(Extractor(vocabulary).extract(draft), {"companies": ["Plimsoll", "Dalesford"]})

    assert (score["companies"].right, score["companies"].wrong, score["companies"].missed) == (1, 0, 1)
