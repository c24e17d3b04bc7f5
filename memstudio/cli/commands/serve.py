"""`memstudio serve`: a model behind an HTTP endpoint in OpenAI's form."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online
from memstudio.cli.terminal import print_json, say, working

if TYPE_CHECKING:
    import socket

_MEGABYTE = 1_000_000
_MOST = 1e9  # and not beyond all


def run(
    model: Model,
    *,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; only this computer when not said.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")
    ] = 8000,
    keys: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            envvar="MEMSTUDIO_KEY",
            show_envvar=True,
            metavar="KEY",
            help="Requests have to bring it. Given more than once (in the environment: with blanks "
            "between), each has conversations of its own, which the others do not see. Other users "
            "of this computer see what is typed here; they do not see the environment.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What requests call the model; else its own name.")
    ] = None,
    roles: Annotated[
        bool,
        typer.Option(
            "--roles",
            help="A model without a chat template reads who says what. One that MemStudio trained on "
            "conversations does so anyway; any other reads the texts alone, and answers with one "
            "sentence.",
        ),
    ] = False,
    max_tokens: Annotated[
        int, typer.Option("--max-tokens", min=1, help="That one answer has at most.")
    ] = 1024,
    max_body: Annotated[
        float,
        typer.Option("--max-body", min=0.001, max=_MOST, metavar="MB", help="Of one request."),
    ] = 4.0,
    max_requests: Annotated[
        int,
        typer.Option(
            "--max-requests", min=1, help="Answered or waiting at once; one more is refused."
        ),
    ] = 64,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0.1, max=_MOST, metavar="SECONDS", help="For one request."),
    ] = 300.0,
    max_conversations: Annotated[
        int,
        typer.Option(
            "--max-conversations",
            min=1,
            help="Whose memory is kept; then those not used for longest are dropped.",
        ),
    ] = 1000,
    max_memory: Annotated[
        float,
        typer.Option(
            "--max-memory", min=0.001, max=_MOST, metavar="MB", help="Of all conversations."
        ),
    ] = 1000.0,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Serve a model to OpenAI's client and all that speak like it; conversations have a memory."""
    from memstudio.memory.attach import open_model
    from memstudio.server.access import is_loopback
    from memstudio.server.limits import Limits
    from memstudio.server.serving import Server, bound_socket

    for key in keys or ():
        if not (key.isascii() and key.isprintable() and key.strip() == key and key):
            raise typer.BadParameter("a key is of letters, digits and signs of ASCII.")
    limits = Limits(
        body_bytes=int(max_body * _MEGABYTE),
        requests=max_requests,
        seconds=timeout,
        new_tokens=max_tokens,
        conversations=max_conversations,
        memory_bytes=int(max_memory * _MEGABYTE),
    )
    with bound_socket(host, port) as bound:
        with working() as control:
            loaded = open_model(model, device=device, control=control, online=online)
        served = name or loaded.source.name
        url = f"{_url(host, bound)}/v1"

        def say_ready() -> None:
            if json:
                print_json({"url": url, "model": served})
                sys.stdout.flush()  # it may be long until there is more
            say(f"{served} is served at {url} (Ctrl-C ends it)")
            if not keys and not is_loopback(host):
                say("Everybody who reaches this computer can use it: no --key is set.")

        server = Server(
            loaded,
            limits,
            host=host,
            keys=tuple(keys or ()),
            name=name,
            roles=roles,
            on_ready=say_ready,
            on_drop=lambda dropped: say(f"Dropped for want of room: the conversation '{dropped}'"),
        )
        server.run([bound])


def _url(host: str, bound: "socket.socket") -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{bound.getsockname()[1]}"
