"""What the demo site tells machines: robots.txt, sitemap, RSS, and pages outside the frame."""

from __future__ import annotations

from xml.sax.saxutils import escape

from crawler.demo.content import DemoArticle
from crawler.demo.templates import day_in_words, site_data, slug_of

SUSPENDED = """<html><head><title>Account Suspended</title></head>
<body bgcolor="#ffffff"><center><h1>This Account has been suspended.</h1>
<p>Contact your hosting provider for more information.</p></center></body></html>
"""
NOT_FOUND = """<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1>
<p>The requested URL was not found on this server.</p><hr>
<address>Apache/2.4.7 (Ubuntu)</address></body></html>
"""
PHP_ERROR = """<div style="border:1px solid #990000;padding-left:20px;margin:0 0 10px 0;">
<h4>A Database Error Occurred</h4>
<p>Unable to connect to your database server using the provided settings.</p></div>
"""
CSS = ".judul{font-size:22px}.konten p{margin:0 0 10px}.tanggal,.dibaca{color:#888}\n"


def robots(base: str) -> str:
    """Return robots.txt (RFC 9309)."""
    return f"User-agent: *\nDisallow: /admin/\nDisallow: /polling\n\nSitemap: {base}/sitemap.xml\n"


def sitemap(articles: tuple[DemoArticle, ...], base: str) -> str:
    """Return sitemap.xml: home, listings, static pages, every article."""
    pages = [
        "/",
        "/berita",
        *(f"/kategori/{slug_of(x)}" for x in sorted({a.file.category for a in articles})),
    ]
    pages += [f"/halaman/{page.slug}" for page in site_data().pages]
    lines = [f"<url><loc>{escape(base + path)}</loc></url>" for path in pages]
    lines += [
        f"<url><loc>{escape(base + a.path)}</loc><lastmod>{a.file.listed.isoformat()}</lastmod></url>" for a in articles
    ]
    body = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</urlset>\n'
    )


def rss(articles: tuple[DemoArticle, ...], base: str) -> str:
    """Return an RSS 2.0 feed whose pubDate is Indonesian, against the specification."""
    items = "\n".join(
        f"<item><title>{escape(a.file.title)}</title><link>{base}{a.path}</link>"
        f"<pubDate>{day_in_words(a)}</pubDate><category>{escape(a.file.category)}</category></item>"
        for a in articles[:15]
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(site_data().name)}</title><link>{base}/</link><description>Berita</description>\n"
        f"{items}\n</channel></rss>\n"
    )
