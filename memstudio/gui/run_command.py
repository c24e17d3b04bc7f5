"""The run that the form describes, as commands for a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig


def as_command_line(config: RunConfig, platform: str = sys.platform) -> str:
    """Commands that write run.toml into the current folder and train with it.

    Args:
        config: of the run.
        platform: as in `sys.platform`; Windows gets PowerShell.
    """
    toml = config.to_toml(only_said=True).strip("\n")
    if platform == "win32":
        # Set-Content puts a mark before the text that TOML does not allow.
        path = '"$PWD\\run.toml"'
        written = f"[IO.File]::WriteAllText({path}, @'\n{toml}\n'@)"
        return f"{written}\nmemstudio train run.toml\n"
    return f"cat > run.toml <<'END_OF_RUN'\n{toml}\nEND_OF_RUN\nmemstudio train run.toml\n"
