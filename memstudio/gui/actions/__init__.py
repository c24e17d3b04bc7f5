"""What the menus, the toolbar and the keys do, as tables."""
