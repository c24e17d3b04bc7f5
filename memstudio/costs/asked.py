"""The cost of a run on a machine, as the command line and the window ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memstudio.costs.machines import EFFICIENCY, GPUS, Machine
from memstudio.costs.run_cost import RunCost, run_cost
from memstudio.errors import DeviceError, marked
from memstudio.models.import_transformers import import_transformers
from memstudio.progress import Control

if TYPE_CHECKING:
    from memstudio.costs.traced_step import TracedStep
    from memstudio.training.run_config import RunConfig

THIS = "this"
"""The device of this computer that the run would take."""

_SHAPES = (
    "model", "memory", "trains", "adapter", "precision", "batch_size", "bptt_depth", "memory_replay",
    "gradient_checkpointing", "objective",
)  # fmt: skip
"""What a step that is gone through depends on; the rest is arithmetic."""
_MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run is to be.

    Attributes:
        machine: a name of `GPUS`, or "this" for a device of this computer, which is measured.
        efficiency: share of the maker's figures that is come to; of no account for "this".
        num_devices: that train together.
        bandwidth: bytes a second that each of them sends.
    """

    machine: str = THIS
    efficiency: float = EFFICIENCY
    num_devices: int = 1
    bandwidth: float = 10e9


@dataclass
class CostBook:
    """Costs, with what was found out on the way kept for the next question."""

    _steps: dict[str, TracedStep] = field(default_factory=dict)
    _machines: dict[str, Machine] = field(default_factory=dict)

    def cost(self, config: RunConfig, place: Place, control: Control | None = None) -> RunCost:
        """What a run costs at a place.

        Raises:
            DeviceError: there is no such machine.
            ModelLoadError, MemoryAttachError: the model or the memory cannot be had.
            Cancelled: through `control`.
        """
        import_transformers()
        import torch

        from memstudio.costs.traced_step import traced_step
        from memstudio.models.device import resolve_device
        from memstudio.models.load import default_dtype
        from memstudio.training.memory_estimate import HOLES, taken_now

        control = control or Control()
        machine = self._machine(place, config.device, control)
        # All devices that are known by name have such numbers.
        opened_in = torch.bfloat16
        if place.machine == THIS:
            opened_in = default_dtype(resolve_device(config.device))
        key = f"{config.model_dump_json(include=set(_SHAPES))} {opened_in}"
        if key not in self._steps:
            if len(self._steps) >= _MOST_KEPT:
                self._steps.pop(next(iter(self._steps)))
            self._steps[key] = traced_step(config, control, opened_in=opened_in)
        program = 0
        if machine.is_processor:
            program = taken_now(torch.device("cpu"))
        return run_cost(
            config, self._steps[key], machine, num_devices=place.num_devices,
            bandwidth=place.bandwidth, program=program,
            holes=HOLES if machine.is_processor else 0.0,
        )  # fmt: skip

    def _machine(self, place: Place, device: str, control: Control) -> Machine:
        if place.machine in GPUS:
            return GPUS[place.machine].at(place.efficiency)
        if place.machine != THIS:
            raise DeviceError(
                marked("errors", "Nothing is known of a device called '{name}'. There are: {names}."),
                name=place.machine, names=", ".join([THIS, *GPUS]),
            )  # fmt: skip
        if device not in self._machines:
            from memstudio.costs.measured_machine import measured_machine

            self._machines[device] = measured_machine(device, control=control)
        return self._machines[device]
