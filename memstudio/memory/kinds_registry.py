"""The memory kinds by name. A new kind is one file in `kinds` and one line here, or a plug-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from memstudio.errors import MemoryAttachError, marked
from memstudio.guide.contents import page_text
from memstudio.memory.kind_head import KindHead, read_page
from memstudio.plugins import PluginError, folder_of, plugins, reason_of
from memstudio.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.memory.memory_kind import MemoryKind
    from memstudio.plugins import Plugin


def _check_brought(name: str, brought: object) -> None:
    # By name: the base class itself is above this module.
    bases = [f"{base.__module__}.{base.__qualname__}" for base in getattr(brought, "__mro__", ())]
    if "memstudio.memory.memory_kind.MemoryKind" not in bases:
        raise TypeError(f"{brought!r} is no subclass of MemoryKind")
    if getattr(brought, "name", None) != name:
        raise ValueError(f"the class has another name than its entry point, {name}")


memory_kinds: Registry[type[MemoryKind]] = Registry(
    "memory kind", "memstudio.memories", _check_brought
)
memory_kinds.add("armt", "memstudio.memory.kinds.armt:AssociativeMemory")
memory_kinds.add("infini", "memstudio.memory.kinds.infini:InfiniAttention")
memory_kinds.add("knn", "memstudio.memory.kinds.knn:NearestNeighbours")
memory_kinds.add("m2m", "memstudio.memory.kinds.m2m:MemoryToMemory")
memory_kinds.add("lm-bow", "memstudio.memory.kinds.lm_bow:WordNotes")
memory_kinds.add("nlm", "memstudio.memory.kinds.nlm:NeuralMemory")
memory_kinds.add("none", "memstudio.memory.kinds.none:NoMemory")
memory_kinds.add("rmt", "memstudio.memory.kinds.rmt:RecurrentMemory")
memory_kinds.add("s2s", "memstudio.memory.kinds.s2s:SequentialToSet")
memory_kinds.add("titans", "memstudio.memory.kinds.titans:DeepMemory")


@dataclass(frozen=True, slots=True)
class KindDescription:
    """What a user reads about a kind before choosing it; listed without importing torch.

    Attributes:
        tokens_per_slot: places in the backbone's window that each slot takes from the segment.
        copies: how often a segment stands in the backbone's window, as the kind is by default.
        others: places there that other vectors take, however many slots there are.
        needs_encoder: whether it goes with models that have an encoder, and only with those.
        usual_slots: slots to begin with; None where the kind itself knows how many it has.
        when_fresh: how a fresh memory with the usual options leaves a pretrained model's logits:
            as they are, as they are in the first segment, or changed from the first token on.
    """

    name: str
    title: str
    summary: str
    paper: str
    has_slots: bool
    tokens_per_slot: int = 0
    copies: int = 1
    others: int = 0
    needs_encoder: bool = False
    usual_slots: int | None = 8
    when_fresh: Literal["unchanged", "first segment unchanged", "changed"] = "unchanged"


KIND_DESCRIPTIONS: tuple[KindDescription, ...] = (
    KindDescription(
        "rmt",
        marked("memory", "Recurrent memory (RMT)"),
        marked("memory", "Memory tokens before and after each segment; what the model writes into the ones after is what it reads before the next segment."),
        "Bulatov, Kuratov, Burtsev: Recurrent Memory Transformer, NeurIPS 2022, arXiv 2207.06881",
        has_slots=True,
        tokens_per_slot=2,
        when_fresh="changed",
    ),
    KindDescription(
        "lm-bow",
        marked("memory", "Notes on words (LM-BOW)"),
        marked("memory", "Every word carries notes of the contexts it was met in, from both sides, which are mixed into its embedding when it comes again."),
        "Wu et al.: Taking Notes on the Fly, ICLR 2021, arXiv 2008.01466",
        has_slots=True,
        usual_slots=1024,
    ),
    KindDescription(
        "nlm",
        marked("memory", "Neural memory (NLM)"),
        marked("memory", "Slots between an encoder and a decoder: the source reads them, the decoder attends to them, and a gate rewrites them after each segment."),
        "Wu et al.: Memformer, Findings of AACL 2022, arXiv 2010.06891",
        has_slots=True,
        others=1,  # the start token
        needs_encoder=True,
        when_fresh="changed",
    ),
    KindDescription(
        "armt",
        marked("memory", "Associative recurrent memory (ARMT)"),
        marked("memory", "A matrix in every layer, written by memory tokens after each segment and read by every token; new facts replace old ones under the same key."),
        "Rodkin, Kuratov, Bulatov, Burtsev: Associative Recurrent Memory Transformer, 2024, arXiv 2407.04841",
        has_slots=True,
        tokens_per_slot=1,
    ),
    KindDescription(
        "infini",
        marked("memory", "Infini-attention"),
        marked("memory", "A matrix per attention head, into which each segment's keys and values are summed; every head mixes what it reads there into its own attention."),
        "Munkhdalai, Faruqui, Gopal: Leave No Context Behind, 2024, arXiv 2404.07143",
        has_slots=True,
        usual_slots=None,
        when_fresh="first segment unchanged",
    ),
    KindDescription(
        "knn",
        marked("memory", "Nearest neighbours (Memorizing Transformer)"),
        marked("memory", "One layer keeps the keys and values of everything read and attends to the nearest of them: exact recall, at a cost that grows with the text."),
        "Wu, Rabe, Hutchins, Szegedy: Memorizing Transformers, ICLR 2022, arXiv 2203.08913",
        has_slots=True,
        when_fresh="first segment unchanged",
    ),
    KindDescription(
        "m2m",
        marked("memory", "Memory to memory (M2M)"),
        marked("memory", "Slots attend to each other and to the segment, and gates decide what each keeps; tokens read the slots inside some layers."),
        "Santoro et al.: Relational Recurrent Neural Networks, NeurIPS 2018, arXiv 1806.01822",
        has_slots=True,
    ),
    KindDescription(
        "s2s",
        marked("memory", "Sequential to set (S2S)"),
        marked("memory", "Each segment is pooled, with the slots that stand, into a new set of slots without order; tokens read the set inside some layers."),
        "Lee et al.: Set Transformer, ICML 2019, arXiv 1810.00825",
        has_slots=True,
    ),
    KindDescription(
        "titans",
        marked("memory", "Learning at test time (Titans)"),
        marked("memory", "A small network that learns while it reads, by gradient descent with momentum and forgetting; what it answers stands before the segment, or is added behind a layer."),
        "Behrouz, Zhong, Mirrokni: Titans: Learning to Memorize at Test Time, 2024, arXiv 2501.00663",
        has_slots=True,
        copies=2,
    ),
    KindDescription(
        "none",
        marked("memory", "No memory"),
        marked("memory", "The plain model: each segment is read by itself. The baseline of every comparison."),
        "",
        has_slots=False,
    ),
)  # fmt: skip


def longest_segment(kind: KindDescription, window: int, num_slots: int) -> int:
    """The most tokens that a segment may have in a window, with so many slots."""
    return max(0, window - kind.tokens_per_slot * num_slots - kind.others) // kind.copies


_pages: dict[Path, tuple[KindHead, str]] = {}


def kind_descriptions() -> tuple[KindDescription, ...]:
    """Of all kinds, those of plug-ins last; no code of theirs is imported."""
    brought = []
    for plugin in memory_kinds.brought().values():
        try:
            brought.append(_described(plugin))
        except PluginError:
            continue  # it is set aside, and whoever listens has heard why
    return (*KIND_DESCRIPTIONS, *brought)


def _described(plugin: Plugin) -> KindDescription:
    return KindDescription(plugin.name, **_page(plugin)[0].model_dump(exclude={"options"}))


def kinds_for(*, has_encoder: bool) -> list[KindDescription]:
    """The kinds that go with a model."""
    return [kind for kind in kind_descriptions() if kind.needs_encoder == has_encoder]


def description_of(name: str) -> KindDescription:
    """The description of a kind.

    Raises:
        MemStudioError: there is no such kind, or its plug-in does not say what it is.
    """
    memory_kinds.check(name)
    if (plugin := memory_kinds.brought().get(name)) is not None:
        return _described(plugin)
    return next(each for each in KIND_DESCRIPTIONS if each.name == name)


def page_of(kind: str) -> str:
    """The page about a kind, Markdown: equations, shapes, what to expect and what not.

    Raises:
        MemStudioError: there is no such kind.
    """
    memory_kinds.check(kind)
    if (plugin := memory_kinds.brought().get(kind)) is not None:
        return _page(plugin)[1]
    return page_text(f"memories/{kind}")


def options_target(kind: str) -> str:
    """Where the options of a plug-in's kind are, "module:Class"; empty when there are none."""
    plugin = memory_kinds.brought().get(kind)
    try:
        return "" if plugin is None else _page(plugin)[0].options
    except PluginError:
        return ""


def package_of(kind: str) -> str | None:
    """The package that brings a kind; None for our own."""
    plugin = memory_kinds.brought().get(kind)
    return None if plugin is None else plugin.package


def kind_of_model(kind: str, package: str | None) -> type[MemoryKind]:
    """The class of the kind that a model says it has.

    Args:
        kind: its name.
        package: that brought the kind when the model was made; None for our own.

    Raises:
        MemoryAttachError: the kind comes from a package that is not there.
        MemStudioError: there is no such kind.
    """
    if package and kind not in memory_kinds and not plugins.why_aside("memstudio.memories", kind):
        if plugins.are_left_out:
            text = marked("errors", "The memory '{kind}' of this model comes from the plug-in {package}, and plug-ins are left out at the moment. Start without safe mode to open it.")  # fmt: skip
        else:
            text = marked("errors", "The memory '{kind}' of this model comes from the plug-in {package}, which is not installed here. Install it, in the same Python as MemStudio, and open the model again.")  # fmt: skip
        raise MemoryAttachError(text, kind=kind, package=package)
    return memory_kinds.get(kind)


def _page(plugin: Plugin) -> tuple[KindHead, str]:
    folder = folder_of(plugin)
    if folder is None:
        raise plugins.put_aside(plugin, f"its module {plugin.module} is nowhere to be found")
    path = folder / f"{plugin.name}.md"
    if path not in _pages:
        try:
            _pages[path] = read_page(path)
        except (OSError, ValueError) as error:
            raise plugins.put_aside(plugin, f"its page: {reason_of(error)}") from error
    return _pages[path]
