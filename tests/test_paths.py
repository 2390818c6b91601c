from pathlib import Path

import pytest

from viva import paths


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "server" / "viva"
    package.mkdir(parents=True)
    monkeypatch.setattr(paths, "HERE", package)
    monkeypatch.setattr(paths, "CHECKOUT", tmp_path)
    return package


def test_a_checkout_has_its_files_beside_the_package(package: Path, tmp_path: Path):
    assert paths.data("questions") == tmp_path / "questions"
    assert paths.data("web") == tmp_path / "web" / "dist"


def test_a_wheel_has_its_files_inside_the_package(package: Path):
    (package / "_data" / "web").mkdir(parents=True)

    assert paths.data("web") == package / "_data" / "web"


def test_this_checkout_is_where_it_seems_to_be():
    assert (paths.CHECKOUT / "pyproject.toml").is_file()
