"""Acts of curators on many articles."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import CurationAct
from articles.rules import present_rules
from articles.tasks.kinds import NORMAL, kind_of_job
from articles.tasks.runs import Run
from articles.tasks.tagging import tagging_again


def queue_act(act: CurationAct, *, by: AbstractBaseUser | None) -> int | None:
    """Queue an act for a worker; where none lives, the act's page does it meanwhile. Returns the job's number."""
    label = f"{act.what[:1].upper()}{act.what[1:]}: {act.total:,} {act.counted}"
    return carry_out_act.queue(label=label, by=by, alone=str(act.pk), act_id=act.pk)


@transaction.atomic
def undo_by_job(act: CurationAct, *, by: AbstractBaseUser | None) -> bool:
    """Have an act undone by a worker; False where it cannot be undone."""
    from articles.curating import bulk

    is_begun = bulk.begin_undoing(act_id=act.pk, by=by)
    if is_begun:
        queue_act(act, by=by)
    return is_begun


@kind_of_job(label="Curate many articles", priority=NORMAL)
def carry_out_act(run: Run, *, act_id: int) -> str:
    """Do an act, or undo it, batch by batch; the act itself knows how far it is, whoever went on with it."""
    from articles.curating import bulk
    from articles.store.waiting_words import words_may_wait

    def advance() -> CurationAct:
        return bulk.advance(act_id=act_id, rules=present_rules, tag_again=tagging_again(None))

    try:
        act = advance()
        with words_may_wait(act.total - act.position):
            while act.is_under_way:
                run.note(done=act.position, total=act.total)
                act = advance()
    except CurationAct.DoesNotExist:
        return "The act is gone."
    run.note(done=act.position, total=act.total)
    return f"{act.get_state_display()}: {act.what}."
