"""A profile written from an address alone."""

import pytest

from archive.errors import ConfigError
from archive.jobs.profiles import add_profile
from archive.sites import SiteRegistry, load_profile


@pytest.mark.parametrize(
    ("url", "key", "level", "code", "zone"),
    [
        ("https://www.tangerangkota.go.id/", "tangerangkota", "kota", "36.71", "Asia/Jakarta"),
        ("https://jayapurakota.go.id", "jayapurakota", "kota", "91.71", "Asia/Jayapura"),
        ("http://balikpapan.go.id/berita?x=1", "balikpapan", "kota", "64.71", "Asia/Makassar"),
        ("https://diskominfo.contoh.example/", "diskominfo-contoh-example", None, None, "Asia/Jakarta"),
        ("http://127.0.0.1:8501/", "127-0-0-1", None, None, "Asia/Jakarta"),
    ],
)
def test_a_profile_tells_what_the_host_tells(tmp_path, url, key, level, code, zone):
    """Key, level, code and zone follow from the host; the file is a valid profile that owns the address."""
    path = add_profile(url, tmp_path / "sites", SiteRegistry())
    assert path == tmp_path / "sites" / f"{key}.toml"
    site = load_profile(path)
    assert (site.key, site.level, site.kemendagri, site.timezone) == (key, level, code, zone)
    assert SiteRegistry([path.parent]).owner(url).key == key


@pytest.mark.parametrize(
    "url", ["kota.go.id", "ftp://kota.go.id/", "https://admin:rahasia@kota.go.id/", "https://", "http://kota.go.id:x/"]
)
def test_an_address_that_is_none_is_refused(tmp_path, url):
    """Nothing is written, the line says what was expected, and a password is not repeated."""
    with pytest.raises(ConfigError, match="must begin with http://") as caught:
        add_profile(url, tmp_path, SiteRegistry())
    assert "rahasia" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_quotes_in_an_address_write_no_other_keys(tmp_path):
    """An address cannot break out of its string in the file."""
    site = load_profile(add_profile('https://kota.go.id/"\nname = "x', tmp_path, SiteRegistry()))
    assert (site.key, site.name) == ("kota", "kota.go.id")


def test_a_known_site_is_not_written_twice(tmp_path):
    """A host that a profile owns, and a key that is taken, are refused with the file that has them."""
    known = SiteRegistry()
    with pytest.raises(ConfigError, match="'bekasikota' exists already"):
        add_profile("https://bekasikota.go.id/x", tmp_path, known)
    with pytest.raises(ConfigError, match="'bekasikota' exists already"):
        add_profile("https://lain.go.id/", tmp_path, known, "bekasikota")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["Huruf Besar", "../luar", "a/b", "x" * 80])
def test_a_key_that_is_none_is_refused(tmp_path, key):
    """A key cannot name a file outside the folder, and nothing is written for a wrong one."""
    with pytest.raises(ConfigError, match="key"):
        add_profile("https://contoh.example/", tmp_path / "sites", SiteRegistry(), key)
    assert list(tmp_path.iterdir()) == []
