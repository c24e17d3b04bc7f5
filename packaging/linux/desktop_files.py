"""Writes what a Linux desktop wants of an application, into a folder laid out as /usr/share is.

    python packaging/linux/desktop_files.py --out build/share [--exec /usr/bin/memstudio]

The entry in the menu, what a software centre shows, the types of files, and icons in all sizes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from application import Application, Opened, application
from icons import application_svg, page_svg, png


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="the folder that becomes share/")
    parser.add_argument("--exec", default="memstudio", help="what the entry in the menu starts")
    asked = parser.parse_args()
    write(asked.out, asked.exec)
    return 0


def write(out: Path, program: str) -> None:
    """Write everything into `out`."""
    app = application()
    texts = {
        f"applications/{app.id}.desktop": desktop_entry(app, program),
        f"metainfo/{app.id}.metainfo.xml": metainfo(app),
        f"mime/packages/{app.id}.xml": mime_types(app),
    }
    for place, text in texts.items():
        path = out / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    drawn = {f"apps/{app.id}": application_svg()}
    drawn |= {f"mimetypes/{icon_name(app, each)}": page_svg(each.icon) for each in app.named}
    for place, svg in drawn.items():
        _write_icon(out / "icons" / "hicolor", place, svg, app.icon_sizes)


def desktop_entry(app: Application, program: str) -> str:
    """The entry in the menu; see the Desktop Entry Specification."""
    types = ";".join(each.mime for each in app.offered)
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={app.name}",
        "GenericName=Language model studio",
        "GenericName[zh_CN]=语言模型工作室",
        f"Comment={app.summary}",
        f"Comment[zh_CN]={app.summary_zh}",
        f"Exec={program} %F",
        f"Icon={app.id}",
        "Terminal=false",
        "Categories=Science;ArtificialIntelligence;Qt;",
        f"Keywords={';'.join(app.keywords)};",
        f"MimeType={types};",
        f"StartupWMClass={app.id}",
        "StartupNotify=true",
    ]
    return "\n".join(lines) + "\n"


def metainfo(app: Application) -> str:
    """What a software centre shows; see the AppStream specification."""
    types = "".join(f"    <mediatype>{each.mime}</mediatype>\n" for each in app.offered)
    words = "".join(f"    <keyword>{escape(word)}</keyword>\n" for word in app.keywords)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{app.id}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>{app.licence}</project_license>
  <name>{app.name}</name>
  <developer id="{app.id.rpartition(".")[0]}"><name>MemStudio developers</name></developer>
  <summary>{escape(app.summary)}</summary>
  <summary xml:lang="zh_CN">{escape(app.summary_zh)}</summary>
  <description>
    <p>{escape(app.description)}</p>
    <p xml:lang="zh_CN">{escape(app.description_zh)}</p>
  </description>
  <launchable type="desktop-id">{app.id}.desktop</launchable>
  <icon type="stock">{app.id}</icon>
  <categories>
    <category>Science</category>
    <category>ArtificialIntelligence</category>
  </categories>
  <keywords>
{words}  </keywords>
  <provides>
    <binary>memstudio</binary>
{types}  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{app.version}" date="{app.released}"/>
  </releases>
</component>
"""


def mime_types(app: Application) -> str:
    """The types of its own files; see the Shared MIME-info specification."""
    types = []
    for each in app.named:
        lines = [f"  <mime-type type={quoteattr(each.mime)}>"]
        lines.append(f"    <comment>{escape(each.name)}</comment>")
        lines.append(f'    <comment xml:lang="zh_CN">{escape(each.name_zh)}</comment>')
        lines.append(f"    <icon name={quoteattr(icon_name(app, each))}/>")
        if each.of:
            lines.append(f"    <sub-class-of type={quoteattr(each.of)}/>")
        if each.magic:
            # What says more of a file is looked for first.
            lines.append(f'    <magic priority="{80 if each.of else 60}">')
            lines += [_match(text) for text in each.magic]
            lines.append("    </magic>")
        lines += [f"    <glob pattern={quoteattr(glob)}/>" for glob in each.globs]
        types.append("\n".join([*lines, "  </mime-type>"]))
    inside = "\n".join(types)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n'
        f"{inside}\n</mime-info>\n"
    )


def icon_name(app: Application, opened: Opened) -> str:
    """What the icon of a type is called: a Flatpak shows a desktop only what begins with its name."""
    return f"{app.id}.{opened.icon}"


def _match(text: str) -> str:
    # The header of safetensors begins after its length, of eight bytes; a mark may stand further on.
    reach = {"GGUF": "0", '{"': "8"}.get(text, "8:256")
    return f'      <match type="string" offset="{reach}" value={quoteattr(text)}/>'


def _write_icon(theme: Path, place: str, svg: str, sizes: tuple[int, ...]) -> None:
    scalable = theme / "scalable" / f"{place}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_text(svg, encoding="utf-8")
    for size in sizes:
        path = theme / f"{size}x{size}" / f"{place}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(svg, size))


if __name__ == "__main__":
    sys.exit(main())
