"""Puts the theme on the application, follows the system's scheme, and tells who draws by hand."""

from __future__ import annotations

import functools

from PySide6.QtCore import QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from memstudio.gui.theme.style_sheet import style_sheet
from memstudio.look.theme import Theme, load_theme

SCHEMES = ("system", "light", "dark")

# Asked in this order for glyphs that the system's font does not have.
_CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)


class ThemeNotifier(QObject):
    """Holds the scheme in use.

    Signals:
        theme_changed: the new `Theme`; widgets that paint by themselves repaint.
    """

    theme_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.theme = load_theme("light")
        self.scheme = "system"
        self._is_applying = False

    def apply(self, app: QApplication, scheme: str) -> None:
        """Use `scheme`, one of `SCHEMES`, from now on."""
        self.scheme = scheme if scheme in SCHEMES else "system"
        hints = app.styleHints()
        self._is_applying = True
        hints.setColorScheme(
            {
                "light": Qt.ColorScheme.Light,
                "dark": Qt.ColorScheme.Dark,
            }.get(self.scheme, Qt.ColorScheme.Unknown)
        )
        self._is_applying = False
        hints.colorSchemeChanged.connect(
            self._on_hints_color_scheme_changed, Qt.ConnectionType.UniqueConnection
        )
        self._use(app)

    @Slot(Qt.ColorScheme)
    def _on_hints_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        app = QApplication.instance()
        if not self._is_applying and self.scheme == "system" and isinstance(app, QApplication):
            self._use(app)

    def _use(self, app: QApplication) -> None:
        name = self.scheme
        if name == "system":
            is_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            name = "dark" if is_dark else "light"
        self.theme = load_theme(name)
        sheet = style_sheet(self.theme)
        is_other = app.styleSheet() != sheet
        if is_other:
            # One sheet put in the place of another is put on each widget anew for each widget
            # around it: seconds, where thousands are nested. From no sheet, it is put on once.
            app.setStyleSheet("")
            # Under a sheet the style does not say its name.
            if app.style().objectName().lower() != "fusion":
                app.setStyle("Fusion")
        app.setFont(_body_font(self.theme))
        palette = _palette(self.theme)
        app.setPalette(palette)
        QToolTip.setPalette(palette)
        if is_other:
            app.setStyleSheet(sheet)
        self.theme_changed.emit(self.theme)


@functools.cache
def notifier() -> ThemeNotifier:
    """The one notifier of the process."""
    return ThemeNotifier()


def current() -> Theme:
    """The theme in use."""
    return notifier().theme


def apply(app: QApplication, scheme: str) -> None:
    """Put `scheme` ("system", "light" or "dark") on the whole application, at any time."""
    notifier().apply(app, scheme)


def _body_font(theme: Theme) -> QFont:
    is_chinese = QLocale().language() == QLocale.Language.Chinese
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font = QFont(system)
    font.setFamilies([system.family(), *_installed(_CJK_FAMILIES)])
    font.setPixelSize(theme.sizes.font_body)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if not is_chinese and _has_wide_quotes(font):
        font.setFeature(QFont.Tag("pwid"), 1)
    return font


def _has_wide_quotes(font: QFont) -> bool:
    """Whether quotation marks are as wide as a Chinese sign, which leaves holes in other texts.

    So it is where Chinese glyphs come from the font that all text is written in, as on a desktop
    that names no font.
    """
    return QFontMetricsF(font).horizontalAdvance("“") >= 0.9 * font.pixelSize()


@functools.cache
def _installed(families: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(family for family in families if QFontDatabase.hasFamily(family))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.faint_text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.hover,
        role.Midlight: theme.border,
        role.Mid: theme.strong_border,
        role.Dark: theme.strong_border,
        role.Shadow: theme.strong_border,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.faint_text))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.strong_border))
    return palette
