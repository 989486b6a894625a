"""Settings come from a file, the environment and flags, in rising order."""

import pytest

from archive.config import load_config
from archive.errors import ConfigError


def test_each_layer_overrides_the_one_below(tmp_path):
    """A flag wins over the environment, which wins over the file, which wins over the default."""
    (tmp_path / "kliping.toml").write_text('delay = 7\ncontact = "a@x.go.id"\nmax_pages = 10\n')
    env = {"KLIPING_DELAY": "5", "KLIPING_MAX_PAGES": "20"}
    found = load_config({"max_pages": 30, "timeout": None}, environment=env, folder=tmp_path)
    assert (found.values.max_pages, found.values.delay, found.values.contact) == (30, 5.0, "a@x.go.id")
    origins = {s.name: s.origin for s in found.settings}
    assert origins["max_pages"] == "--max-pages"
    assert origins["delay"] == "KLIPING_DELAY"
    assert origins["contact"].endswith("kliping.toml: contact")
    assert origins["timeout"] == "default"


@pytest.mark.parametrize(
    ("file", "env", "where", "what"),
    [
        ("delay = 'quick'", {}, "kliping.toml: delay", "quick"),
        ("colection = 'x'", {}, "kliping.toml", "unknown setting 'colection'"),
        ("delay = ", {}, "kliping.toml", "not valid TOML"),
        ("", {"KLIPING_MAX_PAGES": "0"}, "KLIPING_MAX_PAGES", "`int` >= 1"),
        ("", {"KLIPING_ALLOW_PRIVATE": "perhaps"}, "KLIPING_ALLOW_PRIVATE", "perhaps"),
    ],
)
def test_a_wrong_value_names_its_place(tmp_path, file, env, where, what):
    """A wrong setting is told with the file or variable it stands in and what was expected."""
    (tmp_path / "kliping.toml").write_text(file)
    with pytest.raises(ConfigError) as caught:
        load_config({}, environment=env, folder=tmp_path)
    assert caught.value.where.endswith(where)
    assert what in str(caught.value)
