"""Tiny models in folders, and runs of them, as the tests of training have them."""

from __future__ import annotations

from tests.training.conftest import home, make_config, model_folder, text  # noqa: F401 - fixtures
