"""What happens to a site over time; run as a script, each scenario becomes one line of JSON.

One process runs them all, since Twisted's reactor starts only once.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
sys.path.insert(0, str(Path(__file__).parent))

from msgspec.structs import replace  # noqa: E402
from season import Answer, Season, article, encode, listing, short, with_etag  # noqa: E402

from archive import history  # noqa: E402
from archive.article import Article  # noqa: E402
from archive.derivation import work  # noqa: E402
from archive.extraction import engine  # noqa: E402
from archive.jobs import derive as job  # noqa: E402

SOON, DAY = timedelta(minutes=10), timedelta(days=1)
NUMBERS = range(6)
PATHS = [f"/detail/{n}" for n in NUMBERS]


def newspaper(season, count=6):
    """Fill a site: a home page, a listing, a feed, and articles."""
    links = [f"/detail/{n}" for n in range(count)]
    base = season.site.base
    feed = "".join(f"<item><link>{base}{link}</link></item>" for link in links)
    season.site.routes |= {
        "/": listing("/berita", "/feed", "/surat.pdf"),
        "/berita": listing(*links),
        "/feed": Answer(f"<rss><channel>{feed}</channel></rss>".encode(), headers={"Content-Type": "application/rss+xml"}),
        "/surat.pdf": Answer(b"%PDF-1.4 surat", headers={"Content-Type": "application/pdf"}),
        **{link: article(n) for n, link in enumerate(links)},
    }  # fmt: skip


async def second(season):
    """Run again within minutes, then all at once, then one page by hand."""
    newspaper(season)
    first, counts = await season.run()
    again, _ = await season.run(SOON)
    season.site.routes["/detail/6"] = article(6)
    season.site.routes["/berita"] = listing(*PATHS, "/detail/6")
    grown, more = await season.run(SOON)
    full, _ = await season.run(SOON, target=replace(season.target, full=True))
    one = replace(season.target, follow=False, site=replace(season.target.site, seeds=(season.site.base + PATHS[0],)))
    fetched, _ = await season.run(SOON, target=one)
    return {
        "first": short(first), "counts": counts, "again": short(again), "grown": short(grown), "more": more,
        "full": short(full), "fetched": short(fetched), "fetched_as": len(season.records("revisit", PATHS[0])),
    }  # fmt: skip


async def edits(season):
    """An edit of a page that no listing names any more, one of a listed page, and a counter on each page."""
    newspaper(season)
    await season.run()
    visits = iter(range(10_000))

    def counted(answer):
        return lambda _: Answer(answer.body.replace(b"</body>", b"<input type=hidden value=%d></body>" % next(visits)))

    for n in NUMBERS:
        season.site.routes[PATHS[n]] = counted(article(n, "terbaru" if n in (0, 1) else ""))
    season.site.routes["/berita"] = listing(*PATHS[1:])
    season.site.routes["/feed"] = listing()
    early, _ = await season.run(SOON)
    due, counts = await season.run(DAY)
    later, later_counts = await season.run(timedelta(hours=11))
    return {
        "early": short(early), "due": short(due), "counts": counts, "later": short(later), "later_counts": later_counts,
        "revisits": [r.get("WARC-Target-URI").rpartition("/")[2] for r in season.records("revisit", "")],
        "events": [kind for _, kind, _ in season.events()[0]], "agree": season.events()[0] == season.events()[1],
        "intervals": [season.page(path).rhythm.interval.total_seconds() / 3600 for path in PATHS[:3]],
    }  # fmt: skip


async def validators(season):
    """A server that knows ETags: pages, listing and document."""
    newspaper(season)
    season.site.routes |= {path: with_etag(season.site.routes[path]) for path in (*PATHS, "/berita")}
    await season.run()
    asked, counts = await season.run(DAY)
    season.site.routes["/berita"] = with_etag(listing(*PATHS), '"b"')
    conditions = season.site.headers["/detail/0"].get("If-None-Match")
    profiles = [r.get("WARC-Profile").rpartition("/")[2] for r in season.records("revisit")]
    derived = season.derive()
    return {
        "asked": short(asked), "counts": counts, "condition": conditions,
        "profiles": {p: profiles.count(p) for p in set(profiles)},
        "document": [r.get("WARC-Profile").rpartition("/")[2] for r in season.records("revisit", "/surat.pdf")],
        "articles": derived.articles, "events": season.events()[0],
        "visits": season.page("/detail/0").visits, "unmodified": season.page("/detail/0").unmodified,
    }  # fmt: skip


async def liars(season):
    """A 304 that nobody asked for; one ETag for two texts; the body of another page; a 304 for ever."""
    newspaper(season)
    tag = {"Content-Type": "text/html; charset=utf-8", "ETag": '"same"'}
    season.site.routes["/detail/0"] = Answer(b"", 304, {})
    season.site.routes["/detail/1"] = Answer(article(1).body, 200, tag)
    season.site.routes["/detail/3"] = with_etag(article(3))
    await season.run()
    first = season.page("/detail/0")
    season.site.routes["/detail/1"] = Answer(article(1, "lain").body, 200, tag)
    season.site.routes["/detail/2"] = article(4)
    _, counts = await season.run(DAY)
    kinds = {path: len(season.records("revisit", path)) for path in PATHS[:4]}
    asked_once = season.site.headers["/detail/1"].get("If-None-Match")
    trusted = season.page("/detail/1").trusted
    asked = []
    for _ in range(9):
        await season.run(timedelta(days=20))
        asked.append(season.site.headers["/detail/3"].get("If-None-Match"))
    return {
        "unasked": [first.status, first.full is None, len(season.records("revisit", "/detail/0"))],
        "counts": counts, "kinds": kinds, "asked_once": asked_once, "trusted": trusted,
        "asked_again": season.site.headers["/detail/1"].get("If-None-Match"), "for_ever": asked,
    }  # fmt: skip


async def fates(season):
    """Deleted, moved, edited and edited back, and what comes back afterwards."""
    newspaper(season)
    counts = [(await season.run())[1]]
    season.site.routes["/detail/0"] = Answer(b"hilang", 404)
    season.site.routes["/detail/1"] = Answer(b"", 301, {"Location": "/detail/baru"})
    season.site.routes["/detail/baru"] = article(1)
    season.site.routes["/detail/2"] = article(2, "diubah")
    season.site.routes["/detail/3"] = Answer(b"rusak", 500)
    counts.append((await season.run(DAY))[1])
    season.site.routes["/detail/0"] = article(0)
    season.site.routes["/detail/1"] = article(1)
    season.site.routes["/detail/2"] = article(2)
    counts.append((await season.run(timedelta(days=3)))[1])
    season.site.routes["/detail/0"] = Answer(b"hilang", 404)
    counts.append((await season.run(timedelta(days=20)))[1])
    kept, told = season.events()
    latest = {a.url.rpartition("/")[2]: a.text for a in history.latest(season.collection.root)}
    before = season.rows()
    season.rebuild()
    return {
        "counts": counts, "kinds": [(kind, url.rpartition("/")[2]) for _, kind, url in kept], "agree": kept == told,
        "latest": "diubah" in latest["2"], "rebuilt": before == season.rows(),
    }  # fmt: skip


async def crash(season):
    """A run that was never derived, and one of which only a half-written WARC is left."""
    newspaper(season)
    await season.run(derived=False)
    known, _ = await season.run(SOON, derived=False)
    provisional = len(season.rows()["pages"])
    season.site.routes["/detail/0"] = article(0, "diubah")
    await season.run(DAY, derived=False)
    warc = season.collection.warcs()[-1]
    warc.rename(warc.with_name(warc.name + ".open"))
    season.collection.index_of(warc).unlink()
    _, counts = await season.run(SOON)
    before = season.rows()
    season.rebuild()
    kept, told = season.events()
    return {
        "known": short(known), "provisional": provisional, "counts": counts, "kinds": [kind for _, kind, _ in kept],
        "agree": kept == told, "rebuilt": before == season.rows(),
        "left": [name for name, derived in season.rows()["remembered"] if not derived],
    }  # fmt: skip


async def extractor(season):
    """The same page, cleaned by another version that finds another text."""
    newspaper(season)
    await season.run()
    extract, version = work.extract, job.EXTRACTOR

    def newer(*arguments):
        outcome = extract(*arguments)
        return replace(outcome, text=outcome.text + " v2") if isinstance(outcome, Article) else outcome

    work.extract, job.EXTRACTOR, engine.EXTRACTOR = newer, "kliping-next", "kliping-next"
    try:
        _, counts = await season.run(DAY)
        hours = season.page("/detail/0").rhythm.interval.total_seconds() / 3600
    finally:
        work.extract, job.EXTRACTOR, engine.EXTRACTOR = extract, version, version
    return {"counts": counts, "hours": hours}


async def unreachable(season):
    """A page without an answer is asked for again, and the WARC alone tells of it."""
    newspaper(season)
    season.site.routes["/detail/0"] = lambda _: None
    await season.run()
    failure = season.page("/detail/0").failure
    (record,) = (r for r in season.records("metadata", "/detail/0") if r.get("WARC-Concurrent-To") is None)
    season.site.routes["/detail/0"] = article(0)
    early, _ = await season.run(SOON)
    late, counts = await season.run(DAY)
    before = season.rows()
    season.rebuild()
    return {
        "failure": failure, "early": short(early), "late": "/detail/0" in late, "counts": counts,
        "fields": dict(line.split(": ", 1) for line in record.block.decode().splitlines()),
        "rebuilt": before == season.rows(),
    }  # fmt: skip


async def month(season):
    """A run every day for thirty days; one new article a day, an edit every third day."""
    return await daily(season, 30, 30)


async def week(season):
    """The same for eight days and a smaller site."""
    return await daily(season, 8, 12)


async def daily(season, days, articles):
    """A run every day; one new article a day, an edit every third day."""
    newspaper(season, articles)
    total, new, changed, full = 0, 0, 0, 0
    for day in range(days):
        if day:
            number = articles - 1 + day
            season.site.routes[f"/detail/{number}"] = article(number)
            season.site.routes["/berita"] = listing(
                *(f"/detail/{n}" for n in range(number, number - min(articles, 20), -1))
            )
            if day % 3 == 0:
                season.site.routes[f"/detail/{number - 1}"] = article(number - 1, "diubah")
        asked, counts = await season.run(DAY)
        total += len(asked)
        full += articles + day + 6
        new += counts.get("new", 0)
        changed += counts.get("changed", 0)
    before = season.rows()
    season.rebuild()
    kept, told = season.events()
    return {
        "requests": total, "full": full, "new": new, "changed": changed, "agree": kept == told,
        "rebuilt": before == season.rows(),
    }  # fmt: skip


SCENARIOS = (second, edits, validators, liars, fates, crash, extractor, unreachable, week, month)


async def main(names):
    """Run the scenarios and print what came out."""
    for scenario in SCENARIOS:
        if names and scenario.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = await scenario(Season(Path(folder) / "c"))
        sys.stdout.write(f"{encode({'scenario': scenario.__name__, **found}).decode()}\n")


if __name__ == "__main__":
    from scrapy.utils.defer import deferred_from_coro
    from twisted.internet import reactor

    failures = []
    ended = deferred_from_coro(main(sys.argv[1:]))
    ended.addErrback(failures.append)
    ended.addBoth(lambda _: reactor.stop())
    reactor.run()
    if failures:
        sys.stderr.write(failures[0].getTraceback())
        sys.exit(1)
