"""The words by which a question refers back, French and English; patterns read plain letters."""

from __future__ import annotations

import re
from typing import Literal

from index.text.letters import any_of

Role = Literal["subject", "inverted", "object", "owner", "other"]
Kind = Literal["person", "thing"]
Gender = Literal["m", "f"]
Pronoun = tuple[Role, Kind | None, Gender | None, bool]

# Role, what it may stand for, gender, and whether it is plural.
PRONOUNS: dict[str, dict[str, Pronoun]] = {
    "en": {
        "he": ("subject", "person", None, False),
        "she": ("subject", "person", None, False),
        "it": ("subject", "thing", None, False),
        "they": ("subject", None, None, True),
        "him": ("object", "person", None, False),
        "them": ("object", None, None, True),
        "his": ("owner", "person", None, False),
        "her": ("owner", "person", None, False),
        "its": ("owner", "thing", None, False),
        "their": ("owner", None, None, True),
    },
    "fr": {
        "il": ("subject", None, "m", False),
        "elle": ("subject", None, "f", False),
        "ils": ("subject", None, "m", True),
        "elles": ("subject", None, "f", True),
        "celui-ci": ("subject", None, "m", False),
        "celle-ci": ("subject", None, "f", False),
        "ceux-ci": ("subject", None, "m", True),
        "celles-ci": ("subject", None, "f", True),
        "son": ("owner", None, None, False),
        "sa": ("owner", None, None, False),
        "ses": ("owner", None, None, False),
        "leur": ("owner", None, None, True),
        "leurs": ("owner", None, None, True),
        "lui": ("other", None, None, False),
        "l": ("object", None, None, False),
    },
}
PRONOUN = {
    "en": re.compile(rf"(?<![\w'-])(?:{'|'.join(PRONOUNS['en'])})(?![\w-])"),
    "fr": re.compile(
        r"(?<=[a-z]-)(?:il|elle)s?\b|(?<=^qui )l(?='(?:a|ont|avait|avaient) )"
        rf"|(?<![\w-])(?:{any_of(PRONOUNS['fr'].keys() - {'l'})})(?![\w-])"
    ),
}
# Words that point, for which no name can be put. "is there", "that killed" and "en 1987" do not.
POINTING = {
    "en": re.compile(
        r"\b(?:of|about|after|before|like|since|for|with|in|on|at|to|from|by|is|was|did|does|do|why|how|against)"
        r"\s(?:that|this|those|these)\b"
        r"|\b(?:that|this|those|these)(?=\W*$)|\b(?:these|those)\s\w+|^(?:that|this)\b"
        r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )\bthere"
        r"(?=\W*$|\s(?:in|on|at|before|after)\b)"
        r"|\b(?:since|by|before|until)\sthen\b|\bthen(?=\W*$)|\b(?:else|others?|another)\b"
        r"|\bthe same\b(?! time\b)"
        r"|\bthe (?:former|latter)(?=\W*$)|\b(?:hers|theirs)\b"
        r"|\b(?:which|that|the (?:first|second|third|last|other)) one\b"
    ),
    "fr": re.compile(
        r"\b(?:cela|ca|celui-la|celle-la|ceux-la|celles-la|la-bas|la-dessus|la-dedans)\b"
        r"|\b(?:ce dernier|cette derniere|ces derniers|ces dernieres)\b"
        r"|(?<![\w'-])(?:cet|cette|ces|ce)\s"
        r"(?!que?\b|qui\b|dont|sont|sera|fut|annee|semaine|saison|nuit|matin|soir|mois|jour\b|week)[^\W\d_]+"
        r"|^(?:c'(?:est|etait)|ce (?:sont|fut|sera))\b(?! que?\b)|(?<!est)-ce(?=\W*$|,)"
        r"|\b(?:qui|on)\s(?:y|en)\s(?=[^\W\d_])|\b(?:s'|n'|qu'|l'|m')(?:en|y)\b"
        r"|(?<!il )\by\s(?:a|ont|avait|avaient|aurait|est|sont|etait|etaient|vit|vivent|viennent|joue)\b"
        r"(?!-t-il)"
        r"|\ben\s(?:a|ont|avait|avaient|aurait|est|sont|etait|etaient|sera|reste|pense|dit)\b|-(?:en|y)\b"
        r"|\bl'(?:a|ont|avait|avaient|aurait|auraient|aura)\b|\bqui (?:le|la|les)\s(?=[^\W\d_])"
        r"|\b(?:(?:le|la|les|en)\s|l')[^\W\d_]+-(?:t-)?(?:il|elle)s?\b"
        r"|\b(?:d'autres?|les? memes?|la meme|la suite|ensuite)\b"
    ),
}
# A verb with its object: of "is it easy to use in China?" what is used is "it".
_TO_DO = (
    r"to (?:(?:travel|go|live|fly|be|vote|swim|drive|work|stay)\b"
    r"|\w+ (?!(?:in|at|on|to|for|by|from|with)\b)\w)"
)
# What a clause may be, rather than a thing: "is it safe to travel?".
_OF_A_CLAUSE_EN = (
    r"(?:\w+ly |still |too |so )?(?:safe|dangerous|risky|hard|easy|difficult|necessary|important|normal|usual"
    r"|allowed|forbidden|illegal|worth|cheaper|better|best|late|early|fair|wrong|right|common)"
    rf"(?=\sthat\b|\s{_TO_DO})"
)
_OF_A_CLAUSE_FR = (
    r"(?:dangereux|risque|difficile|facile|necessaire|important|normal|utile|permis|autorise|obligatoire"
    r"|legal|illegal|mieux|trop tard|trop tot|temps|juste)(?=\s(?:de|que)\b|\sd'|\squ')"
)
# "il" and "it" that stand for nothing.
IMPERSONAL = {
    "en": re.compile(
        r"\b(?:is|was)\sit\s(?:true|possible|reported|known|said|likely|legal)\b"
        r"|\b(?:does|did|will|is|was) it (?:\w+ )?(?:rain|snow|freez|cold|hot|warm)(?:ing|e)?"
        r"(?=\s(?:in|at|on)\b)"
        r"|\bwho (?:is|was) it\b|\bd(?:oes|id) it (?:take|mean)\b"
        rf"|\bd(?:oes|id) it cost (?:\w+ )?{_TO_DO}"
        r"|\bwhat (?:time|day|date|year) (?:is|was) it(?=\W*$|\sin\b)"
        r"|\bhow (?:hot|cold|warm) (?:is|was) it(?=\s(?:in|at|on)\b)"
        rf"|\b(?:is|was|be) it {_OF_A_CLAUSE_EN}|\bit (?:is|was|be|becomes?) {_OF_A_CLAUSE_EN}"
        r"|\bit\s(?:is|was)\s(?:true|possible|reported|known|said|likely)\b"
    ),
    "fr": re.compile(
        r"\b(?:lui|leur) est-il arrive|\bqu'en est-il|\btemps f(?:ait|aisait)-il"
        r"|\bil (?:y a|y avait|y aura|faut|fallait|faudra|pleut|s'agit|s'agissait)"
        rf"|\bil est (?:vrai|possible|interdit|{_OF_A_CLAUSE_FR})|\b(?:est|etait|serait)-il {_OF_A_CLAUSE_FR}"
        r"|\bquelle heure (?:est|etait)-il\b|\b(?:pleut|pleuvait|neige-t|neigeait|gele-t|gelait)-il\b"
        r"|\bcoute-t-il (?=de\b|d')"
        r"|\bf(?:ait|aisait)-il (?:\w+ )?(?:chaud|froid|beau|jour|nuit|noir)\b"
        r"|\b(?:y (?:a-t|avait|aura-t)|faut|fallait|faudra-t|s'agit|s'agissait|existe-t|reste-t|passe-t)-il\b"
        r"|\bs'est-il passe|\bqu'est-il arrive|\b(?:est|serait)-il (?:vrai|possible|interdit)"
    ),
}
# What a French question opens with; a noun behind it is the subject of "a-t-il".
QUESTION_PHRASE = re.compile(
    r"^(?:(?:et|mais|alors|donc),?\s)?"
    r"(?:(?:a|de|par|pour|avec|dans|en|depuis|sur|chez|contre|selon|sous)\s|d')?"
    r"(?:quel(?:le)?s?\s[\w-]+(?:\s(?:de\s|d')[\w-]+)?|combien d(?:e\s|')[\w-]+|combien|ou|quand|pourquoi"
    r"|comment|qui|que|quoi|qu')"
)
SUBJECT = re.compile(
    r"(?<![\w-])(?:(?:le|la|les|un|une|ce|cet|cette|ces|son|sa|ses|leurs?|des|\d+)\s|l')(?=[^\W\d_])"
)
SETTING_BEFORE = re.compile(
    r"(?<![\w-])(?:en|a|au|aux|dans|chez|selon|avant|apres|depuis|pour|par|avec|sur|in|at|on|from|for|before"
    r"|after|since|by|with)\s(?:l'|(?:le|la|les|the)\s)?$"
)
# "How many people lost their homes?": the homes of those people.
COUNTED_OWNERS = re.compile(
    r"(?:how many|which|what)\s\w+\s(?!did\b|do\b|does|are|is|were|was|have|had|has|will)\w+"
    r"|combien de \w+ (?:ont|avaient)\b"
)
# "the winner", "le maire": nothing says of what. "the price of oil" says it.
BARE_DESCRIPTION = {
    "en": re.compile(
        r"\bthe\s(?:[^\W\d_]+\s)?[^\W\d_]+\b(?!['-]|\s(?:of|in|at|for|from|by|to|that|who|which|about|between)\b)"
    ),
    "fr": re.compile(
        r"(?:(?<!de )\b(?:le|la|les)\s|(?<!de )(?<!\w)l')[^\W\d_]+\b"
        r"(?![-']|\s(?:[^\W\d_]+\s)?(?:de|du|des|en|a|au|aux|par|pour|dans|qui|que|entre|contre)\b"
        r"|\s(?:[^\W\d_]+\s)?d')"
    ),
}
ORDINAL_DESCRIPTION = re.compile(
    r"\b(?:le|la|les|the)\s(?:derniere?|premiere?|seconde?|deuxieme|troisieme|autre|precedente?"
    r"|last|first|second|third|other|next|previous)s?(?=\W|$)(?!\s[^\W\d_]+\s(?:of|de|du|des)\b)"
)
_SAME_QUESTION = (
    r"(?:(?:what|how)\s+about\s+|qu'en est-il\s+|(?:la\s)?meme question (?:pour|avec)\s+"
    r"|(?:the\s)?same question (?:for|with)\s+)"
)
OPENING = re.compile(
    r"^(?:(?:et|mais|puis|alors|donc|and|but|so|ok|oui|yes),?\s+"
    rf"(?:{_SAME_QUESTION}|pour\s+(?=\w+\W*$))?|{_SAME_QUESTION})"
)
# Thanks before the question; "merci" may open a title ("Merci patron !").
COURTESY = re.compile(
    r"^(?:(?:(?:ah|oh|ok|okay),?\s)?(?:merci(?: beaucoup| bien)?|thanks(?: a lot)?|thank you|d'accord|okay|ok"
    r"|tres bien|parfait|super|great|i see|je vois)"
    r"(?:\s*[,.!;:]+\s*|\s(?=(?:et|mais|and|but|what about)\b)))+(?=\w)"
)
# The context that `restating.with_context` puts behind a question.
CONTEXT = re.compile(r"\((?:à propos de :|about:)\s*(?P<context>[^()]*)\)")
NEW_TOPIC = re.compile(
    r"^(?:rien a voir|autre (?:sujet|question|chose)|changeons de sujet|sur un autre sujet|sans rapport"
    r"|passons a autre chose|(?:now |on to )?something else|(?:a |on a )?different (?:topic|question|subject)"
    r"|(?:new|another) (?:topic|question|subject)|unrelated(?:ly)?|changing (?:the )?(?:topic|subject))"
    r"\s*[:,.;!-]\s*(?=\w)"
)
QUESTION_WORD = re.compile(
    r"\b(?:qui|que|quoi|quel(?:le)?s?|ou|quand|pourquoi|comment|combien|est-ce|qu'est-ce|who|whom|whose|what"
    r"|which|when|where|why|how|did|does|do|is|are|was|were|has|have|had|will|can)\b"
)
# What asks for a reaction, or for how many, and leaves open to what and in what.
REACTIONS = frozenset(
    """
    reagi reagit reagissent reaction reactions repondu repond repondent reponse reponses dit disent declare
    pense pensent commente react reacts reacted reaction respond responded response reply replied say said
    think thinks thought comment commented
    """.split()  # noqa: SIM905 - words read better than quoted words
)
TOLL = frozenset(
    """
    mort morts morte mortes tue tues blesse blesses victime victimes disparus arrestations personnes gens died
    die dead killed injured wounded hurt arrested deaths victims casualties missing people
    """.split()  # noqa: SIM905
)
COUNTS = re.compile(r"\b(?:combien|how many)\b")
