"""Tagging again after rules changed, learning from tags, and counting words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AbstractBaseUser

from articles.models import Topic
from articles.rules import present_rules
from articles.tasks.kinds import BULK, SOON, kind_of_job
from articles.tasks.notices import notice
from articles.tasks.runs import Run

if TYPE_CHECKING:
    from articles.store.taggings import Thing

AT_ONCE: Final = 60  # articles tagged again while a person waits for the page


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedAgain:
    """What became of a wish to have articles tagged again, in words; `is_queued` where a job does it."""

    words: str
    is_queued: bool = False


def tag_again(*, thing: Thing, names: Iterable[str] = (), by: AbstractBaseUser | None) -> TaggedAgain:
    """Tag the articles again that a changed rule of a topic, or changed names of another thing, can touch.

    A few are tagged at once. For more than AT_ONCE a job is queued, in the transaction that made the change. `names`
    are the written forms, old and new.
    """
    from articles import retagging

    told = [name for name in dict.fromkeys(names) if name]
    if isinstance(thing, Topic):
        done = retagging.retag_topic(topic_id=thing.pk, most=AT_ONCE)
    else:
        done = retagging.retag_names(thing=thing, names=told, make_rules=present_rules, most=AT_ONCE)
    if done is not None:
        return TaggedAgain(words=str(done))
    job_id = queue_retagging(thing=thing, names=told, by=by)
    words = notice(job_id, f"More than {AT_ONCE} articles may change. Tagging them again")
    return TaggedAgain(words=words, is_queued=True)


def tagging_again(by: AbstractBaseUser | None) -> Callable[[Thing, Iterable[str]], str]:
    """`tag_again` for one person, as the desk's acts take it: what came of it, in words."""

    def tagged(thing: Thing, names: Iterable[str]) -> str:
        return tag_again(thing=thing, names=names, by=by).words

    return tagged


def queue_retagging(*, thing: Thing, names: Iterable[str] = (), by: AbstractBaseUser | None) -> int | None:
    """Queue a job that does it, one at a time for each thing; None where one is waiting that will do just this."""
    sort, told = str(thing._meta.model_name), list(dict.fromkeys(names))
    word = f"{sort} {thing.pk}"
    asked = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    label = f"Tag again for the {sort} {thing}"
    return retag.queue(label=label, by=by, once=f"{word} {asked}", alone=word, sort=sort, number=thing.pk, names=told)


@kind_of_job(label="Tag again after a rule or a name changed", priority=SOON)
def retag(run: Run, *, sort: str, number: int, names: list[str] | None = None) -> str:
    """Bring tags in line with a topic's rule, or with names that came, changed or went, as they stand at each step."""
    from articles.retagging import Retagged, steps

    place = run.place or {"last": 0, "gained": 0, "lost": 0}
    try:
        for step in steps(sort=sort, number=number, names=names or (), after=place["last"], rules=present_rules):
            made = step.made
            place = {"last": step.last, "gained": place["gained"] + made.gained, "lost": place["lost"] + made.lost}
            done = run.done + made.looked_at
            run.note(done=done, total=done + step.left, place=place)
    except Topic.DoesNotExist:
        return "The topic is gone."
    return str(Retagged(looked_at=run.done, gained=place["gained"], lost=place["lost"]))


@kind_of_job(label="Learn topics from the archive's tags", priority=BULK, tries=3)
def train_topics(run: Run) -> str:
    """Train and keep the model, then look through the archive with it, batch by batch.

    A run that ended while it trained trains anew; one that ended later goes on where it looked.
    """
    from articles import training

    def learned(done: int, total: int) -> None:
        run.note(done=done, total=total, may_stand_aside=False)  # what is learned so far is in memory only

    place = run.place or {}
    if "version" not in place:
        begun = training.learn(note=learned)
        if begun.version is None:
            return begun.in_words
        place = {"version": begun.version, "last": 0}
        run.note(done=0, total=training.count_to_judge(after=0), place=place)
    for last, count in training.look_through(version=place["version"], after=place["last"]):
        run.note(done=run.done + count, place={**place, "last": last})
    return training.report(version=place["version"]).in_words


@kind_of_job(label="Count how many articles hold each word", priority=BULK, tries=3)
def count_lexemes(run: Run, *, rebuild: bool = False) -> str:
    """Bring the counts of lexemes up to date, or count all anew."""
    from articles.store.lexemes import refresh_lexemes
    from articles.store.positions import refresh_positions

    counted = refresh_lexemes(rebuild=rebuild)
    refresh_positions(rebuild=rebuild, if_many=True)
    return f"The words of {counted:,} articles were counted."


@kind_of_job(label="Count the words of edited articles", priority=BULK, tries=3, every="43 3 * * *")
def recount_lexemes(run: Run) -> str:
    """Count all lexemes anew where anything was written since that was done, and note where common ones stand now.

    Words that a killed job left waiting beside the indexes of search are sorted in first.
    """
    from articles.store.lexemes import refresh_lexemes
    from articles.store.positions import refresh_positions
    from articles.store.waiting_words import let_no_words_wait

    let_no_words_wait()
    counted = refresh_lexemes(if_changed=True)
    refresh_positions()
    return f"The words of {counted:,} articles were counted."
