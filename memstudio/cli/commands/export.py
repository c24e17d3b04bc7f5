"""`memstudio export`: a model, or a trace, written for use elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import DeviceName, Json, Online
from memstudio.cli.terminal import print_json, say, working

if TYPE_CHECKING:
    from memstudio.progress import Control

_TABLES = ("csv", "parquet")
_OF_TRACES = (*_TABLES, "html", "png")
_BY_ENDING = {".html": "html", ".htm": "html", ".png": "png"}


def run(
    what: Annotated[
        str,
        typer.Argument(
            metavar="MODEL|T.zarr",
            help="`demo`, a folder of a model or an adapter, a .gguf file or a Hub id from the "
            "local cache; or a trace.",
        ),
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="PATH", help="The folder or the file to be made.")
    ],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="Of a model: folder (the usual), adapter (what was trained beside the backbone), "
            "program (one step, by torch.export) or onnx. Of a trace: csv or parquet (a folder of "
            "tables), html (one offline page), png. Told by the ending of PATH when left out.",
        ),
    ] = None,
    backbone: Annotated[
        str | None,
        typer.Option(
            "--backbone",
            metavar="MODEL",
            help="Of an adapter: what the backbone was before, where the model does not say.",
        ),
    ] = None,
    device: DeviceName = "cpu",
    online: Online = False,
    json: Json = False,
) -> None:
    """Write a model for use elsewhere, or a trace as tables, a page or a picture.

    Nothing is overwritten: a folder must not be there yet, or be empty; a file must not be there.
    """
    from memstudio.atomic import refuse_existing, refuse_existing_file

    # Said before anything is opened, which may take long.
    if to in _OF_TRACES or _is_trace(what):
        form = to or _BY_ENDING.get(out.suffix.lower())
        if form not in _OF_TRACES:
            raise typer.BadParameter(f"a trace is written to one of {', '.join(_OF_TRACES)}.")
        (refuse_existing if form in _TABLES else refuse_existing_file)(out)
        with working() as control:
            files = _export_trace(Path(what), out, form, control)
        if json:
            print_json({"trace": what, "format": form, "files": [str(file) for file in files]})
            return
        print(*files, sep="\n")
        return
    to = to or "folder"
    _check_model(what, to, online=online)
    refuse_existing(out)
    with working() as control:
        folder = _export_model(what, to, out, control, backbone, device=device, online=online)
    if json:
        print_json({"model": what, "format": to, "folder": str(folder)})
        return
    print(folder)


def _is_trace(what: str) -> bool:
    try:
        return (Path(what) / "zarr.json").is_file()
    except OSError:  # no file can be called so
        return False


def _check_model(model: str, to: str, *, online: bool) -> None:
    from memstudio.exporting.forms import FORMS, check_form, form_named
    from memstudio.models.first_look import look_at

    names = [form.name for form in FORMS]
    if to not in names:
        raise typer.BadParameter(f"a model is written to one of {', '.join(names)}.")
    form = form_named(to)
    # What has to be fetched first is looked at when it is open.
    if form.needs_memory and not online:
        seen = look_at(model)
        check_form(form, has_memory=seen.has_memory, model=seen.name)


def _export_model(
    model: str,
    to: str,
    out: Path,
    control: "Control",
    backbone: str | None,
    *,
    device: str,
    online: bool,
) -> Path:
    from memstudio.exporting.export import export_model
    from memstudio.memory.attach import open_model

    loaded = open_model(model, device=device, control=control, online=online)
    return export_model(loaded, to, out, control=control, backbone=backbone)


def _export_trace(trace: Path, out: Path, form: str, control: "Control") -> tuple[Path, ...]:
    from memstudio.cli.documents import open_trace
    from memstudio.trace.export_table import export_tables
    from memstudio.trace.html_export import export_html
    from memstudio.trace.picture import draw_picture

    reader = open_trace(trace)
    match form:
        case "csv" | "parquet":
            return export_tables(reader, out, form, control)
        case "html":
            sizes = export_html(reader, out, control)
            if sizes.tokens < reader.num_tokens:
                say(f"The first {sizes.tokens:,} of {reader.num_tokens:,} tokens fit on the page.")
        case _:
            for note in draw_picture(reader, out):
                say(note)
    return (out,)
