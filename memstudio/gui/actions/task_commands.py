"""Beginning with a task: its starting model is made or opened, and the Train page is ready to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from memstudio.gui.awaited_model import AwaitedModel
from memstudio.gui.translation import filled
from memstudio.models.catalog import is_model_path
from memstudio.paths import models_dir

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.models.summary import ModelSummary
    from memstudio.tasks.templates.template import TaskTemplate


class TaskCommands(QObject):
    """From a template to a form that only waits for Train."""

    # The Train page follows the new model first.
    _is_open = Signal(object, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._awaited: AwaitedModel[TaskTemplate] = AwaitedModel(window.session, self)
        self._waits_for_engine: str | None = None
        window.session.engine_ready.connect(self._on_session_engine_ready)
        window.session.model_changed.connect(self._on_session_model_changed)
        self._is_open.connect(self._set_up, Qt.ConnectionType.QueuedConnection)

    def carried(self) -> tuple[tuple[str, TaskTemplate] | None, str | None]:
        """Which task waits for its model, and which for the engine, for another window."""
        return self._awaited.carried(), self._waits_for_engine

    def carry_on(self, state: tuple[tuple[str, TaskTemplate] | None, str | None]) -> None:
        """Wait for what another window waited for."""
        awaited, self._waits_for_engine = state
        self._awaited.carry_on(awaited)

    @Slot(str)
    def begin(self, name: str) -> None:
        """Open the starting model of a template, made first where it is not there yet."""
        from memstudio.tasks.templates.registry import task_templates
        from memstudio.training.task_runs import start_settings

        commands = self._window.commands
        if commands.is_refused(self._window.conditions.no_model_now()):
            return
        template = task_templates.get(name)
        if not self._window.session.devices:
            # It would be seconds before anything showed that the click was heard.
            self._waits_for_engine = name
            text = self.tr("{task} begins as soon as the engine has started.")
            self._window.messages.add("info", text.format(task=filled(template.title)))
            return
        folder = models_dir() / f"{name}-start"
        settings = start_settings(template, folder)
        reference = "demo" if settings is None else str(folder)
        self._awaited.expect(reference, template)
        if settings is None or is_model_path(folder):
            commands.open_reference(reference, tells_story=False)
        else:
            self._window.session.make_from_scratch(settings)

    @Slot(object)
    def _on_session_engine_ready(self, _: object) -> None:
        name, self._waits_for_engine = self._waits_for_engine, None
        if name is not None:
            self.begin(name)

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        template = self._awaited.take()
        if template is not None and model is not None:
            self._is_open.emit(template, model.reference)

    @Slot(object, str)
    def _set_up(self, template: TaskTemplate, reference: str) -> None:
        from memstudio.training.task_runs import task_config

        self._window.show_page("train")
        self._window.train_page().show_config(task_config(template, reference))
        text = self.tr("{task} is set up with its sample. Press Train, or change what you like.")
        self._window.messages.add("info", text.format(task=filled(template.title)))
