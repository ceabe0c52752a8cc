"""A WordPress export (WXR): the posts and pages that a site has published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.encoding import plain_suffix
from index.readers.entries import named, read_entry
from index.readers.shortcodes import strip_shortcodes
from index.readers.xml_source import refusal, root_tag, utf8_blocks
from index.records import Article, Skipped

name = "WordPress export"

_DEEPEST = 256
_NAMESPACE = re.compile(r"""xmlns:\w+\s*=\s*["']http://wordpress\.org/export/[\d.]+/["']""")
_PREFIXES = (
    (re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}"), "excerpt:"),
    (re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}"), "wp:"),
    (re.compile(r"\{http://purl\.org/rss/1\.0/modules/content/\}"), "content:"),
    (re.compile(r"\{http://purl\.org/dc/elements/1\.1/\}"), "dc:"),
)
_POST = ("rss", "channel", "item")
_AUTHOR = ("rss", "channel", "wp:author")
_CHANNEL = ("rss", "channel")
_POST_FIELDS = frozenset(
    """
    title link guid pubDate category dc:creator content:encoded excerpt:encoded
    wp:post_id wp:post_date wp:post_type wp:post_password wp:status
    """.split()  # noqa: SIM905 - words read better than quoted words
)
# Types that WordPress itself makes of other things than articles; a newspaper's own types are articles.
_NO_ARTICLE = frozenset(
    """
    attachment custom_css customize_changeset nav_menu_item oembed_cache revision user_request
    """.split()  # noqa: SIM905
)
_NO_SECTION = {"uncategorized", "non-classe"}


def accepts(path: Path) -> bool:
    """Whether the file's name, or the namespace of its first tag, says WordPress export."""
    suffix = plain_suffix(path)
    return suffix == ".wxr" or (suffix in {".xml", ".rss"} and bool(_NAMESPACE.search(root_tag(path) or "")))


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the published posts and pages of an export, and what of it cannot be read.

    Drafts, private posts, posts behind a password, attachments and menus are left out without a word.
    The file is streamed: no more than one post is held, of at most `limit` bytes.

    Raises:
        OSError: the file cannot be opened.
    """
    from lxml import etree

    if reason := refusal(path):
        yield Skipped(path=path_name(path), reason=reason)
        return
    export = _Export(limit)
    parser = etree.XMLParser(
        target=export,
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for block in utf8_blocks(path, limit):
            parser.feed(block)
            yield from _articles(export, path, limit)
        parser.close()
    except etree.XMLSyntaxError:
        pass  # said below, as for XML that is mended until its end is missing
    except _TooDeep as error:
        yield Skipped(path=path_name(path), reason=f"refused: {error}")
        return
    yield from _articles(export, path, limit)
    if not export.is_whole:
        place = f"after post {export.last_id}" if export.last_id else "before its first post"
        reason = f"cut short or broken {place}; the rest is lost"
        yield Skipped(path=path_name(path), reason=reason)


class _TooDeep(ValueError):
    """Elements within elements without end."""


class _Post(NamedTuple):
    fields: dict[str, str]
    is_too_long: bool


class _Export:
    """What a parser has met so far: the channel, its authors, and the posts nobody has taken yet."""

    def __init__(self, limit: int) -> None:
        self.channel: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.posts: list[_Post] = []
        self.is_whole = False
        self.last_id = ""
        self._limit = limit
        self._where: tuple[str, ...] = ()
        self._fields: dict[str, str] = {}
        self._text: list[str] = []
        self._size = 0
        self._is_section = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._where = (*self._where, _short_name(tag))
        if len(self._where) > _DEEPEST:
            raise _TooDeep(f"elements nested more than {_DEEPEST} deep")
        self._is_section = (
            attributes.get("domain") == "category" and attributes.get("nicename") not in _NO_SECTION
        )
        if self._where in {_POST, _AUTHOR}:
            self._fields = {}
        if len(self._where) <= len(_POST):
            self._size = 0
        self._text = []

    def data(self, text: str) -> None:
        self._size += len(text.encode())
        if self._size <= self._limit:
            self._text.append(text)

    def end(self, tag: str) -> None:  # noqa: ARG002 - lxml's signature of a parser's target
        parent, field = self._where[:-1], self._where[-1]
        text = "".join(self._text)
        if parent == _CHANNEL and field in {"title", "language"}:
            self.channel.setdefault(field, text)
        elif parent == _AUTHOR or (parent == _POST and self._is_kept(field)):
            self._fields.setdefault(field, text)
        elif self._where == _AUTHOR:
            login = self._fields.get("wp:author_login", "")
            self.names[login] = self._fields.get("wp:author_display_name") or login
        elif self._where == _POST:
            self.posts.append(_Post(self._fields, self._size > self._limit))
            self.last_id = self._fields.get("wp:post_id") or self._fields.get("link", "")
        self._text = []
        self._where = parent
        self.is_whole = self.is_whole or not parent

    def _is_kept(self, field: str) -> bool:
        return field in _POST_FIELDS and (field != "category" or self._is_section)

    def close(self) -> None:
        return


def _short_name(tag: str) -> str:
    for namespace, prefix in _PREFIXES:
        if found := namespace.match(tag):
            return prefix + tag[found.end() :]
    return tag


def _articles(export: _Export, path: Path, limit: int) -> Iterator[Article | Skipped]:
    """Yield the articles of the posts that are waiting, and take them away."""
    for fields, is_too_long in export.posts:
        record = fields.get("wp:post_id") or fields.get("guid") or fields.get("link") or "a post without id"
        if is_too_long:
            reason = f"more than {limit} bytes in one article"
            yield named(Skipped(path=path_name(path), reason=reason), record)
        elif _is_published(fields):
            yield from read_entry(_row(fields, export), path, record)
    export.posts.clear()


def _is_published(fields: Mapping[str, str]) -> bool:
    kind = fields.get("wp:post_type", "post").strip()
    return (
        fields.get("wp:status", "").strip() == "publish"
        and not fields.get("wp:post_password", "").strip()
        and kind not in _NO_ARTICLE
        and not kind.startswith("wp_")
    )


def _row(fields: Mapping[str, str], export: _Export) -> dict[str, str]:
    creator = fields.get("dc:creator", "").strip()
    return {
        "title": fields.get("title", ""),
        "text": strip_shortcodes(fields.get("content:encoded", "")),
        "lede": strip_shortcodes(fields.get("excerpt:encoded", "")),
        "published": local
        if (local := fields.get("wp:post_date", "")) > "0001"
        else fields.get("pubDate", ""),
        "authors": export.names.get(creator, creator),
        "publisher": export.channel.get("title", ""),
        "section": fields.get("category", ""),
        "url": fields.get("link", ""),
        "language": export.channel.get("language", ""),
    }
