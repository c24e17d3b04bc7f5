"""How a memory is over the steps of its training: health, slots over steps, alarms."""
