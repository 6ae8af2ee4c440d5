"""Acts of curators on many articles."""

from __future__ import annotations

from articles.models import CurationAct
from articles.tasks.kinds import NORMAL, kind_of_job
from articles.tasks.rules import present_rules
from articles.tasks.runs import Run


@kind_of_job(label="Curate many articles", priority=NORMAL)
def carry_out_act(run: Run, *, act_id: int) -> str:
    """Do an act, or undo it, batch by batch; the act itself knows how far it is, whoever went on with it."""
    from articles.curating import bulk

    try:
        act = bulk.advance(act_id=act_id, rules=present_rules)
        while act.is_under_way:
            run.note(done=act.position, total=act.total)
            act = bulk.advance(act_id=act_id, rules=present_rules)
    except CurationAct.DoesNotExist:
        return "The act is gone."
    run.note(done=act.position, total=act.total)
    return f"{act.get_state_display()}: {act.what}."
