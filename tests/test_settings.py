"""Settings: what wins, what is refused, and that a complaint names its place and never a key."""

from pathlib import Path

import pytest

from viva.errors import SettingsError
from viva.settings import ModelSettings, Settings, load

FAST = '[models.fast]\nmodel = "openai/fast"\n'


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory and a home with no settings in them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "viva.toml"
    file.write_text(text, "utf-8")
    return file


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(written(folder, text))
    return str(caught.value)


def test_without_any_settings_it_answers_on_this_machine_and_asks_no_model() -> None:
    settings = load()

    assert (settings.host, settings.port, settings.bank) == ("127.0.0.1", 8000, None)
    assert settings.data.name == "viva"
    assert (settings.roles.interviewer, settings.roles.judge) == ("basic", "basic")
    assert settings.model("judge") is None


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(alone, "port = 1\nseconds_per_word = 0.1\nopen_browser = false\n")
    monkeypatch.setenv("VIVA_PORT", "2")
    monkeypatch.setenv("VIVA_SECONDS_PER_WORD", "0.2")

    settings = load(file, {"port": 3})

    assert (settings.port, settings.seconds_per_word, settings.open_browser) == (3, 0.2, False)


def test_one_key_of_a_table_can_be_overridden_without_losing_the_others(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(alone, FAST + "timeout = 50\ncontext = 4096\n[budget]\ntokens_per_day = 5\n")
    monkeypatch.setenv("VIVA_MODELS__FAST__TIMEOUT", "60")

    settings = load(file, {"roles": {"judge": "fast"}, "budget": {"tokens_per_interview": 7}})

    model = settings.model("judge")
    assert model == ModelSettings(model="openai/fast", timeout=60, context=4096)
    assert (settings.budget.tokens_per_interview, settings.budget.tokens_per_day) == (7, 5)
    assert settings.model("interviewer") is None


def test_the_file_of_the_working_directory_is_found_before_that_of_the_user(alone: Path) -> None:
    written(alone / "config" / "viva", "port = 11\n")
    assert load().port == 11
    written(alone, "port = 12\n")
    assert load().port == 12
    assert load(written(alone / "given", "port = 13\n")).port == 13


def test_a_file_that_was_named_must_be_there(alone: Path) -> None:
    with pytest.raises(SettingsError, match=r"no settings file .*nowhere\.toml"):
        load(alone / "nowhere.toml")


def test_an_unknown_key_is_refused_with_its_file_and_a_guess_at_what_was_meant(alone: Path) -> None:
    said = complaint(alone, FAST + "tiemout = 3\n")

    assert "viva.toml: there is no setting models.fast.tiemout: did you mean timeout?" in said


def test_an_unknown_key_in_the_environment_is_said_to_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_BUDGET__TOKENS_PER_DAI", "3")

    with pytest.raises(SettingsError, match=r"the environment: there is no setting budget\.tokens_per_dai"):
        load()


def test_a_variable_that_is_nearly_a_setting_is_refused_and_one_that_holds_a_key_is_not(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVA_OPENAI_KEY", "sk-secret-1234")
    monkeypatch.setenv("VIVA_HOSTS", "sk-secret-1234")
    assert load(written(alone, FAST + 'key_env = "VIVA_HOSTS"\n')).models

    monkeypatch.setenv("VIVA_ROLE__JUDGE", "fast")
    with pytest.raises(SettingsError, match=r"^the environment: there is no setting role: did you mean roles\?$"):
        load(alone / "viva.toml")


def test_a_table_in_the_environment_that_is_no_json_is_told_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_MODELS", "{sk-secret-1234")

    with pytest.raises(SettingsError) as caught:
        load()
    assert str(caught.value) == (
        "the environment: VIVA_MODELS is no valid JSON: "
        "mend it, or set one key at a time, as in VIVA_ROLES__JUDGE=basic."
    )


def test_everything_that_is_wrong_is_said_at_once(alone: Path) -> None:
    said = complaint(alone, 'port = "many"\nseconds_per_word = -1\n')

    assert [line.split(": ")[1] for line in said.splitlines()] == ["port", "seconds_per_word"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models = 3", "models: must be a table"),
        ('[models]\nmodel = "openai/fast"', "models.model: must be a table"),
        ('[models.Fast]\nmodel = "openai/fast"', "models.Fast: a name has lower-case letters and digits"),
        ('[models.fast]\nmodel = "open ai/fast"', "models.fast.model: must have no blank in it"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_in_the_words_of_the_file(alone: Path, text: str, said: str) -> None:
    assert complaint(alone, text).startswith(f"{alone}/viva.toml: {said}")


def test_bad_toml_is_refused_with_its_line(alone: Path) -> None:
    assert "viva.toml is not valid TOML" in (said := complaint(alone, "port = 1\nhost = \n"))
    assert "line 2" in said


def test_a_role_must_name_a_model_that_is_configured(alone: Path) -> None:
    said = complaint(alone, FAST + '[roles]\njudge = "slow"\n')

    assert said == 'roles.judge = "slow", but there is no table [models.slow]: known are "basic", "fast".'


def test_basic_is_no_name_for_a_model(alone: Path) -> None:
    assert "[models.basic]" in complaint(alone, FAST.replace("fast]", "basic]"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])  # noqa: S104
def test_an_address_that_others_could_reach_is_refused(alone: Path, host: str) -> None:
    assert "it only answers on this machine" in complaint(alone, f'host = "{host}"\n')


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_a_loopback_address_is_taken(alone: Path, host: str) -> None:
    assert load(written(alone, f'host = "{host}"\n')).host == host


def test_a_key_is_read_from_the_variable_that_is_named_and_shown_nowhere() -> None:
    model = ModelSettings(model="openai/fast", key_env="MY_KEY")

    key = model.key({"MY_KEY": "sk-secret-1234"})

    assert key is not None
    assert key.get_secret_value() == "sk-secret-1234"
    shown = f"{key!r} {key} {model!r} {model.model_dump_json()} {Settings(models={'fast': model})!r}"
    assert "sk-secret" not in shown
    assert "MY_KEY" in shown


def test_a_key_that_is_named_but_not_set_is_refused_by_the_name_of_its_variable() -> None:
    with pytest.raises(SettingsError, match="MY_KEY, which is not set"):
        ModelSettings(model="openai/fast", key_env="MY_KEY").key({"MY_KEY": " "})
    assert ModelSettings(model="openai/fast").key({}) is None


@pytest.mark.parametrize(
    "line",
    [
        'api_key = "sk-secret-1234"',
        'key_env = "sk-secret-1234"',
        'key_env = "sk_secret_1234"',
        'api_base = "http://me:sk-secret-1234@127.0.0.1/v1"',
        'api_base = "http://127.0.0.1/v1?key=sk-secret-1234"',
        'context = "sk-secret-1234"',
    ],
)
def test_a_key_in_the_wrong_place_is_refused_without_being_repeated(alone: Path, line: str) -> None:
    said = complaint(alone, f"{FAST}{line}\n")

    assert line.split(" ", maxsplit=1)[0] in said
    assert "secret" not in said


def test_the_settings_never_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().port = 1
    with pytest.raises(ValueError, match="frozen"):
        load().budget.tokens_per_day = 1


def test_several_judges_are_named_as_often_as_they_are_asked(alone: Path) -> None:
    text = FAST + '[models.slow]\nmodel = "openai/slow"\n'
    plain = load(written(alone, text))
    panel = load(written(alone, text + '[judge]\nsamples = 2\npanel = ["fast", "basic", "slow"]\n'))
    alone_twice = load(written(alone, text + '[roles]\njudge = "fast"\n[judge]\nsamples = 2\n'))

    assert (plain.names("judge"), plain.names("interviewer")) == (("basic",), ("basic",))
    assert panel.names("judge") == ("fast", "fast", "basic", "slow", "slow")
    assert alone_twice.names("judge") == ("fast", "fast")


def test_a_panel_must_name_models_that_are_configured_and_judges_instead_of_the_role(alone: Path) -> None:
    strange = complaint(alone, FAST + '[judge]\npanel = ["fast", "slow"]\n')
    both = complaint(
        alone, FAST + '[models.slow]\nmodel = "openai/slow"\n[roles]\njudge = "slow"\n[judge]\npanel = ["fast"]\n'
    )

    assert 'judge.panel = "slow", but there is no table [models.slow]' in strange
    assert 'judge.panel judges instead of roles.judge = "slow"' in both
    assert "did you mean samples?" in complaint(alone, "[judge]\nsample = 3\n")
