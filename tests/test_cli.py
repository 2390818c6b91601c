"""The command line, as a person calls it: real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import model_server
from tests.expert import brief, expert
from tests.model_server import ModelServer
from tests.program import Client, Program
from viva import __version__, store
from viva.basic import NAME

GOOD = Path(__file__).resolve().parents[1] / "questions"


def viva(*arguments: object, cwd: Path | None = None, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "viva", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=cwd, env=dict(os.environ), check=False, input=said
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


async def sat(data: Path) -> str:
    """The id of an interview that is over and graded, in that data folder."""
    with Program(data) as program:
        id = program.begin(number=2, follow_ups=0)
        async with Client(program, id) as client:
            await client.sit(lambda _: "The keys and values of earlier tokens are kept in memory.")
            await client.graded()
        assert program.stop() == 0
    return id


def test_it_says_its_version() -> None:
    assert viva("--version").stdout == f"viva {__version__}\n"


def test_the_bank_is_sound() -> None:
    done = viva("bank", "check")

    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("The bank is sound: ")


def test_every_fault_of_a_bank_is_listed_with_file_line_and_mend(tmp_path: Path) -> None:
    bank = tmp_path / "questions"
    (bank / "rag").mkdir(parents=True)
    (bank / "topics.toml").write_text('[[topic]]\nid = "rag"\ntitle = "RAG"\nabout = "Retrieval."\n')
    good = (GOOD / "rag/what-and-why.md").read_text()
    (bank / "rag/one.md").write_text(good.replace('level = "', 'level = "very-', 1))
    (bank / "rag/two.md").write_text(good.replace("points = ", "points = 9", 1).replace("## Answer", "## Reply", 1))
    done = viva("bank", "check", "--bank", bank)

    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) >= 3
    assert {line.partition(":")[0] for line in lines} == {"questions/rag/one.md", "questions/rag/two.md"}
    assert all(line.split(":")[1].isdigit() for line in lines)


def test_a_new_question_passes_the_check_as_it_is(tmp_path: Path) -> None:
    bank = tmp_path / "questions"
    bank.mkdir()
    (bank / "topics.toml").write_text('[[topic]]\nid = "rag"\ntitle = "RAG"\nabout = "Retrieval."\n')

    assert viva("bank", "new", "rag", "my-question", "--bank", bank).returncode == 0
    assert viva("bank", "check", "--bank", bank).returncode == 0
    again = viva("bank", "new", "rag", "my-question", "--bank", bank)
    assert again.returncode == 1
    assert "my-question" in again.stderr
    assert viva("bank", "new", "no-topic", "my-question", "--bank", bank).returncode == 1


async def test_an_interview_goes_out_and_comes_in_as_it_was(tmp_path: Path) -> None:
    id = await sat(tmp_path / "one")
    text = viva("export", id, "--data", tmp_path / "one", "--format", "json").stdout
    file = tmp_path / "interview.json"
    file.write_text(text)

    assert viva("import", file, "--data", tmp_path / "two").returncode == 0
    assert viva("export", id, "--data", tmp_path / "two", "--format", "json").stdout == text
    again = viva("import", file, "--data", tmp_path / "two")
    assert again.returncode == 1
    assert "here already" in again.stderr
    assert "# Mock interview" in viva("export", id, "--data", tmp_path / "two").stdout


@pytest.mark.parametrize("text", ["", "{}", "\x00", '{"viva":1}'])
def test_what_is_no_export_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(text)
    done = viva("import", file, "--data", tmp_path / "data")

    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}: This is no export of Viva: ")


async def test_grading_again_adds_a_grade_beside_the_old(tmp_path: Path) -> None:
    id = await sat(tmp_path / "data")
    with ModelServer() as model:
        model.otherwise = model_server.generous
        config = tmp_path / "viva.toml"
        config.write_text(f'[models.m]\nmodel = "openai/m"\napi_base = "{model.base}"\n[roles]\njudge = "m"\n')
        unasked = viva("regrade", id, "--data", tmp_path / "data", "--config", config, said="n\n")
        nobody = viva("regrade", id, "--data", tmp_path / "data", "--config", config)
        assert not model.calls
        done = viva("regrade", id, "--data", tmp_path / "data", "--config", config, said="y\n")
        again = viva("regrade", "--yes", "--data", tmp_path / "data", "--config", config)

    assert unasked.returncode == nobody.returncode == 1
    assert "Nothing was graded." in unasked.stdout
    assert "use --yes" in nobody.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("2 answers to grade again, by openai/m.\nThat takes about ")
    assert "tokens in" in done.stdout
    assert "2/2  " in done.stdout
    assert done.stdout.count(" -> ") == 2
    assert done.stdout.splitlines()[-1].startswith("mean ")
    assert again.stdout == "0 answers to grade again, by openai/m. It has the last word on 2 more already.\n"
    found = json.loads(viva("export", id, "--data", tmp_path / "data", "--format", "json").stdout)
    assert [g["grade"]["provenance"]["judge"] for g in found["grades"]] == [NAME] * 2 + ["openai/m"] * 2
    assert found["interview"]["turns"][0]["first"]["grade"]["provenance"]["judge"] == "openai/m"


async def test_a_judge_that_fails_leaves_the_old_grade_standing(tmp_path: Path) -> None:
    id = await sat(tmp_path / "data")
    config = tmp_path / "viva.toml"
    config.write_text('[models.m]\nmodel = "openai/m"\napi_base = "http://127.0.0.1:9/v1"\n[roles]\njudge = "m"\n')
    done = viva("regrade", id, "--yes", "--data", tmp_path / "data", "--config", config)

    assert done.returncode == 1
    assert "stands" in done.stdout


async def test_a_selection_takes_answers_by_question_judge_and_day(tmp_path: Path) -> None:
    await sat(tmp_path / "data")
    everything = viva("regrade", "--data", tmp_path / "data")
    flags = ("--since", "2026-01-01", "--until", "2999-01-01", "--question", "rag/none", "--judge", "basic")
    none = viva("regrade", *flags, "--data", tmp_path / "data")
    wrong = viva("regrade", "--since", "yesterday", "--data", tmp_path / "data")

    # The basic judge has graded them both, and asks nobody.
    assert everything.stdout == f"0 answers to grade again, by {NAME}. It has the last word on 2 more already.\n"
    assert none.stdout == f"0 answers to grade again, by {NAME}.\n"
    assert wrong.returncode == 2
    assert "no date" in wrong.stderr


async def test_judges_are_set_beside_what_people_said(tmp_path: Path) -> None:
    with Program(tmp_path / "data") as program:
        assert "Nobody has confirmed" in viva("judge", "agreement", "--data", tmp_path / "data").stdout
        id = program.begin(number=1, follow_ups=0)
        async with Client(program, id) as client:
            await client.sit(lambda _: "The keys and values of earlier tokens are kept in memory.")
            [turn] = await client.graded()
            subject = turn["review"]["criteria"][0]["id"]
            for verdict in ("partly", "contradicted"):
                reply = await client.command("decide", turn=0, subject=subject, verdict=verdict, word="So it is.")
                assert reply["type"] == "ok"
    done = viva("judge", "agreement", "--data", tmp_path / "data")

    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == NAME
    assert done.stdout.splitlines()[3].split() == ["all", "questions", "1", "0%", "0.00", "-"]


@pytest.mark.parametrize("command", ["export", "delete", "regrade"])
def test_the_help_says_where_the_id_of_an_interview_stands(command: str) -> None:
    said = " ".join(viva(command, "--help").stdout.split())

    assert "ID" in said
    assert "ends the address of its page" in said


def test_an_unknown_interview_is_said_to_be_unknown(tmp_path: Path) -> None:
    store.Database(tmp_path / "viva.db").close()
    done = viva("export", "nobody", "--data", tmp_path)

    assert done.returncode == 1
    assert "no interview 'nobody'" in done.stderr


def test_the_doctor_tells_what_each_model_is_fit_for(tmp_path: Path) -> None:
    config = tmp_path / "viva.toml"
    away = '[models.away]\nmodel = "openai/away"\napi_base = "http://127.0.0.1:9/v1"\n'
    with ModelServer() as model:
        model.models, model.otherwise = ["here"], expert
        config.write_text(
            f'[models.here]\nmodel = "openai/here"\napi_base = "{model.base}"\n{away}[roles]\njudge = "here"\n'
        )
        both = viva("doctor", "--config", config, "--data", tmp_path / "data")
        model.calls.clear()
        quick = viva("doctor", "here", "--quick", "--config", config, "--data", tmp_path / "data")
        assert len(model.calls) < 30
    after = viva("doctor", "--config", config, "--data", tmp_path / "data")

    here, off = both.stdout.split("away: ")
    assert both.returncode == 0, "a model without a role need not be fit"
    assert here.startswith(f"here: openai/here at {model.base} (judge)\n")
    assert "ok   fit as interviewer: yes." in here
    assert "ok   fit as judge: yes, it agrees 100 % (85 % needed)." in here
    assert "FAIL reach" in off
    assert "FAIL fit as judge: no" in off
    assert quick.returncode == 0
    assert "--   fit as judge: not tried." in quick.stdout
    assert "away" not in quick.stdout
    assert after.returncode == 1
    assert after.stdout.count("FAIL reach") == 2


def test_a_judge_that_is_unfit_fails_the_command(tmp_path: Path) -> None:
    config = tmp_path / "viva.toml"
    with ModelServer() as model:
        model.otherwise = brief
        config.write_text(f'[models.m]\nmodel = "openai/m"\napi_base = "{model.base}"\n[roles]\njudge = "m"\n')
        done = viva("doctor", "--config", config, "--data", tmp_path / "data")
        config.write_text(f'[models.m]\nmodel = "openai/m"\napi_base = "{model.base}"\n[roles]\ninterviewer = "m"\n')
        other = viva("doctor", "--config", config, "--data", tmp_path / "data")

    assert "FAIL fit as judge: no, agrees " in done.stdout
    assert (done.returncode, other.returncode) == (1, 0)


def test_a_judge_of_a_panel_must_be_fit_and_a_voice_is_not_tried(tmp_path: Path) -> None:
    config = tmp_path / "viva.toml"
    tables = (
        f'[models.{name}]\nmodel = "openai/{name}"\napi_base = "http://127.0.0.1:9/v1"\n' for name in ("m", "ears")
    )
    config.write_text("".join(tables) + '[judge]\npanel = ["m"]\n[roles]\ntranscriber = "ears"\n')
    done = viva("doctor", "--config", config, "--data", tmp_path / "data")
    ears = viva("doctor", "ears", "--config", config, "--data", tmp_path / "data")

    assert done.returncode == 1
    assert done.stdout.startswith("m: openai/m at http://127.0.0.1:9/v1 (judge)\n")
    assert done.stdout.count("FAIL reach") == 1
    assert done.stdout.endswith("ears: not tried, for it only hears or speaks: try it on the page.\n")
    assert (ears.returncode, ears.stdout) == (0, done.stdout.splitlines(keepends=True)[-1])


def test_without_models_there_is_nothing_to_try(tmp_path: Path) -> None:
    assert "No model is configured" in viva("doctor", cwd=tmp_path).stdout
    assert "There is no table [models.mine]" in viva("doctor", "mine", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[roles]\njudge = 'nobody'\n", "nobody"),
        ("prot = 8000\n", "port"),
        ("[models.m\n", "TOML"),
        ("host = '0.0.0.0'\n", "loopback"),
    ],
    ids=str,
)
def test_settings_that_cannot_be_used_are_refused_in_a_sentence(tmp_path: Path, settings: str, said: str) -> None:
    config = tmp_path / "viva.toml"
    config.write_text(settings)
    done = viva("serve", "--config", config, "--data", tmp_path / "data", "--no-browser")

    assert done.returncode == 1
    assert said in done.stderr


# -- the bank


def test_the_questions_are_counted(tmp_path: Path) -> None:
    done = viva("bank", "stats")

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].split()[0] == "all"


def sit(file: object, answer: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "viva", "bank", "try", str(file), "--data", str(tmp_path / "data")]
    return subprocess.run(command, input=answer, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("file", [GOOD / "internals" / "kv-cache.md", "internals/kv-cache"])
def test_one_question_is_sat_in_the_terminal(tmp_path: Path, file: object) -> None:
    done = sit(file, "The keys and values of all earlier tokens are stored.\n.\nThis is not read.\n", tmp_path)

    assert done.returncode == 0, done.stderr
    asked, _, told = done.stdout.partition("a line with a single dot ends it")
    assert "What does the KV cache keep" in asked
    assert "Judged by basic@" in asked
    assert "**met** (3 p.): It stores the keys and values" in told
    assert "**Reference answer**" in told
    assert "**Reference answer**" not in asked


def test_a_question_that_cannot_be_sat_is_told_why(tmp_path: Path) -> None:
    broken = tmp_path / "rag" / "broken.md"
    broken.parent.mkdir()
    broken.write_text("+++\nlevel = 'expert'\n+++\n# Why?\n")

    assert "There is no file" in sit("rag/none", "", tmp_path).stderr
    done = sit(broken, "", tmp_path)
    assert done.returncode == 1
    assert "rag/broken.md:2: 'level' should be" in done.stderr
