"""Tagging again after rules changed, learning from tags, and counting words."""

from __future__ import annotations

from articles.models import Topic
from articles.tasks.kinds import BULK, NORMAL, kind_of_job
from articles.tasks.runs import Run


@kind_of_job(label="Tag again by a topic's rule", priority=NORMAL)
def retag_topic(run: Run, *, topic_id: int) -> str:
    """Bring a topic's rule-made tags in line with its rule as it stands at each step."""
    from articles.retagging import Retagged, articles_of_topic, in_batches, retag_topic_in

    place = run.place or {"last": 0, "gained": 0, "lost": 0}
    try:
        ids = [pk for pk in articles_of_topic(topic_id) if pk > place["last"]]
        run.total = run.done + len(ids)
        for batch in in_batches(ids):
            made = retag_topic_in(batch, topic_id=topic_id)
            place = {
                "last": batch[-1],
                "gained": place["gained"] + made.gained,
                "lost": place["lost"] + made.lost,
            }
            run.note(done=run.done + len(batch), place=place)
    except Topic.DoesNotExist:
        return "The topic is gone."
    return str(Retagged(looked_at=run.done, gained=place["gained"], lost=place["lost"]))


@kind_of_job(label="Learn topics from the archive's tags", priority=BULK, tries=3)
def train_topics(run: Run) -> str:
    """Train, keep the model, and look through the archive with it. A second run begins anew."""
    from articles import training

    report = training.train_topics()
    return f"{len(report.topics)} topics learned from {report.texts:,} articles."


@kind_of_job(label="Count how many articles hold each word", priority=BULK, tries=3)
def count_lexemes(run: Run, *, rebuild: bool = False) -> str:
    """Bring the counts of lexemes up to date, or count all anew."""
    from articles.store.lexemes import refresh_lexemes

    return f"The words of {refresh_lexemes(rebuild=rebuild):,} articles were counted."
