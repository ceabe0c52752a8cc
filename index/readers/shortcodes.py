"""WordPress shortcodes and block comments: what stands in a post's text for a program, not for a reader."""

from __future__ import annotations

import re

_BLOCKS = frozenset({"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"})
# No value holds a bracket, so that each "[" is looked at once however many of them there are.
_ATTRIBUTES = r"""(?:\s+[\w-]+\s*=\s*(?:"[^"\[\]]*"|'[^'\[\]]*'|[^\s"'\[\]]+))"""
_CLOSING = re.compile(r"\[/([a-z][\w-]*)\]")
_SHORTCODE = re.compile(rf"\[(?P<close>/?)(?P<name>[a-z][\w-]*)(?P<attributes>{_ATTRIBUTES}*)\s*/?\]")
_COMMENT = re.compile(r"<!--\s*(?:/?wp:|more\b|nextpage\b|noteaser\b)[^<>]*-->")
_EMBEDDED_ADDRESS = re.compile(r"^[ \t]*https?://\S+[ \t]*$", re.MULTILINE)


def strip_shortcodes(text: str) -> str:
    """Return a post's text without its shortcodes; what stands between two of them stays.

    A word in brackets is a shortcode if WordPress comes with it, if it has attributes, or if it is closed
    in the text: "[sic]" and "[…]" are the writer's. An address alone on its line, which WordPress turns
    into a player, goes too. See https://codex.wordpress.org/Shortcode_API.
    """
    closed = {tag[1] for tag in _CLOSING.finditer(text)}

    def replacement(tag: re.Match[str]) -> str:
        if tag["name"] in _BLOCKS:
            return "\n\n"
        return "" if tag["close"] or tag["attributes"] or tag["name"] in closed else tag[0]

    return _EMBEDDED_ADDRESS.sub("", _SHORTCODE.sub(replacement, _COMMENT.sub("\n\n", text)))
