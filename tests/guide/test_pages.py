"""Every page is there in both languages, says the same parts, and links to what there is."""

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

from memstudio.guide.contents import LANGUAGES, page_names, page_path, page_title
from memstudio.guide.sections import anchor_of, markdown, parts_of
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds
from memstudio.resources import resource, resources_dir

_ENGLISH = tuple(
    tomllib.loads(resource("guide", "contents.toml").read_text(encoding="utf-8"))["only_english"]
)
_PAIRS = [(name, language) for name in page_names() for language in LANGUAGES]


def _links(path: Path) -> list[str]:
    """Addresses of links and pictures on a page."""
    return [
        str(child.attrGet("href") or child.attrGet("src"))
        for token in markdown().parse(path.read_text(encoding="utf-8"))
        for child in token.children or ()
        if child.type in {"link_open", "image"}
    ]


def _anchors(path: Path) -> set[str]:
    tokens = markdown().parse(path.read_text(encoding="utf-8"))
    return {
        anchor_of("".join(child.content for child in tokens[index + 1].children or ()))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    }


def test_the_contents_name_all_pages_that_lie_there_and_no_other() -> None:
    for language in LANGUAGES:
        folder = resource("guide", language)
        lying = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.md")}
        wanted = set(page_names()) - (set(_ENGLISH) if language != "en" else set())
        assert {name.replace("\\", "/") for name in lying} == wanted, language


def test_every_memory_kind_has_its_page() -> None:
    assert {f"memories/{kind}" for kind in memory_kinds} < set(page_names())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_all_memories_says_which_leave_a_model_as_it_is(language: str) -> None:
    page = page_path("memories/index", language).read_text(encoding="utf-8")
    lines = re.split(r"\n- |\n\n", page)
    (line,) = [each for each in lines if "`s2s`" in each and "|" not in each]
    said = [set(re.findall(r"`([a-z0-9-]+)`", part)) for part in re.split("[.;。；]", line)]
    kinds = {
        "unchanged": said[0] | {"none"},
        "first segment unchanged": said[1],
        "changed": said[2],
    }
    for when, names in kinds.items():
        assert names == {each.name for each in KIND_DESCRIPTIONS if each.when_fresh == when}


@pytest.mark.parametrize(("name", "language"), _PAIRS)
def test_a_page_begins_with_its_title(name: str, language: str) -> None:
    first = page_path(name, language).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert page_title(name, language) == first[2:].replace("`", "")
    assert parts_of(name, language)[0].heading.replace("`", "") == first[2:].replace("`", "")


@pytest.mark.parametrize("name", [name for name in page_names() if name not in _ENGLISH])
def test_both_languages_have_the_same_parts_tables_and_code(name: str) -> None:
    def shape(language: str) -> list[tuple[str, str]]:
        kept = {"heading_open", "table_open", "tr_open", "fence", "code_block"}
        return [
            (token.type, token.tag)
            for token in markdown().parse(page_path(name, language).read_text(encoding="utf-8"))
            if token.type in kept
        ]

    assert shape("zh_CN") == shape("en")


@pytest.mark.parametrize(("name", "language"), _PAIRS)
def test_links_lead_to_what_there_is(name: str, language: str) -> None:
    path = page_path(name, language)
    for link in _links(path):
        if re.match(r"https?://", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.is_relative_to(resources_dir().resolve()), link
        assert target.is_file(), link
        if anchor:
            # The reader of Markdown writes letters beyond ASCII as %XX.
            assert unquote(anchor) in _anchors(target), link


@pytest.mark.parametrize(("name", "language"), _PAIRS)
def test_pages_are_markdown_alone(name: str, language: str) -> None:
    """HTML would stand there as it is written."""
    path = page_path(name, language)
    texts = [
        child.content
        for token in markdown().parse(path.read_text(encoding="utf-8"))
        for child in token.children or ()
        if child.type == "text"
    ]
    assert not [text for text in texts if re.search(r"</?[a-z]+[^>]*>", text)]


def test_no_picture_of_the_guide_lies_there_unused() -> None:
    used = {
        (page_path(name, language).parent / link).resolve()
        for name, language in _PAIRS
        for link in _links(page_path(name, language))
        if link.endswith(".png")
    }
    lying = {path.resolve() for path in resource("guide", "images").rglob("*.png")}
    assert lying <= used
