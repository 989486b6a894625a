"""All 552 governments: their number, their hosts, and which have no profile."""

import json
import re
import subprocess
import sys

import pytest

from archive.article import Region
from archive.errors import ConfigError
from archive.extraction.region import region_by_code, region_of_host, region_of_profile
from archive.regions import governments, missing, province_of, province_totals
from archive.sites import SiteRegistry

WORDS = {"provinsi": "prov", "kabupaten": "kab", "kota": "kota"}
TOTALS = """
11 18 5|12 25 8|13 12 7|14 10 2|15 9 2|16 13 4|17 9 1|18 13 2|19 6 1|21 5 2|31 1 5|32 18 9|33 29 6|34 4 1|35 29 9|36 4 4
51 8 1|52 8 2|53 21 1|61 12 2|62 13 1|63 11 2|64 7 3|65 4 1|71 11 4|72 12 1|73 21 3|74 15 2|75 5 1|76 6 0|81 9 2|82 8 2
91 8 1|92 7 0|93 4 0|94 8 0|95 8 0|96 5 1
"""


def short(name):
    """Return the name as hosts spell it: letters only, without its level."""
    bare = re.sub(r"^(?:kabupaten|kota)(?: administrasi)? ", "", name.lower())
    return re.sub(r"[^a-z]", "", bare)


def test_there_are_38_provinces_and_514_below_them():
    """The table has 38 provinces, 416 kabupaten and 98 kota, each code once."""
    table = governments()
    levels = [g.level for g in table]
    assert [levels.count(level) for level in WORDS] == [38, 416, 98]
    assert len({g.kemendagri for g in table}) == 552
    assert len({(g.level, g.name) for g in table}) == 552
    assert all(g.bps is None for g in table)


def test_the_totals_of_every_province_are_right():
    """Each province has as many kabupaten and kota as the decree lists (counted by hand, not by this code)."""
    expected = [tuple(map(int, row.split())) for row in re.split(r"[|\n]", TOTALS.strip())]
    assert [(int(t.kemendagri), t.kabupaten, t.kota) for t in province_totals()] == expected
    assert sum(t.kabupaten + t.kota for t in province_totals()) == 514


def forms(name, word):
    return (f"{name}{word}.go.id", f"www.{name}{word}.go.id", f"dinkes.{name}{word}.go.id", f"{word}{name}.go.id", f"{word}-{name}.go.id")  # fmt: skip


@pytest.mark.parametrize("level", WORDS)
def test_every_government_is_found_by_its_own_host(level):
    """`<name>prov`, `<name>kab` and `<name>kota` of each government give its own code, with high confidence."""
    for government in governments():
        if government.level == level:
            for host in forms(short(government.name), WORDS[level]):
                region = region_of_host(host)
                assert (region.kemendagri, region.name) == (government.kemendagri, government.name), host
                assert region.confidence == 0.98


@pytest.mark.parametrize("level", WORDS)
def test_no_host_gives_another_governments_code(level):
    """A name with another level's word gives the government of that level and name, or none: never a wrong one.

    Short names count as well: `yogyakartaprov` is the Daerah Istimewa, `tidorekota` is Tidore Kepulauan.
    """
    by_name = {(g.level, short(g.name)): g.kemendagri for g in governments()}
    known = {("provinsi", "yogyakarta"): "34"}
    for government in governments():
        name = short(government.name)
        for host in forms(name, WORDS[level]):
            found = region_of_host(host)
            assert found.kemendagri in (None, by_name.get((level, name)) or known.get((level, name))), host
            assert found.level in (None, level)


def test_a_bare_name_is_a_region_only_when_one_has_it():
    """`surabaya.go.id` is known, with less confidence; a name of several governments is nobody's."""
    names = [short(g.name) for g in governments()]
    for government in governments():
        name = short(government.name)
        found = region_of_host(f"{name}.go.id")
        if names.count(name) > 1:
            assert found.kemendagri is None or found.confidence == 0.99, name  # listed by hand: bandung
        else:
            assert found.kemendagri == government.kemendagri, name
    assert region_of_host("surabaya.go.id").confidence == 0.8
    assert region_of_host("bekasi.go.id") == Region()


def test_the_confidence_says_what_it_was_read_from():
    """A profile outranks a listed host, that one an official name, a short name, a name alone and a village."""
    hosts = ("tangsel.go.id", "bekasikota.go.id", "jabarprov.go.id", "surabaya.go.id", "x.desa.id")
    ranks = [region_of_profile("32.75").confidence, *(region_of_host(h).confidence for h in hosts)]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 6
    assert region_by_code("32.75").confidence is None
    assert region_of_profile("99.99") == Region()


def test_a_short_name_that_two_could_mean_is_nobodys():
    """`mura` is Musi Rawas to some and Murung Raya to others, so it is none."""
    assert region_of_host("murakab.go.id") == Region()


def test_the_province_of_a_region_is_known():
    """A kota lies in its province, a province in itself, and an unknown region nowhere."""
    assert province_of(region_of_host("bekasikota.go.id")).name == "Jawa Barat"
    assert province_of(region_of_host("jabarprov.go.id")).kemendagri == "32"
    assert province_of(Region()) == Region()
    assert all(g.province == region_by_code(g.kemendagri[:2]).name for g in governments())


def test_governments_without_a_profile_are_named():
    """Only what a profile stands for is not missing, and the demo stands for nobody."""
    registry = SiteRegistry()
    assert len(missing(registry)) == 552 - len({s.kemendagri for s in registry if s.key != "demo"})
    assert "32.75" not in {g.kemendagri for g in missing(registry)}
    assert "32.75" in {g.kemendagri for g in missing([registry.get("demo")])}
    assert [g.level for g in missing((), "kota", "Jawa Barat")] == ["kota"] * 9
    assert missing((), province="31")[0].kemendagri == "31"


@pytest.mark.parametrize(("level", "province"), [("negara", None), (None, "Jawa Utara")])
def test_an_unknown_level_or_province_is_told(level, province):
    """What does not exist is an error that says what does."""
    with pytest.raises(ConfigError, match=r"no such (level|province)"):
        missing((), level, province)


def test_the_command_lists_who_is_missing(tmp_path):
    """`kliping sites list --missing` prints the governments without profile as JSON."""
    flags = ["sites", "list", "--missing", "--level", "kota", "--province", "32", "--json"]
    code = "import sys; from crawler.cli.app import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *flags], cwd=tmp_path, capture_output=True, check=True)  # fmt: skip
    rows = json.loads(done.stdout)
    assert [r["kemendagri"] for r in rows] == [f"32.7{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9)]
    assert rows[0]["province"] == "Jawa Barat"
