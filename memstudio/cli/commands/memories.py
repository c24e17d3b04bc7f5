"""`memstudio memories`: the memory kinds there are."""

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_json


def run(*, json: Json = False) -> None:
    """List the memory kinds that a model can be given."""
    from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS

    if json:
        print_json(
            [
                {
                    "name": kind.name,
                    "title": kind.title,
                    "summary": kind.summary,
                    "paper": kind.paper or None,
                    "has_slots": kind.has_slots,
                }
                for kind in KIND_DESCRIPTIONS
            ]
        )
        return
    for kind in KIND_DESCRIPTIONS:
        print(f"{kind.name}: {kind.title}")
        print(f"    {kind.summary}")
        if kind.paper:
            print(f"    {kind.paper}")
