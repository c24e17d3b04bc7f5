"""Nobody waits for some wishes: they make way for all others, and for each other in one order."""

from __future__ import annotations

from itertools import combinations

from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.workers.causal_messages import MapEffects, TakeGlance
from memstudio.workers.messages import LoadModel
from memstudio.workers.room_messages import FindRoom
from memstudio.workers.turns import QUIET, makes_way


def test_no_two_wishes_make_way_for_each_other() -> None:
    room, glance = FindRoom(Control(), RunConfig()), TakeGlance(Control(), "t")
    assert [type(each) for each in (room, glance)] == list(QUIET)
    for other in (LoadModel(Control(), "demo"), MapEffects(Control(), "t")):
        assert makes_way(room, other)
        assert makes_way(glance, other)
        assert not makes_way(other, room)
        assert not makes_way(other, glance)
    assert makes_way(glance, room)
    for one, two in combinations((room, glance, FindRoom(Control(), RunConfig())), 2):
        assert not (makes_way(one, two) and makes_way(two, one))
    assert not makes_way(glance, glance)
