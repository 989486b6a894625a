"""What a crawl is aimed at."""

import pytest
from scrapy.crawler import Crawler

from archive.errors import ConfigError
from crawler.spiders.site import SiteSpider
from crawler.target import DEFAULT_DELAY, scope_of, target_from_url


def test_a_target_from_an_address():
    """The host is the key and the scope, both default ports or the one that was named; no profile is claimed."""
    target = target_from_url("https://www.Kota.go.id/berita")
    assert (target.site.key, target.profiled, target.follow, target.delay) == (
        "www.kota.go.id",
        False,
        True,
        DEFAULT_DELAY,
    )
    assert target.site.seeds == ("https://www.Kota.go.id/berita",)
    assert target.site.owns("www.kota.go.id", 80)
    assert target.site.owns("www.kota.go.id", 443)
    assert not target.site.owns("www.kota.go.id", 8080)
    assert scope_of("http://127.0.0.1:8501/") == ("127.0.0.1:8501",)


def test_a_target_of_some_pages():
    """The pages are the seeds, and nothing is followed."""
    target = target_from_url("http://a.id/1", follow=False, pages=("http://a.id/1", "http://a.id/2"))
    assert (target.follow, target.site.seeds) == (False, ("http://a.id/1", "http://a.id/2"))


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("kota.go.id", "must begin with http://"),
        ("ftp://kota.go.id/", "must begin with http://"),
        ("http://", "must begin with http://"),
        ("http:///berita", "must begin with http://"),
        ("http://[rusak/", "must begin with http://"),
        ("http://kota.go.id:0x50/", "port"),
        ("http://kota.go.id:70000/", "port"),
        ("http://a:b@kota.go.id/", "user name or password"),
    ],
)
def test_a_wrong_address_is_told(url, what):
    """What is no address of a page is refused with the reason, before anything is asked."""
    with pytest.raises(ConfigError, match=what):
        target_from_url(url)


def test_scrapys_own_command_keeps_a_profiles_pause(tmp_path, monkeypatch):
    """`scrapy crawl site -a site=KEY` waits as long as the profile asks, unless the operator says otherwise."""
    (tmp_path / "pelan.toml").write_text(
        'key = "pelan"\nname = "Pelan"\nhosts = ["pelan.id"]\nseeds = ["http://pelan.id/"]\ndelay = 12\n'
    )
    monkeypatch.setenv("KLIPING_SITES", str(tmp_path))
    crawler = Crawler(SiteSpider)
    SiteSpider.from_crawler(crawler, site="pelan")
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") == 12
    monkeypatch.setenv("KLIPING_DELAY", "0")
    crawler = Crawler(SiteSpider)
    SiteSpider.from_crawler(crawler, site="pelan")
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") == 0
