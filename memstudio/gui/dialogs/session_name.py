"""What a session is called: asked for when one is renamed."""

from __future__ import annotations

from typing_extensions import override

from memstudio.gui.dialogs.state_name import StateNameDialog


class SessionNameDialog(StateNameDialog):
    """As for memory states, with what is true of sessions."""

    @override
    def _kept(self) -> str:
        from memstudio.tasks.dialogue.session_names import checked_session_name

        return checked_session_name(self.name.text())

    @override
    def _taken_note(self) -> str:
        return self.tr("There is a session of that name already.")
