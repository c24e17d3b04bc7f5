"""The pages of what is written as tables of fields: a run's settings, and the lines of its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from cells import cell
from pydantic import BaseModel

from memstudio.events import EVENT_TYPES
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_SETTINGS_HEAD = """# All settings of a run

Each may stand in the [run file](run-file.md), and after `--set` as `NAME=VALUE`, such as
`--set memory.num_slots=16`. Written by `packaging/guide/reference.py`.
"""
_EVENTS_HEAD = """# The record of a run

`metrics.jsonl` in the [folder of a run](formats.md#the-folder-of-a-run) has one line of JSON for each thing
that happened. `event` says what; a reader passes over fields and events that it does not know. `time` is in
all of them: seconds since 1970. Written by `packaging/guide/reference.py`.
"""


def settings_page() -> str:
    """Every setting of a run: its name, kind, usual value and meaning."""
    tables = "\n".join(_setting_lines(RunConfig, ""))
    return f"{_SETTINGS_HEAD}\n{tables}".rstrip() + "\n"


def _setting_lines(model: type[BaseModel], prefix: str) -> Iterator[str]:
    fields = model.model_fields.items()
    plain = [(name, field) for name, field in fields if _model_in(field.annotation) is None]
    yield f"## {f'[{prefix}]' if prefix else 'At the top'}\n"
    yield "| name | kind | usual | is |\n| --- | --- | --- | --- |"
    for name, field in plain:
        usual = "must be said" if field.is_required() else _value(field)
        yield f"| `{name}` | {cell(_kind(field.annotation))} | {cell(usual)} | {cell(field.description or '')} |"
    yield ""
    for name, field in fields:
        inner = _model_in(field.annotation)
        if inner is not None:
            yield from _setting_lines(inner, f"{prefix}.{name}" if prefix else name)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for each in (annotation, *get_args(annotation)):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None


def _kind(annotation: Any) -> str:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in inside)
    if origin is Union or type(annotation).__name__ == "UnionType":
        return " or ".join(_kind(each) for each in inside if each is not type(None))
    if origin in {tuple, list}:
        return f"list of {_kind(inside[0])}"
    if origin is dict:
        return "table"
    names = {"str": "text", "int": "number", "float": "number", "bool": "true or false"}
    name = getattr(annotation, "__name__", str(annotation))
    return names.get(name, name)


def _value(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "not said"
    if value in {(), ""} if not isinstance(value, dict | list) else not value:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return f"`{value}`"


def events_page() -> str:
    """Every kind of line in a run's record, with its fields."""
    parts = [_EVENTS_HEAD]
    for each in EVENT_TYPES:
        name = each.model_fields["event"].default
        parts.append(f"## {name}\n\n{(each.__doc__ or '').strip()}\n")
        rows = [
            f"| `{field}` | {cell(_kind(info.annotation))} | {cell(info.description or '')} |"
            for field, info in each.model_fields.items()
            if field not in {"time", "event"}
        ]
        if rows:
            parts.append("| field | kind | is |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts).rstrip() + "\n"
