"""The porch: what a server that can't be built says."""

from pathlib import Path

import pytest

from tests.program import Program


def test_a_broken_bank_is_told_fault_by_fault_and_ends_the_program(tmp_path: Path) -> None:
    bank = tmp_path / "questions"
    (bank / "rag").mkdir(parents=True)
    (bank / "topics.toml").write_text('[[topic]]\nid = "rag"\ntitle = "RAG"\nabout = "Retrieval."\n')
    (bank / "rag" / "one.md").write_text("no front matter\n")
    program = Program(tmp_path / "data", "--bank", str(bank))

    with pytest.raises(RuntimeError, match=r"questions/rag/one\.md:1"):
        program.start()
    assert "Traceback" not in program.log()


def test_the_page_is_there_and_the_rest_follows(tmp_path: Path) -> None:
    with Program(tmp_path / "data") as program:
        assert program.request("/")[0] == 200
        assert program.request("/api/setup")[0] == 200
        assert program.request("/api/nothing")[0] == 404
        assert program.stop() == 0
