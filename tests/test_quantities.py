"""Numbers with their units."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viva.quantities import Outcome, find_number, quantities
from viva.questions import Number


def number(value: float, unit: str = "", within: float = 0.05) -> Number:
    return Number(value=value, unit=unit, within=within)


def outcome(value: float, unit: str, text: str, within: float = 0.05) -> Outcome:
    return find_number(number(value, unit, within), text)[0]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        # ways to write a number
        (2**31, "", "that makes 2^31"),
        (2**31, "bytes", "2**31 bytes"),
        (2**31, "bytes", "2³¹ bytes"),
        (2**31, "bytes", "$2^{31}$ bytes"),
        (1.5e9, "", "1.5 × 10^9"),
        (1.5e9, "", "1.5 x 10^9"),
        (1.5e9, "", "1.5 · 10⁹"),
        (1.5e9, "", "1.5e9"),
        (1.5e9, "", "1.5 billion"),
        (1.5e9, "", "1,500,000,000"),
        (1.5e9, "", "1 500 000 000"),
        (1.5e9, "", r"$1.5 \cdot 10^{9}$"),
        (1.5e9, "", r"$1{,}500{,}000{,}000$"),
        (2e9, "bytes", r"$2 \times 10^{9}$ bytes"),
        (0.001, "", "10^-3"),
        (0.001, "", "$10^{-3}$"),
        (0.001, "", "10⁻³"),
        (0.001, "", "1e-3, or .001"),
        (2, "GiB", "two gibibytes"),
        # bytes, and bits
        (2, "GiB", "≈ 2 GiB (2,147,483,648 bytes)"),
        (2, "GiB", "2048 MiB"),
        (2, "GiB", "about 2.1 GB"),
        (2, "GiB", r"$2\,\text{GiB}$"),
        (2, "GiB", r"$\approx 2\ \mathrm{GiB}$ in all"),
        (2, "GiB", "**2 GiB**"),
        (2, "GiB", "**2** GiB"),
        (2, "GiB", "`2 GiB`"),
        (80, "GB", "an 80 gig card"),
        (80, "GB", "an 80-GB card"),
        (80, "GB", "80G"),
        (5e9, "bytes", "5 GB"),
        (5, "bytes", "5 B"),
        (8, "bits", "one byte"),
        (160, "KiB", "160 KiB per token"),
        (160, "KiB/token", "163,840 bytes a token"),
        (160, "KiB per token", "160 KiB"),
        (140, "GB", "70B × 2 bytes = 140 GB"),
        # money
        (1200, "USD", "$1,200"),
        (1200, "USD", "1.2k dollars"),
        (1200, "$", "US$1200"),
        (1200, "USD", "USD 1,200.00 a month"),
        (0.56, "USD", "56 cents"),
        (5, "USD", "costs $5/hr. That's $120/day"),
        (0.5, "USD per million tokens", "$0.50 per 1M tokens"),
        (0.5, "USD per million tokens", "$0.50/M"),
        (0.5, "USD per million tokens", "50 cents per million"),
        # time and speed
        (4.2, "s", "4200 ms"),
        (4.2, "seconds", "4.2s"),
        (2083, "tokens/s", "call it 2,080 tok/s"),
        (2083, "tokens/s", "2080 tps"),
        (2083, "tokens/s", "124,980 tokens per minute"),
        (2083, "tokens per second", "2,080 tokens a second"),
        (2, "TB/s", "2000 GB per second"),
        (10, "ms", "10ms/token"),
        (312, "TFLOPS", "312 TFLOP/s"),
        (6e21, "FLOPs", "6 × 10^21 FLOP"),
        (6e21, "FLOPs", "C = 6e21"),
        # counts, shares, factors
        (7e9, "parameters", "a 7-billion-parameter model"),
        (7e9, "parameters", "7B params"),
        (15e12, "tokens", "15T tokens"),
        (16, "GPUs", "16 H100 GPUs"),
        (350, "GPU-hours", "350 GPU hours"),
        (82286, "", "about 82.3k requests a day"),
        (82286, "requests a day", "82,300 requests/day"),
        (82286, "requests", "82,300 requests a day"),
        (12, "%", r"$347 / 3{,}000 \approx 12\,\%$"),
        (12, "%", "12 percent"),
        (12, "%", "12 per cent"),
        (32, "times", "32x smaller"),
        (32, "x", "32× smaller"),
        (32, "x", "a factor of 32"),
        # the inputs of a calculation are no rivals
        (16, "GB", "80 GB - 64 GB = 16 GB"),
        (80, "GB", "80 GB - 64 GB = 16 GB"),
        (16, "GB", "8 × 2 GB = 16 GB"),
        (3.07, "TB", "3.07 TB, 96 GB of it in memory"),
        (32, "GB", "for batch 8, 32 GB is needed"),
        (32, "GB", "16 GB, no wait, 32 GB"),
    ],
)
def test_this_comes_to_the_number(value: float, unit: str, text: str):
    assert outcome(value, unit, text) == "right"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (16, "GB", "16 GB or 32 GB"),
        (32, "GB", "16 or 32 GB"),
        (32, "GB", "16-32 GB"),
        (32, "GB", "between 16 and 32 GB"),
        (32, "GB", "8, 16, 32 GB"),
        (16, "GB", "16 GB, 32 GB, 64 GB"),
        (16, "GB", "16 GB. 32 GB. 64 GB."),
        (16, "GB", "1) 16 GB 2) 32 GB"),
        (16, "GB", "- 16 GB\n- 32 GB\n"),
        (16, "GB", "16 GB (or 32 GB)"),
        (16, "GB", "16 GB, maybe even 32 GB"),
        (50, "tokens/s", "50 or 500 tokens per second"),
    ],
)
def test_several_candidates_are_no_answer(value: float, unit: str, text: str):
    assert outcome(value, unit, text) == "several"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2, "GiB", "3 GiB"),
        (
            2,
            "GiB",
            "2 GB",
        ),
        (16, "GB", "16 GB, no wait, 32 GB"),
        (16, "GB", "16 or 32 GB"),
        (2083, "tokens/s", "2,080 tokens per minute"),
        (12, "%", "13 %"),
    ],
)
def test_another_number_in_the_unit_is_wrong(value: float, unit: str, text: str):
    assert outcome(value, unit, text, within=0.01) == "wrong"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2, "GiB", "2"),
        (2, "GiB", ""),
        (2, "GiB", "H2 GiB, v1.2 GiB"),
        (2, "TB", "2 TB/s of bandwidth"),
        (1200, "USD", "1,200 requests"),
        (16, "GPUs", "16 cards"),
        (2, "", "1. keys\n2. values"),
    ],
)
def test_a_number_of_another_kind_is_none(value: float, unit: str, text: str):
    assert outcome(value, unit, text) == "none"


def test_the_span_holds_number_and_unit():
    text = "In all that is **$1,200 per month**, roughly."

    assert [text[q.span.start : q.span.end] for q in quantities(text)] == ["$1,200 per month"]


def test_the_last_fitting_number_is_the_evidence():
    text = "2 GiB; in other words 2048 MiB."
    span = find_number(number(2, "GiB"), text)[1]

    assert span is not None
    assert text[span.start : span.end] == "2048 MiB"


@pytest.mark.parametrize(
    "unit",
    [
        "",
        "B",
        "kB",
        "MiB",
        "GB",
        "TiB",
        "Gbit",
        "ms",
        "s",
        "min",
        "hours",
        "USD",
        "%",
        "x",
        "TFLOPS",
        "GPUs",
        "tokens/s",
    ],
)
@given(value=st.floats(1, 900), scale=st.sampled_from([1.0, 1.5]))
@settings(deadline=None)
def test_a_number_is_found_in_its_unit_and_no_other_number_is(unit: str, value: float, scale: float):
    text = f"So it comes to {value:.2f} {unit} in the end."

    assert outcome(value, unit, text, within=0.01) == "right"
    assert outcome(value * 1.5, unit, text, within=0.01) != "right"


@pytest.mark.parametrize(
    ("small", "large", "factor"), [("MB", "GB", 1e3), ("MiB", "GiB", 1024), ("ms", "s", 1e3), ("cents", "USD", 100)]
)
@given(value=st.floats(0.5, 50))
@settings(deadline=None)
def test_prefixes_are_converted(small: str, large: str, factor: float, value: float):
    assert outcome(value, large, f"{value * factor:.4f} {small}", within=0.001) == "right"


@settings(deadline=None)
@given(
    st.text(st.sampled_from("0123456789.,^*×$\\{}%~ -–eEkKMBGTi/xperatoknsorand\n²⁹"), max_size=120),
    st.sampled_from(["", "GiB", "USD", "tokens/s", "%", "°C", "GPU-hours", "///", "9"]),
)
def test_no_text_is_too_odd(text: str, unit: str):
    found, span = find_number(number(3.0, unit), text)

    assert (span is not None) == (found in ("right", "several"))
    assert all(0 <= q.span.start < q.span.end <= len(text) for q in quantities(text))


HOSTILE = """1|1 |1,|1,111,|$1|$|2^|2**|1 or |2 GB or |2 GB, no wait |1 a |one |\\|\\text{|{,}|1{,}111|9e999 |10^10
|2 × 10^9 |1 per million |$1 x$|1 . . . |\n1. | \t|USD |aa1b"""


@pytest.mark.parametrize("piece", HOSTILE.split("|"))
def test_hostile_text_comes_to_an_end(piece: str):
    text = (piece * 20_000)[:20_000]

    for unit in ("", "GiB", "tokens/s"):
        find_number(number(2, unit), text)


def test_of_very_many_numbers_the_last_count():
    text = "1 GB, then " * 1_500 + "2 GB"

    assert outcome(2, "GB", text) == "right"
    assert len(quantities(text)) == 1_000


GIVEN = "There are 32 layers and 60,000 requests a day. Raw it is 3.072 TB, then 96 GB; 4,320 USD, 82,286 requests/day."


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (96, "GB", "from 3.07 TB to 96 GB"),
        (3.072, "TB", "3.07 TB, 96 GB."),
        (3150, "USD/month", "$3,150 vs $4,320"),
        (82286, "requests/day", "from 60,000 to 82,300 requests a day"),
    ],
)
def test_what_the_question_or_its_answer_says_is_no_rival(value: float, unit: str, text: str) -> None:
    assert find_number(number(value, unit, 0.05), text, GIVEN)[0] == "right"
    assert find_number(number(value, unit, 0.05), text)[0] == "several"


GUESSES = [(32, "GB", "16 or 32 GB"), (96, "GB", "3.07 TB or 96 GB"), (48, "GB", "16 to 48 GB")]


@pytest.mark.parametrize(("value", "unit", "text"), GUESSES)
def test_a_guess_stays_a_guess_whatever_is_known(value: float, unit: str, text: str) -> None:
    assert find_number(number(value, unit, 0.05), text, GIVEN)[0] == "several"


@pytest.mark.parametrize(
    ("value", "unit", "text", "outcome"),
    [
        (0.75, "", "The recall is 75 %.", "right"),
        (0.75, "", "The recall is 0.75.", "right"),
        (0.75, "", "The recall is 7.5 %.", "wrong"),
        (76.9, "%", "The probability is 0.769.", "right"),
        (76.9, "%", "The probability is 0.769, and 0.231 for the other.", "right"),
        (76.9, "%", "The probability is 0.0769.", "none"),
        (0.52, "%", "It is 0.52.", "none"),
        (75.0, "", "It is 0.75.", "wrong"),
    ],
)
def test_a_share_may_be_told_as_a_percentage_or_as_a_number(value: float, unit: str, text: str, outcome: str):
    assert find_number(Number(value=value, unit=unit, within=0.01), text)[0] == outcome
