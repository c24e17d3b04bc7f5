"""`memstudio devices`: what torch can run on here."""

from dataclasses import asdict

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_columns, print_json, size


def run(*, json: Json = False) -> None:
    """List what models can run on here, the fastest kind first."""
    from memstudio.models.device import list_devices

    devices = list_devices()
    if json:
        print_json([asdict(device) for device in devices])
        return
    rows = [
        (
            device.id,
            device.name,
            "" if device.cores is None else f"{device.cores} cores",
            size(device.total_memory),
            size(device.free_memory),
        )
        for device in devices
    ]
    print_columns(rows, ("DEVICE", "NAME", "CORES", "MEMORY", "FREE"))
