from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.citations import Draft, check_drafts, cite, read_drafts, render_text
from qa.records import Citation, Evidence, Sentence
from tests.fakes import make_article, make_evidence

HARBOUR = make_article(
    "La digue nord est longue de 840 mètres. Les travaux ont coûté 12 millions d'euros. "
    "Le port a rouvert le 12 mars 2019.",
    title="Le port de Brenne rouvre",
    published=date(2019, 3, 13),
    record="17",
)
LENGTH = make_evidence(HARBOUR, "La digue nord est longue de 840 mètres.", 1, 0.2)
COST = make_evidence(HARBOUR, "Les travaux ont coûté 12 millions d'euros.", 2, 0.9)
OPENING = make_evidence(HARBOUR, "Le port a rouvert le 12 mars 2019.", 3, 0.5)
EVIDENCE = (LENGTH, COST, OPENING)


@pytest.mark.parametrize(
    ("written", "drafts"),
    [
        ("Il y en a 75 [1].", [("Il y en a 75", (1,))]),
        ("Il y en a 75. [1]", [("Il y en a 75.", (1,))]),
        ("Il y en a 75 [1, 2].", [("Il y en a 75", (1, 2))]),
        ("Il y en a 75 [1;2].", [("Il y en a 75", (1, 2))]),
        ("Il y en a 75 [1][2].", [("Il y en a 75", (1, 2))]),
        ("Il y en a 75 [1] [2].", [("Il y en a 75", (1, 2))]),
        ("Il y en a 75 [2][2].", [("Il y en a 75", (2,))]),
        ("Il y en a 75 [1-3].", [("Il y en a 75", (1, 2, 3))]),
        ("Il y en a 75 [1 et 3].", [("Il y en a 75", (1, 3))]),
        ("There are 75 [1 and 3].", [("There are 75", (1, 3))]),
        ("Il y en a 75 (passage 1).", [("Il y en a 75", (1,))]),
        ("Il y en a 75 (passages 1 et 2).", [("Il y en a 75", (1, 2))]),
        ("There are 75 (excerpts 1, 2).", [("There are 75", (1, 2))]),
        ("Il y en a 75 (Extrait 4).", [("Il y en a 75", (4,))]),
        ("There are 75 (source 2).", [("There are 75", (2,))]),
        ("Il y en a 75 [passage 1].", [("Il y en a 75", (1,))]),
        ("Il y en a 75 [passages 1, 2].", [("Il y en a 75", (1, 2))]),
        ("There are 75【1】.", [("There are 75", (1,))]),
        ("There are 75【1†source】.", [("There are 75", (1,))]),
        ("There are 75【1†1-99999999】.", [("There are 75", (1,))]),
        (f"There are 75【1†{'9' * 5000}】.", [("There are 75", (1,))]),
        ("Il y en a 75[12]", [("Il y en a 75", (12,))]),
        ("Une phrase. Une autre [2].", [("Une phrase.", ()), ("Une autre", (2,))]),
        ("Une phrase [1]. Une autre [2].", [("Une phrase", (1,)), ("Une autre", (2,))]),
        ("Une phrase. [1] Une autre. [2]", [("Une phrase.", (1,)), ("Une autre.", (2,))]),
        ("Une phrase [1]. Une autre.", [("Une phrase", (1,)), ("Une autre.", ())]),
        ("Une phrase [1], dite ailleurs [2].", [("Une phrase", (1,)), ("dite ailleurs", (2,))]),
        ("Une question [1] ? Oui [2] !", [("Une question", (1,)), ("Oui", (2,))]),
        ("Une phrase sans rien.", [("Une phrase sans rien.", ())]),
        ("[2]", []),
        ("[2].", []),
        ("", []),
        (" \n ", []),
        ("Un [mot] entre crochets [1].", [("Un mot entre crochets", (1,))]),
        ("Un crochet ouvert [1", [("Un crochet ouvert 1", ())]),
        ("Un crochet fermé 1] ici [2].", [("Un crochet fermé 1 ici", (2,))]),
        ("En [2019] déjà [1].", [("En 2019 déjà", (1,))]),
        ("Une loi (article 3) votée [1].", [("Une loi (article 3) votée", (1,))]),
        (
            "Selon M. Diab, 4.500 personnes sont parties [1]. Mme Roux nie [2].",
            [("Selon M. Diab, 4.500 personnes sont parties", (1,)), ("Mme Roux nie", (2,))],
        ),
        ("Première ligne [1]\nSeconde ligne [2]", [("Première ligne", (1,)), ("Seconde ligne", (2,))]),
        ("« Je pars. » [1]", [("« Je pars. »", (1,))]),
    ],
)
def test_an_answer_is_cut_into_sentences_with_the_numbers_behind_them(
    written: str, drafts: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert read_drafts(written) == [Draft(*draft) for draft in drafts]


@given(st.text(alphabet="Ab1 2.,;-[]【】()\n?", max_size=60))
def test_no_bracket_stays_in_a_draft_and_every_draft_says_something(written: str) -> None:
    for draft in read_drafts(written):
        assert set(draft.text) & set("[]【】") == set()
        assert any(character.isalnum() for character in draft.text)


@pytest.mark.parametrize(
    ("draft", "citations"),
    [
        pytest.param(Draft("La digue mesure 840 mètres", (1,)), (1,), id="a right citation stays"),
        pytest.param(Draft("La digue mesure 840 mètres", (2,)), (1,), id="a wrong one is moved"),
        pytest.param(Draft("La digue mesure 840 mètres", (2, 1)), (1,), id="of two the right one stays"),
        pytest.param(Draft("La digue mesure 840 mètres", ()), (1,), id="a missing one is found"),
        pytest.param(Draft("La digue mesure 840 mètres", (9,)), (1,), id="an unknown number is moved"),
        pytest.param(Draft("La digue mesure 841 mètres", (1,)), (), id="a wrong figure is dropped"),
        pytest.param(Draft("Le port a rouvert le 13 mars 2019", (3,)), (), id="a wrong date is dropped"),
        pytest.param(Draft("M. Kerval a rouvert le port", (3,)), (), id="a wrong name is dropped"),
        pytest.param(Draft("La digue sera réparée", (1,)), (1,), id="without facts its citation stays"),
        pytest.param(Draft("Je ne sais pas répondre", ()), (), id="without facts it is given none"),
    ],
)
def test_a_citation_is_kept_moved_or_dropped_by_what_it_holds(
    draft: Draft, citations: tuple[int, ...]
) -> None:
    assert check_drafts([draft], EVIDENCE) == [
        Sentence(text=f"{draft.text}.", citations=citations, verified=bool(citations))
    ]


def test_a_moved_citation_goes_to_the_best_of_the_evidence_that_supports_it() -> None:
    worse = make_evidence(HARBOUR, "840 mètres", 4, 0.1)
    better = make_evidence(HARBOUR, "longue de 840 mètres", 5, 0.3)
    (sentence,) = check_drafts([Draft("La digue mesure 840 mètres", (2,))], [*EVIDENCE, worse, better])
    assert sentence.citations == (5,)


def test_what_the_question_states_need_only_stand_in_the_article() -> None:
    draft = Draft("Les travaux achevés le 12 mars 2019 ont coûté 12 millions d'euros", (2,))
    (alone,) = check_drafts([draft], EVIDENCE)
    (asked,) = check_drafts([draft], EVIDENCE, "Combien ont coûté les travaux achevés le 12 mars 2019 ?")
    assert (alone.verified, asked.verified, asked.citations) == (False, True, (2,))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Une phrase", "Une phrase."),
        ("Une phrase.", "Une phrase."),
        ("Vraiment ?", "Vraiment ?"),
        ("Et puis…", "Et puis…"),
        ("Il dit « non »", "Il dit « non »"),
        ("He says “no”", "He says “no”"),
    ],
)
def test_a_sentence_ends_with_one_point(text: str, shown: str) -> None:
    assert check_drafts([Draft(text, ())], EVIDENCE)[0].text == shown


def test_a_citation_tells_where_its_words_stand() -> None:
    sentences = [Sentence(text="La digue mesure 840 mètres.", citations=(1,), verified=True)]
    assert cite(sentences, EVIDENCE) == (
        Citation(
            number=1,
            record="17",
            article_id=HARBOUR.id,
            title="Le port de Brenne rouvre",
            published=date(2019, 3, 13),
            quote="La digue nord est longue de 840 mètres.",
            start=0,
            end=39,
        ),
    )


def test_only_evidence_that_a_sentence_uses_is_cited_once_in_the_order_of_the_evidence() -> None:
    sentences = [Sentence(text="A.", citations=(3,)), Sentence(text="B.", citations=(1, 3))]
    assert [citation.number for citation in cite(sentences, EVIDENCE)] == [1, 3]


@given(st.text(min_size=1), st.data())
def test_a_quote_is_the_article_s_own_text_at_any_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    article = HARBOUR.model_copy(update={"text": text})
    # The words a model saw may differ; only the offsets count.
    item = Evidence(number=1, article=article, text="other words", start=start, end=end, score=0.0)
    (citation,) = cite([Sentence(text="A.", citations=(1,))], [item])
    assert citation.quote == article.text[citation.start : citation.end]
    assert (citation.start, citation.end) == (start, end)


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        ([], ""),
        ([("Une phrase.", (1,))], "Une phrase. [1]"),
        ([("Une phrase.", (1, 3)), ("Une autre.", (2,))], "Une phrase. [1] [3] Une autre. [2]"),
        ([("Une phrase.", ())], "Une phrase."),
        ([("« Selon [2] et 【3】. »", (1,))], "« Selon (2) et (3). » [1]"),
    ],
)
def test_sentences_are_written_with_their_markers(
    sentences: list[tuple[str, tuple[int, ...]]], text: str
) -> None:
    assert render_text([Sentence(text=said, citations=numbers) for said, numbers in sentences]) == text


@given(
    st.lists(st.tuples(st.sampled_from(["Il pleut.", "Il neige !"]), st.sets(st.integers(1, 9))), max_size=4)
)
def test_a_rendered_text_reads_back_with_the_same_numbers(sentences: list[tuple[str, set[int]]]) -> None:
    cited = [(said, tuple(sorted(numbers))) for said, numbers in sentences]
    text = render_text([Sentence(text=said, citations=numbers) for said, numbers in cited])
    assert read_drafts(text) == [Draft(said, numbers) for said, numbers in cited]


def test_evidence_that_holds_the_facts_but_is_about_something_else_supports_nothing() -> None:
    article = make_article("Le port a reçu 40 navires. La ville compte 40 écoles.", "Le port")
    evidence = [
        make_evidence(article, "Le port a reçu 40 navires.", 1, score=0.9),
        make_evidence(article, "La ville compte 40 écoles.", 2, score=0.1),
    ]
    drafts = read_drafts("La ville a 40 écoles. [1]")
    (moved,) = check_drafts(drafts, evidence, is_near=lambda draft, item: (draft, item) == (0, 1))
    assert (moved.citations, moved.verified) == ((2,), True)
    (removed,) = check_drafts(drafts, evidence, is_near=lambda draft, item: False)
    assert (removed.citations, removed.verified) == ((), False)
