"""The scenes of the guide, in the order in which one sitting goes through them."""

from scenes.judging import evaluating, monitoring
from scenes.looking import kinds, memory, start, task, training
from scenes.talking import chat, dialogue, long_text, question, summary, translation
from scenes.ways import recommend, retrieval, service

SCENES = {
    "start": start,
    "memory": memory,
    "training": training,
    "task": task,
    "kinds": kinds,
    "chat": chat,
    "question": question,
    "summary": summary,
    "translation": translation,
    "long-text": long_text,
    "dialogue": dialogue,
    "retrieval": retrieval,
    "service": service,
    "recommend": recommend,
    "evaluating": evaluating,
    "monitoring": monitoring,
}
