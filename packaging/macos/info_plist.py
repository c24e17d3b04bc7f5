"""What macOS is told of MemStudio: its name, and the documents that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from application import Application, Opened

# What macOS itself calls the types that every system knows.
_KNOWN = {
    "text/plain": ["public.plain-text"],
    "text/csv": ["public.comma-separated-values-text"],
}


def info_plist(app: Application) -> dict[str, Any]:
    """The keys of Info.plist beside those that PyInstaller writes."""
    types = [_document(each, app) for each in app.offered]
    folders = {
        # A run, a trace and a model are folders, which only their content tells from others.
        "CFBundleTypeName": "Folder",
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": ["public.folder"],
    }
    return {
        "CFBundleName": app.name,
        "CFBundleDisplayName": app.name,
        "CFBundleShortVersionString": app.version,
        "CFBundleVersion": app.version,
        "CFBundleDocumentTypes": [*types, folders],
        "UTImportedTypeDeclarations": [_declared(e, app) for e in app.named if _endings(e)],
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        # PyInstaller says true for a program that may have a console.
        "LSBackgroundOnly": False,
        # The oldest that the pinned torch has wheels for.
        "LSMinimumSystemVersion": "14.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{app.name} developers, {app.licence}",
    }


def _document(each: Opened, app: Application) -> dict[str, Any]:
    is_by_ending = bool(_endings(each))
    # A state ends as all weights do, and run.toml as any settings: those are left to others.
    is_owner = each.is_ours and is_by_ending and not each.of
    told: dict[str, Any] = {
        "CFBundleTypeName": each.name or each.mime,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Owner" if is_owner else "Alternate",
    }
    if each.mime in _KNOWN:
        return told | {"LSItemContentTypes": _KNOWN[each.mime]}
    if each.name and is_by_ending:
        return told | {"LSItemContentTypes": [_identifier(each, app)]}
    return told | {"CFBundleTypeExtensions": sorted({g.rpartition(".")[2] for g in each.globs})}


def _declared(each: Opened, app: Application) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": _identifier(each, app),
        "UTTypeDescription": each.name,
        "UTTypeConformsTo": ["public.data"],
        "UTTypeTagSpecification": {
            "public.filename-extension": _endings(each),
            "public.mime-type": [each.mime],
        },
    }


def _identifier(each: Opened, app: Application) -> str:
    return f"{app.id}.{_endings(each)[0]}".lower()


def _endings(each: Opened) -> list[str]:
    """The endings that tell its files from others; a file with one certain name has none."""
    return [glob.removeprefix("*.") for glob in each.globs if glob.startswith("*.")]
