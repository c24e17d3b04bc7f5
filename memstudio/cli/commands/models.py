"""`memstudio models`: the models that can be opened by name."""

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_columns, print_json, say, size


def run(*, json: Json = False) -> None:
    """List the models that can be opened by name: the demo, and the Hugging Face cache."""
    from memstudio.models.catalog import find_models
    from memstudio.models.hub_cache import cache_folder

    models = find_models()
    if json:
        print_json(
            [
                {
                    "reference": model.reference,
                    "name": model.name,
                    "origin": model.origin,
                    "bytes": model.size_bytes,
                    "path": str(model.path),
                }
                for model in models
            ]
        )
        return
    rows = [(m.reference, m.origin, size(m.size_bytes), str(m.path)) for m in models]
    if rows:
        print_columns(rows, ("MODEL", "FROM", "SIZE", "PATH"))
    if not any(model.origin == "hub-cache" for model in models):
        say(f"There are no models in the Hugging Face cache ({cache_folder()}).")
    say(
        "Any folder with config.json and safetensors, and any .gguf file, can be opened by its path."
    )
