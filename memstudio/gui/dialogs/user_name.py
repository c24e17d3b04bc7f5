"""What a user is called for whom there are recommendations: asked for when one is made."""

from __future__ import annotations

from typing_extensions import override

from memstudio.gui.dialogs.state_name import StateNameDialog


class UserNameDialog(StateNameDialog):
    """As for memory states, with what is true of users."""

    @override
    def _kept(self) -> str:
        from memstudio.tasks.collection.names import checked_name

        return checked_name(self.name.text())

    @override
    def _taken_note(self) -> str:
        return self.tr("There is a user of that name already.")
