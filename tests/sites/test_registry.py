"""Site profiles: knowledge is data, and wrong data is told clearly."""

import datetime as dt

import pytest

from archive.errors import ProfileError, UnknownSite
from archive.sites import SiteRegistry, parse_profile

GOOD = """
key = "contohkota"
name = "Kota Contoh"
hosts = ["contohkota.go.id"]
seeds = ["https://contohkota.go.id/"]
"""


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ("level = 'negara'", "level", "Invalid enum value 'negara'"),
        ("kemendagri = '3275'", "kemendagri", "regex"),
        ("delay = -1", "delay", ">= 0"),
        ("colour = 'red'", "", "unknown field `colour`"),
        ("[urls]\narticle = ['^/(detail']", "urls.article", "regular expression"),
        ("timezone = 'Asia/Bekasi'", "timezone", "time zone"),
        ("name = 'twice'", "", "not valid TOML"),
        ("[urls]\narticle = 'x'", "urls.article", "Expected `array`, got `str`"),
    ],
)
def test_a_malformed_profile_names_file_key_and_expectation(change, where, what):
    """A wrong profile is told with its file, the key, and what was expected there."""
    with pytest.raises(ProfileError) as caught:
        parse_profile((GOOD + change).encode(), "sites/contohkota.toml")
    assert caught.value.where == f"sites/contohkota.toml: {where}".removesuffix(": ")
    assert what in str(caught.value)


def test_a_seed_with_credentials_is_refused():
    """A profile cannot hold a user name or password in an address."""
    text = GOOD.replace("https://contohkota", "https://admin:rahasia@contohkota")
    with pytest.raises(ProfileError, match=r"seeds"):
        parse_profile(text.encode(), "x.toml")


def test_the_users_profile_wins(tmp_path):
    """A profile in the user's folder replaces the packaged one of the same key."""
    (tmp_path / "bekasikota.toml").write_text(GOOD.replace("contohkota", "bekasikota"))
    registry = SiteRegistry([tmp_path])
    assert registry.get("bekasikota").name == "Kota Contoh"
    assert registry.origin("bekasikota") == tmp_path / "bekasikota.toml"


def test_an_unknown_key_suggests_the_nearest():
    """A mistyped key is answered with the keys that look like it."""
    with pytest.raises(UnknownSite, match="did you mean bekasikota"):
        SiteRegistry().get("bekasi-kota")


def test_owner_goes_by_host_and_port():
    """A host without a port owns every port of that name; one with a port owns only that."""
    registry = SiteRegistry()
    assert registry.owner("https://bekasikota.go.id:443/detail/x").key == "bekasikota"
    assert registry.owner("http://127.0.0.1:8642/").key == "demo"
    assert registry.owner("http://127.0.0.1:1/") is None


def test_layouts_go_by_capture_date():
    """A layout is chosen by the date of the capture, and an old one stays for old captures."""
    text = (
        GOOD
        + """
[[layouts]]
name = "now"
[[layouts]]
name = "2017"
valid_until = 2018-12-31
"""
    )
    site = parse_profile(text.encode(), "x.toml")
    assert site.layout(dt.date(2017, 12, 5)).name == "2017"
    assert site.layout(dt.date(2018, 12, 31)).name == "2017"
    assert site.layout(dt.date(2019, 1, 1)).name == "now"
