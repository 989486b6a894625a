"""What `region` promises: a host names its government, and never another one of the same name."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from lokal.provinces import PROVINCES

from archive.article import Region
from archive.extraction.region import region_by_code, region_of_host

SHORT = """
aceh sumut sumbar riau jambi sumsel bengkulu lampung babel kepri jakarta jabar jateng jogja jatim banten
bali ntb ntt kalbar kalteng kalsel kaltim kaltara sulut sulteng sulsel sultra gorontalo sulbar maluku malut
papua papuabarat papuaselatan papuatengah papuapegunungan papuabaratdaya
"""


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("bekasikota.go.id", "32.75"),
        ("www.bekasikota.go.id:443", "32.75"),
        ("BEKASIKAB.go.id.", "32.16"),
        ("jabarprov.go.id", "32"),
        ("dinkes.bandungkab.go.id", "32.04"),
        ("bandung.go.id", "32.73"),
        ("jakarta.go.id", "31"),
        ("selatan.jakarta.go.id", "31.74"),
        ("jogjaprov.go.id", "34"),
        ("jogjakota.go.id", "34.71"),
        ("kukarkab.go.id", "64.02"),
        ("matim.go.id", "53.19"),
        ("kotabogor.go.id", "32.71"),
        ("pemkomedan.go.id", "12.71"),
        ("pemkot-malang.go.id", "35.73"),
        ("kotabarukab.go.id", "63.02"),
        ("kotamobagu.go.id", "71.74"),
        ("limapuluhkotakab.go.id", "13.07"),
        ("surabaya.go.id", "35.78"),
        ("gorontalokab.go.id", "75.01"),
        ("banjarkota.go.id", "32.79"),
        ("banjarkab.go.id", "63.03"),
    ],
)
def test_a_host_names_its_region(host, code):
    """Regular names, short names, subdomains and ports lead to the Kemendagri code."""
    assert region_of_host(host).kemendagri == code


def test_names_and_levels_are_official():
    """Level and name come with the code; the BPS code stays null."""
    assert region_of_host("bekasikota.go.id") == Region("kota", "Kota Bekasi", "32.75", confidence=0.98)
    assert region_of_host("bekasikab.go.id") == Region("kabupaten", "Kabupaten Bekasi", "32.16", confidence=0.98)
    assert region_of_host("jabarprov.go.id") == Region("provinsi", "Jawa Barat", "32", confidence=0.9)


def test_every_province_has_its_short_host():
    """All 38 provinces are found under `<name>prov.go.id`."""
    assert [region_of_host(f"{name}prov.go.id").kemendagri for name in SHORT.split()] == list(PROVINCES)


@pytest.mark.parametrize(
    "host", ["bekasi.go.id", "kominfo.go.id", "go.id", "example.com", "127.0.0.1:8501", "", "x." * 300]
)
def test_a_host_that_names_no_region_has_none(host):
    """A name shared by kota and kabupaten, a ministry and a foreign host give no region."""
    assert region_of_host(host) == Region()


def test_a_village_has_only_its_level():
    """`x.desa.id` says nothing about where the village lies."""
    assert region_of_host("sukamaju.desa.id") == Region("desa", confidence=0.7)


@pytest.mark.parametrize(
    ("code", "name"),
    [("32.75", "Kota Bekasi"), ("32", "Jawa Barat"), ("99.99", None), ("32.75.01", None), ("x", None)],
)
def test_a_code_names_its_region(code, name):
    """A code of the first two levels has its official name; anything else is no region."""
    assert region_by_code(code).name == name


def test_the_data_file_has_no_wrong_code():
    """Every code of hosts.toml exists, at the level its table claims."""
    tables = tomllib.loads((files("archive.extraction") / "data" / "hosts.toml").read_text("utf-8"))
    levels = {"provinces": "provinsi", "kabupaten": "kabupaten", "kota": "kota"}
    wrong = [
        (table, name)
        for table, entries in tables.items()
        for name, code in entries.items()
        if region_by_code(code).level is None
        or region_by_code(code).level != levels.get(table, region_by_code(code).level)
    ]
    assert wrong == []
