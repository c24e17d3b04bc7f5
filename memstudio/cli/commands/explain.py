"""`memstudio explain`: where a prediction came from, each step with its measured effect."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.options import DeviceName, Json, Online
from memstudio.cli.terminal import on_one_line, print_json, working

if TYPE_CHECKING:
    from memstudio.trace.provenance_types import Link, Measured, Provenance, SourceSpan

_LEAST_SHOWN = 0.01


def run(
    trace: Annotated[Path, typer.Argument(metavar="T.zarr", help="A trace, recorded before.")],
    *,
    at: Annotated[
        int,
        typer.Option(
            "--at",
            metavar="TOKEN",
            help="Which token, counted from 0; the number of tokens for what would come next.",
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="MODEL", help="The model that recorded it, if it moved."),
    ] = None,
    predicted: Annotated[
        bool, typer.Option("--predicted", help="Explain the likeliest token, not the text's own.")
    ] = False,
    other: Annotated[
        Path | None,
        typer.Option(
            "--other",
            metavar="FILE",
            help="Take slots away by exchanging them for those after this text, rather than by "
            "putting them back to their first state.",
        ),
    ] = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Say where a prediction came from: slots, and the words that wrote them.

    The document is read again, without each slot and without each stretch of source words, and the
    change in the prediction is printed beside them.
    """
    from memstudio.cli.documents import open_trace, read_document
    from memstudio.memory.attach import open_model
    from memstudio.trace.provenance import find_provenance
    from memstudio.trace.trace_session import session_of_trace
    from memstudio.trace.verification import verify

    reader = open_trace(trace)
    with working() as control:
        text = read_document(str(other), control).text if other else ""
        loaded = open_model(
            model or reader.model_reference, device=device, control=control, online=online
        )
        session = session_of_trace(loaded, reader, control=control)
        found = find_provenance(session, at, said=predicted, control=control)
        found = verify(session, found, control=control, other_document=text)
    if json:
        print_json(_as_json(found, reader.path))
    else:
        print("\n".join(_lines(found)))


# ------------------------------------------------------------------ in words


def _lines(found: "Provenance") -> list[str]:
    lines = [
        (
            f"Token {found.token} {found.text!r}, read in segment {found.segment}: "
            f"ln p {_nats(found.log_probability)}; without the memory {_nats(-found.gain)}."
        ),
    ]
    if not found.is_right:
        lines.append(f"The model would have said {found.predicted!r}.")
    lines += [
        f"{_hangs(found.chain, found.chain_measured)}: {_tested(found.chain_measured)}.",
        f"Confirmed is what changes ln p by more than {found.threshold or 0:.2f}.",
        "",
        "slot  read  worth  without it",
    ]
    assert found.slot_effects is not None  # noqa: S101 - it was verified
    limit = found.threshold or 0.0
    for slot, effect in enumerate(found.slot_effects.tolist()):
        answer = found.slot_answers[slot]
        says = "" if answer == found.predicted else f", says {answer!r}"
        mark = "  confirmed" if effect < -limit else ""
        lines.append(
            f"{slot:4d} {100 * found.slot_attention[slot]:4.0f}% {found.slot_gradient[slot]:6.2f}"
            f"  {_nats(effect)}{says}{mark}"
        )
    lines += ["", "source words, best first"]
    for span in found.spans:
        if span.weight < _LEAST_SHOWN:
            continue
        lines.append(
            f"  {100 * span.weight:3.0f}%  tokens {span.start} to {span.stop - 1}: "
            f"{on_one_line(span.text)!r}; not read: {_tested(span.measured)}"
        )
    if not found.spans:
        lines.append("  none in earlier segments")
    if found.mentions_measured is not None:
        places = ", ".join(str(start) for start, _ in found.mentions)
        lines.append(
            f"None of them is needed alone: {found.text!r} stands in the passages from tokens {places}; "
            f"all of these not read: {_tested(found.mentions_measured)}"
        )
    lines += ["", "links"]
    lines += [f"  {_link(link, found)}: {_tested(link.measured)}" for link in found.links]
    return lines


def _hangs(chain: tuple[int, ...], measured: "Measured | None") -> str:
    """What the slots turned out to be that the gradient named: they may make no difference."""
    many = len(chain) > 1
    slots = f"slot{'s' if many else ''} {', '.join(map(str, chain))}"
    without = f"without {'them' if many else 'it'}"
    # Another answer alone says little: at a near tie whatever is taken away may change it.
    if measured is not None and measured.is_confirmed:
        return f"It hangs on {slots}; {without}"
    return f"It hangs on no slot that was found; most likely was {slots}, but {without}"


def _link(link: "Link", found: "Provenance") -> str:
    if link.kind == "read":
        return f"token {found.token} <- slot {link.slot} before segment {link.state}"
    place = f"slot {link.slot} before segment {link.state}"
    if link.span is None:
        return f"{place} <- slot {link.source_slot} before segment {link.source_state}"
    return f"{place} <- {on_one_line(link.span.text)!r}"


def _tested(measured: "Measured | None") -> str:
    if measured is None:
        return "not measured"
    says = f", says {measured.answer!r}" if measured.changes_answer else ""
    return f"{_nats(measured.effect)}{says}{' (confirmed)' if measured.is_confirmed else ''}"


def _nats(value: float) -> str:
    return f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


# ------------------------------------------------------------------ as JSON


def _as_json(found: "Provenance", trace: Path) -> dict[str, Any]:
    assert found.slot_effects is not None  # noqa: S101 - it was verified
    return {
        "trace": str(trace),
        "token": found.token,
        "text": found.text,
        "predicted": found.predicted,
        "log_probability": found.log_probability,
        "segment": found.segment,
        "gain": found.gain,
        "method": found.method,
        "chain": list(found.chain),
        "chain_measured": _measured(found.chain_measured),
        "mentions": [list(each) for each in found.mentions],
        "mentions_measured": _measured(found.mentions_measured),
        "threshold": found.threshold,
        "slots": [
            {
                "slot": slot,
                "attention": float(found.slot_attention[slot]),
                "gradient": float(found.slot_gradient[slot]),
                "effect": float(found.slot_effects[slot]),
                "answer": found.slot_answers[slot],
            }
            for slot in range(len(found.slot_effects))
        ],
        "spans": [_span(span) for span in found.spans],
        "context": [_span(span) for span in found.context],
        "links": [
            {
                "kind": link.kind,
                "state": link.state,
                "slot": link.slot,
                "source_state": link.source_state,
                "source_slot": link.source_slot,
                "span": None if link.span is None else [link.span.start, link.span.stop],
                "attention": link.attention,
                "gradient": link.gradient,
                "weight": link.weight,
                "measured": _measured(link.measured),
            }
            for link in found.links
        ],
    }


def _span(span: "SourceSpan") -> dict[str, Any]:
    return {
        "start": span.start,
        "stop": span.stop,
        "segment": span.segment,
        "text": span.text,
        "attention": span.attention,
        "gradient": span.gradient,
        "weight": span.weight,
        "measured": _measured(span.measured),
    }


def _measured(measured: "Measured | None") -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "effect": measured.effect,
        "answer": measured.answer,
        "changes_answer": measured.changes_answer,
        "is_confirmed": measured.is_confirmed,
    }
