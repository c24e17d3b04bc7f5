"""The window: looks and gestures. It never touches a tensor.

Where things are:
    application, main_window, workspace, pages: how it starts, and what it is composed of.
    session: what it works on. Each thing that the engine does for it has a module beside that one,
        such as benchmark, measuring, attention, states, collections; effects and trace_* are about
        the trace on show, run_* about runs.
    actions: what menus and keys do, and when they cannot.
    panes, docks, dialogs: what is seen; memory_page, use_page and evaluate_page put panes in tabs.
    widgets, plots, dataset: parts that several of these are made of.
    sights, guide, tour: what explains it.
    theme, translation, changeover: its look, its language, and another language while it is open.
    scripted: drives it by itself, to measure how smooth it is.
"""
