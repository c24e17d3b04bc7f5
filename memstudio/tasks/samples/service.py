"""Customer service: who writes says early what they have, and asks for it much later.

A customer tells which plan and which device they have; what an agent answers later follows from the
plan, by rules that are the same for all customers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

PLANS = ("Basic", "Family", "Student", "Business")
DEVICES = ("phone", "tablet", "router", "camera", "watch", "printer", "speaker", "laptop")
QUESTIONS: dict[str, dict[str, str]] = {
    "How much does it cost a month?": dict(zip(PLANS, ("ten euros", "thirty euros", "five euros", "fifty euros"), strict=True)),
    "How long may I send it back?": dict(zip(PLANS, ("one week", "two weeks", "one week", "one month"), strict=True)),
    "When does somebody answer the telephone?": dict(zip(PLANS, ("until noon", "until six", "until noon", "day and night"), strict=True)),
    "What does a repair cost?": dict(zip(PLANS, ("forty euros", "twenty euros", "ten euros", "nothing"), strict=True)),
}  # fmt: skip
ANSWER = "On the {} plan: {}."
TALK = (
    ("Hello.", "Good day, how can we help?"), ("Is it late for you?", "We are here."),
    ("I waited a long time.", "We are sorry."), ("One moment please.", "Take your time."),
    ("Thank you.", "You are welcome."), ("I have to find my glasses.", "No hurry."),
)  # fmt: skip
NUM_TRAIN, NUM_TEST = 500, 100


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: the messages of a customer and an agent."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        yield {"messages": _messages(split, random)}


def _messages(split: Split, random: Random) -> list[dict[str, str]]:
    plan = random.randrange(len(PLANS))
    devices = [n for n in range(len(DEVICES)) if is_for(split, plan, n)]
    device = DEVICES[random.choice(devices)]
    told = [
        (f"I am on the {PLANS[plan]} plan.", "I see."),
        (f"It is about my {device}.", "All right."),
    ]
    random.shuffle(told)
    talk = random.sample(TALK, random.randint(0, 4) if split == "train" else 4)
    asked = random.sample(tuple(QUESTIONS), 2)
    answers = [
        (question, ANSWER.format(PLANS[plan], QUESTIONS[question][PLANS[plan]]))
        for question in asked
    ]
    # In the test a single question is asked, or the answer before would tell.
    turns = [*told, *talk, *(answers if split == "train" else answers[:1])]
    return [
        {"role": role, "content": text}
        for turn in turns
        for role, text in zip(("customer", "agent"), turn, strict=True)
    ]
