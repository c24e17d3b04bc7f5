"""Full stops that end no sentence. Imports nothing else."""

from __future__ import annotations

NO_END = "".join(rf"(?<!\b{title}\.)" for title in ("Mr", "Mrs", "Ms", "Dr", "St")) + (
    r"(?<!\b[A-Z]\.[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
)
"""What holds in a pattern behind a full stop that is not that of a title, nor of "U.S." or "e.g."."""
