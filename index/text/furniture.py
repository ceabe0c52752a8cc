"""Lines that web sites set around news and that are no news: links to other articles, credits, player code.

What only one site repeats is found by `index.text.recurring`; here are the wordings that many share. A row
of a table is a regular expression that a line, or a sentence, has to match as a whole, in any case.
"""

from __future__ import annotations

import re

from index.text.sentences import split_sentences

# Only for what stands alone on its line, or ends it: what follows the colon has no end of its own.
AT_THE_END_OF_A_LINE = r"""
(?:à|a) (?:re)?(?:lire|voir|écouter|découvrir)(?: (?:aussi|également|ailleurs|sur [^:>]{2,30}))? ?[:>].*
(?:à|a) (?:lire|voir|écouter) (?:aussi|également).*
(?:lire|voir|écouter|relire|revoir)(?: (?:aussi|également|notre \w+)) ?[:>«"].*
(?:lire|voir|écouter) (?:aussi|également)(?: [A-ZÀ-Þ].*)?
(?:lire|voir) (?:notre|l['’]) ?(?:article|dossier|enquête|reportage|diaporama|interview).{0,80}
(?:(?:also )?read|see|watch|listen)(?: more| also)? ?: .*
(?:related|related (?:articles?|stories|coverage|content)|more (?:on|from) [^:]{2,40}|recommended) ?:.*
(?:©|\(c\)|copyright\b).{0,80}
cr[ée]dits?(?: ?(?:photos?|vid[ée]os?|images?|illustrations?))? ?:.{1,60}
\(?(?:photo|image|video|picture)s? (?:credit|by|courtesy)s?(?: of)? ?:? .{1,60}
(?:photos?|images?|illustrations?) ?: ?(?:©|\(c\)).{0,60}
(?:photo|image)s? (?:d['’]illustration|illustratives?|prétexte) ?(?:[:(©].{0,120}|\W*)
(?:file|stock) (?:photo|image|picture)s?\W*
"""
# Only for what stands alone on its line: inside a line these may be somebody's words.
ALONE_ON_A_LINE = r"""
(?:partage[rz]|tweeter|imprimer|enregistrer|commenter|réagir)(?: (?:cet article|sur \w+|par e-?mail))?\W*
(?:share|tweet|print|e-?mail|save|comments?)(?: (?:this(?: article| story| page)?|on \w+|via \w+))?\W*
(?:facebook|twitter|x|linkedin|whatsapp|instagram|pinterest|telegram|messenger|copier le lien|copy link)\W*
(?:fermer|close|menu|retour|back to top|haut de page|tags?|mots[- ]clés|navigation)\W*
\d+ (?:commentaires?|partages?|réactions?|comments?|shares?|views?|vues)\W*
(?:publié|mis à jour|modifié|actualisé|posté|mise à jour)e? ?:? ?(?:le|à|il y a|par)\b(?=.*\d).{1,80}
(?:published|(?:last )?updated|posted|modified)(?: on| at)? ?:? ?(?=.*\d).{1,60}
(?:temps|durée) de lecture ?:?.{0,20}
\d+ ?min(?:utes?)?(?: de lecture| read)\W*
(?:sur le même (?:sujet|thème)|dans la même rubrique)\W*
articles? (?:liés?|similaires?|associés?|connexes?)\W*
(?:vous aimerez aussi|ailleurs sur le web|contenus? sponsorisés?|les plus (?:lus|partagés|commentés))\W*
(?:more (?:on|like) this(?: story)?|most (?:read|popular)|you (?:may|might) also like|don['’]t miss)\W*
(?:recommended for you|trending(?: now)?|sponsored(?: content)?|related (?:articles?|stories|topics))\W*
(?:advertisement|publicité|annonce|anzeige)\W*
(?:je m['’]abonne|s['’]abonner|s['’]inscrire|se connecter|sign (?:up|in)|log ?in|subscribe)\W*
(?:découvrir|voir) (?:nos|les) offres.{0,40}
tell us what you think\W*
https?://\S+
"""
# Whole sentences that are said of no event, wherever they stand.
ANYWHERE = r"""
lire la suite(?: de (?:l['’]article|cet article))?(?: sur .{2,40})?
(?:continue reading|read the (?:full|rest of the) (?:story|article)|click here (?:for|to read) more)\b.{0,60}
(?:la suite|l['’]article (?:continue|se poursuit)) après (?:cette|la) publicité\W*
(?:story|article) continues below(?: advertisement)?\W*
(?:abonnez|inscrivez|désabonnez)-vous .{0,80}(?:newsletter|lettre|alertes|infolettre|notifications).{0,60}
recevez .{0,80}(?:newsletter|infolettre|par (?:e-?mail|courriel)|dans votre boîte).{0,60}
(?:sign up|subscribe) (?:to|for|now|here|today)\b.{0,80}(?:newsletter|inbox|updates|alerts|bulletin).{0,60}
get .{0,80}(?:in|to|into) your (?:inbox|e-?mail).{0,60}
(?:suivez|rejoignez|retrouvez)[- ]nous (?:aussi )?sur .{2,80}
follow (?:us|@\w+|.{2,40}) on (?:twitter|facebook|instagram|youtube|x|linkedin|tiktok)\b.{0,100}
like (?:us|this page) on facebook.{0,60}
(?:pour voir cette vidéo|pour visualiser (?:cette|la) vidéo),? .{2,120}
votre navigateur ne (?:supporte|prend|permet) pas .{2,120}
your browser (?:does not|doesn['’]t) support .{2,120}
(?:veuillez|merci d['’])\s?activer javascript.{0,80}
please (?:enable|turn on) javascript.{0,80}
(?:chargement|loading)(?: du lecteur| de la vidéo| the player| video)?(?:…|\.\.\.)
cliquez ici (?:pour|si) .{2,80}(?:vidéo|image|lecteur|page).{0,40}
(?:nous|ce site|notre site) utilis(?:ons|e) des cookies\b.{0,200}
(?:we|this (?:web)?site) uses? cookies\b.{0,200}
ce contenu (?:est bloqué|n['’]est pas affiché).{0,160}cookies.{0,80}
"""

_FLAGS = re.IGNORECASE
# Not the rest of the line as a string: a line may be a whole article, and this is asked of every sentence.
_NOTHING_MORE = re.compile(r"[^\S\n]*(?:\n|\Z)")
_BULLETS = re.compile(r"^[\s\-–—•·>*→►▶◆■|]+")
_CODE_START = re.compile(
    r"(?:window\.[\w$.]+ ?=|\bvar \w+ ?=|\(function ?\(|\bdocument\.(?:write|getElementById)\b|\bjwplayer ?\("
    r"|\bgoogletag\.\w+|\bdataLayer\.push\b|<(?:script|iframe)\b)"
)
_CODE_INSIDE = re.compile(r"[({\[=][^\n]{0,200}?[)}\];,:=>]")
# The last of a line that only code holds: prose may follow it on the same line.
_CODE_END = re.compile(r"[;{}>](?!\w)|[\"']? ?: ?(?:true|false|null|[\d.]+|\"[^\"\n]*\"|'[^'\n]*')|\) ?;|\)$")
_CODE_LINE = re.compile(r"\s*(?:[\s{}()\[\];,]+|[\"']?[\w-]+[\"']? ?: .*[,{\[]|.*[;{}])\s*")


def _table(rows: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in rows.strip().splitlines()), _FLAGS)


_AT_END, _ALONE, _ANYWHERE = _table(AT_THE_END_OF_A_LINE), _table(ALONE_ON_A_LINE), _table(ANYWHERE)
_LONGEST = 300


def is_furniture(line: str) -> bool:
    """Tell whether a line, alone, is nothing but furniture."""
    bare = _BULLETS.sub("", line).strip()
    if not bare or len(bare) > _LONGEST:
        return False
    return any(pattern.fullmatch(bare) for pattern in (_ANYWHERE, _ALONE, _AT_END))


def furniture_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of a clean text that are furniture, in order: lines, sentences and code."""
    code = _code_spans(text)
    spans = list(code)
    for start, end in split_sentences(text):
        if any(start < code_end and code_start < end for code_start, code_end in code):
            continue
        bare = _BULLETS.sub("", text[start:end])
        if not bare or len(bare) > _LONGEST:
            continue
        ends_line = _NOTHING_MORE.match(text, end) is not None
        alone = ends_line and not text[text.rfind("\n", 0, start) + 1 : start].strip()
        if (
            _ANYWHERE.fullmatch(bare)
            or (ends_line and _AT_END.fullmatch(bare))
            or (alone and _ALONE.fullmatch(bare))
        ):
            spans.append((start, end))
    return sorted(spans)


def _code_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of JavaScript and tags, with the lines of code right below."""
    spans: list[tuple[int, int]] = []
    offset = 0
    while found := _CODE_START.search(text, offset):
        end = _line_end(text, found.start())
        if not _CODE_INSIDE.search(text, found.start(), end):
            offset = found.end()
            continue
        last = found.end()
        for piece in _CODE_END.finditer(text, found.end(), end):
            last = piece.end()
        while last == end < len(text) and _CODE_LINE.fullmatch(
            line := text[end + 1 : _line_end(text, end + 1)]
        ):
            last = end = end + 1 + len(line)
        spans.append((found.start(), last))
        offset = last
    return spans


def _line_end(text: str, offset: int) -> int:
    found = text.find("\n", offset)
    return len(text) if found < 0 else found
