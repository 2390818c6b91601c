"""Words, cues and quotes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viva.quotes import locate
from viva.words import Span, content_stems, cue_stems, find_cue, is_cue, seen, stem, tokens, whole

PROSE = st.text(st.sampled_from("abcde ÄßﬁÉ²⁹ '’\"“-.,;\n\tnot0159|*中"), max_size=80)


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def found(cue: str, text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_cue(cue, text)]


def quoted(quote: str, text: str) -> str | None:
    span = locate(quote, text)
    return None if span is None else text[span.start : span.end]


# -- tokens


def test_hyphens_split_words_and_apostrophes_do_not():
    assert words("Key-value caches don’t shrink") == ["key", "value", "caches", "don't", "shrink"]


def test_a_superscript_is_a_number_of_its_own():
    assert words("O(n²), 10⁹") == ["o", "n", "2", "10", "9"]


def test_commas_between_thousands_do_not_count():
    assert words("60,000 and 1,2 and 4.80") == ["60000", "and", "1,2", "and", "4.80"]


@given(st.text(max_size=200))
def test_offsets_stand_in_the_text_as_it_was_given(text: str):
    spans = [(token.start, token.end) for token in tokens(text)]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_content_words_are_neither_function_words_nor_negations():
    assert content_stems("It's that the caches don't grow") == {stem("caches"), stem("grow")}


def test_a_word_too_long_for_the_language_is_not_stemmed():
    assert stem("running" * 3_000) == "running" * 3_000


# -- cues


def test_a_cue_finds_every_form_of_a_word():
    assert found("cache", "Caching caches; the cached cache") == ["Caching", "caches", "cached", "cache"]


def test_a_cue_finds_whole_words_only():
    assert found("ram", "a program in RAM") == ["RAM"]


def test_a_star_stands_for_whatever_follows():
    assert found("quanti*", "quantised, quantity, unquantised") == ["quantised", "quantity"]


def test_any_alternative_will_do():
    assert found("slow* | latency", "It is slower: latency rises") == ["slower", "latency"]


def test_function_words_may_stand_between_the_words_of_a_cue():
    assert found("length context", "the length of the context") == ["length of the context"]


def test_other_words_may_not_stand_between_the_words_of_a_cue():
    assert found("length context", "the length limits context") == []


def test_only_a_few_function_words_may_stand_between():
    assert found("length context", "length of it and of all of the context") == []


def test_function_words_in_a_cue_are_dropped_unless_it_has_no_others():
    assert found("at least once", "least, once") == ["least"]
    assert found("more | less", "no more") == ["more"]
    assert found("because", "because of it") == ["because"]


def test_places_come_in_the_order_of_the_text_and_once():
    assert [span.start for span in find_cue("b | a | a*", "a b a")] == [0, 2, 4]


@pytest.mark.parametrize("cue", ["key*", "key* | attention key*", "re-rank* | c++", "2^8", "n²", "don't | O(n)"])
def test_these_are_cues(cue: str):
    assert is_cue(cue)


@pytest.mark.parametrize("cue", ["", "|", "key |", "| key", "a || b", "key | -", "*", "key *", "ke*y", "key**", "_"])
def test_these_are_no_cues(cue: str):
    assert not is_cue(cue)


@given(PROSE)
def test_every_alternative_of_a_cue_can_be_found(cue: str):
    if is_cue(cue):
        assert find_cue(cue, cue.replace("|", "\n").replace("*", ""))
        assert cue_stems([cue])


@given(PROSE, PROSE)
def test_any_cue_in_any_text_is_found_within_the_text(cue: str, text: str):
    assert all(0 <= span.start < span.end <= len(text) for span in find_cue(cue, text))


# -- what a reader can't see


@pytest.mark.parametrize(
    "char", ["\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041", "\x00", "\x1b", "\ud800", "\ue000"]
)
def test_what_nobody_sees_is_taken_out(char: str):
    assert seen(f"a{char}b") == "ab"


@pytest.mark.parametrize("text", ["a\tb\nc", "Zürich – naïve", "数 λ ∑ 10⁹", "“quoted” …", "😀"])
def test_what_somebody_sees_stays(text: str):
    assert seen(text) == text


def test_line_ends_become_newlines():
    assert seen("a\r\nb\rc") == "a\nb\nc"


# -- quotes


def test_a_quote_is_found_in_whatever_case_and_white_space():
    assert quoted("KEYS  and\nvalues", "It stores keys and values.") == "keys and values"


@pytest.mark.parametrize("quote", ["“don't recompute”", "DON’T RECOMPUTE", "'don’t  recompute.'", "…don't recompute…"])
def test_quotation_marks_make_no_difference(quote: str):
    assert quoted(quote, "You don’t recompute it.") == "don’t recompute"


def test_composed_and_decomposed_letters_are_the_same():
    assert quoted("naïve rank", "a nai\u0308ve ranking of rank") == "nai\u0308ve ranking"


def test_a_quote_stands_at_whole_words_where_it_can():
    assert quoted("key", "a monkey's key") == "key"
    assert quoted("key", "a monkey") == "monkey"


def test_a_slip_of_a_letter_is_forgiven():
    assert (
        quoted("the keys and valeus are stored", "Here the keys and values are stored.")
        == "the keys and values are stored"
    )


@pytest.mark.parametrize("text", ["does not grow", "never does grow", "doesn't ever grow"])
def test_a_quote_that_turns_the_sentence_round_is_not_there(text: str):
    quote = "the cache of one layer does grow with the length of the context"

    assert quoted(quote, quote) == quote
    assert quoted(quote, quote.replace("does grow", text)) is None


def test_a_quote_with_another_number_is_not_there():
    text = "It takes 16 bytes for each of the parameters of the model."

    assert quoted("It takes 26 bytes for each of the parameters of the model.", text) is None
    assert quoted("It takes 16 bytes for each of the paramaters of the model.", text) == text[:-1]


def test_a_quote_in_other_words_is_not_there():
    assert quoted("the keys and values are thrown away", "Here the keys and values are stored for good.") is None


def test_short_and_very_long_quotes_must_be_verbatim():
    text = "keys and values " * 100

    assert quoted("recomputimg", "by recomputing it") is None
    assert quoted("by recomputimg", "by recomputing it") == "by recomputing"
    assert quoted(text.replace("v", "w", 1), text) is None
    assert quoted(text, text) == text.strip()


@pytest.mark.parametrize("quote", ["", "  ", "…", '""', "\n.\n"])
def test_an_empty_quote_is_nowhere(quote: str):
    assert locate(quote, "anything at all.") is None


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_every_piece_of_a_text_is_found_in_it(text: str, start: int, length: int):
    piece = text[start : start + length]
    span = locate(piece, text)

    if any(char.isalnum() for char in piece):
        assert span is not None
        assert locate(piece, text[span.start : span.end]) == Span(0, span.end - span.start)


@settings(deadline=None)
@given(PROSE, PROSE)
def test_any_quote_in_any_text_is_found_within_the_text_or_not_at_all(quote: str, text: str):
    span = locate(quote, text)

    assert span is None or 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("piece", ["a", "a ", "ab", "a'", "1,1", "1.", "key the ", "中", "\u0301", "'\"", "|*"])
def test_hostile_text_comes_to_an_end(piece: str):
    text = (piece * 20_000)[:20_000]

    for hay, needle in ((text, piece * 100 + "b"), (text, text), ("short", text)):
        locate(needle, hay)
        find_cue("key the value* | a* a b | 1*", hay)
        seen(hay)


def test_half_a_character_is_joined_or_replaced():
    assert whole("plain") == "plain"
    assert whole("\ud83e\udd9c") == "\U0001f99c"
    assert whole("a \ud83e b").isprintable()
    whole("\udd9c\ud83e").encode()
