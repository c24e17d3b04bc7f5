"""Whether a run fits into a device's memory, and what makes it fit: worked out, never guessed.

Each change has the peak that `step_memory` gives for it. In the order of what they cost:

1. fewer rows at once and more accumulation: the same samples a step, and hardly slower;
2. layers that are computed again (gradient checkpointing), or segments (memory replay): a third slower;
3. these together;
4. fewer segments in a sample: another training, since the gradient reaches less far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.errors import MemorySpent, marked
from memstudio.models.device import is_out_of_memory, reachable_memory
from memstudio.training.memory_estimate import (
    estimated,
    measured_as,
    ready_to_measure,
    taken_now,
)
from memstudio.training.trained_model import can_checkpoint, check_checkpointing
from memstudio.training.way_on import MemoryEstimate, MemoryRoom, WayOn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig
    from memstudio.training.step_memory import StepMemory

_SPARE = 0.15
"""Of what a run adds: the estimate may be so much too low."""
_MEASURED = {
    "memory", "trains", "objective", "adapter", "precision", "gradient_checkpointing", "memory_replay", "device",
}  # fmt: skip
"""What a small step depends on."""
_SPARING = ("gradient_checkpointing", "memory_replay")


def memory_room(
    config: RunConfig,
    *,
    control: Control,
    loaded: LoadedModel | None = None,
    has_failed: bool = False,
    known: dict[str, StepMemory] | None = None,
) -> MemoryRoom:
    """Work out whether a run fits, and the ways to make it fit when it does not.

    Args:
        config: of the run.
        control: may cancel.
        loaded: the model, when it is open already; it stays as it is.
        has_failed: whether memory was spent on the run as it is, so that, whatever the estimate
            says, less is needed.
        known: what was measured of this model before, and where what is measured now is put.

    Raises:
        MemorySpent: not even the smallest step can be taken.
        TrainingError, ModelLoadError, MemoryAttachError, DeviceError: as in `train`.
        Cancelled: through `control`.
    """
    with ready_to_measure(config, control=control, loaded=loaded) as (model, ready):
        check_checkpointing(model, ready)
        steps = {} if known is None else known
        return _Search(model, ready, control, steps, has_failed=has_failed).room()


class _Search:
    """Tries changes of one run, and measures each combination of what is computed again once."""

    def __init__(
        self,
        model: MemoryModel,
        config: RunConfig,
        control: Control,
        steps: dict[str, StepMemory],
        *,
        has_failed: bool,
    ) -> None:
        self._model = model
        self._config = config
        self._control = control
        self._has_failed = has_failed
        self._steps = steps
        self._now = taken_now(model.device)
        self._reachable = reachable_memory(model.device)
        self._estimate = self._estimated(config)

    def room(self) -> MemoryRoom:
        """The run as it is, and its ways on."""
        fits = not self._has_failed and self._fits(self._estimate.peak)
        return MemoryRoom(
            estimate=self._estimate,
            reachable=self._reachable,
            fits=fits,
            # Segments of short samples beside each other are not spared by what spares whole ones.
            ways=() if fits else tuple(w for w in self._ways() if w.peak < self._estimate.peak),
        )

    # ------------------------------------------------------------------ ways

    def _ways(self) -> Iterator[WayOn]:
        config = self._config
        sparing = self._possible_sparings()
        # Other packs would hold other samples.
        can_split = config.batch_size > 1 and not config.packing
        alone = [self._with_batch({})] if can_split else []
        alone += [self._way(each) for each in sparing]
        yield from alone
        smallest = sparing[-1] if sparing else {}
        if not any(way.fits for way in alone):
            within = self._with_batch if can_split else self._way
            together = [within(each) for each in sparing if can_split]
            if len(sparing) > 1 or together:
                merged = {name: True for each in sparing for name in each}
                together.append(within(merged))
                smallest = dict(together[-1].changes)
            for way in together:
                yield way
                if way.fits:
                    break
        if config.segments_per_sample > 1:
            way = self._with_segments({})
            yield way
            if not way.fits and smallest:
                yield self._with_segments(smallest)

    def _possible_sparings(self) -> list[dict[str, Any]]:
        """What could be computed again and is not."""
        config = self._config
        found: list[dict[str, Any]] = []
        if not config.gradient_checkpointing and can_checkpoint(self._model):
            found.append({"gradient_checkpointing": True})
        if not config.memory_replay and config.segments_per_sample > 1:
            found.append({"memory_replay": True})
        return found

    def _with_batch(self, changes: dict[str, Any]) -> WayOn:
        """The most rows at once that fit beside other changes; one, when none do."""
        samples = self._config.samples_per_step
        way = self._way(changes)
        for rows in range(self._config.batch_size - 1, 0, -1):
            if samples % rows == 0:
                split = {"batch_size": rows, "gradient_accumulation": samples // rows}
                way = self._way(changes | split)
                if way.fits:
                    break
        return way

    def _with_segments(self, changes: dict[str, Any]) -> WayOn:
        segments = self._config.segments_per_sample
        way = self._way(changes)
        while segments > 1:
            segments = segments // 2
            way = self._way(changes | {"segments_per_sample": segments}, keeps_result=False)
            if way.fits:
                break
        return way

    def _way(self, changes: dict[str, Any], *, keeps_result: bool = True) -> WayOn:
        peak = self._estimated(self._config.changed(**changes)).peak
        return WayOn(
            changes=tuple(changes.items()),
            peak=peak,
            fits=self._fits(peak),
            keeps_result=keeps_result,
            is_slower=any(changes.get(name, False) for name in _SPARING),
        )

    # ------------------------------------------------------------------ figures

    def _fits(self, peak: int) -> bool:
        needed = peak + _SPARE * (peak - self._now)
        if self._has_failed and needed >= self._estimate.peak:
            return False
        return self._reachable is None or needed <= self._reachable

    def _measured(self, config: RunConfig) -> StepMemory:
        try:
            return measured_as(self._model, config, self._control)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise MemorySpent(
                marked("errors", "Not even one segment of {tokens} tokens can be learnt from with the memory that {device} has. Take shorter segments, a smaller model or another device."),
                tokens=config.memory.segment_length, device=str(self._model.device),
            ) from error  # fmt: skip

    def _estimated(self, config: RunConfig) -> MemoryEstimate:
        kind = config.model_dump_json(include=_MEASURED)
        if kind not in self._steps:
            self._control.checkpoint()
            self._steps[kind] = self._measured(config)
        return estimated(self._steps[kind], config, self._model.device, self._now)
