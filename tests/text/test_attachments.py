"""What `attachments` promises: documents are known by their link alone."""

from __future__ import annotations

import pytest

from archive.extraction.attachments import attachment_type


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        ("https://x.go.id/unduh/SK.PDF", "", "pdf"),
        ("https://x.go.id/a/lampiran.docx?v=2#page=1", "", "docx"),
        ("https://x.go.id/d.php?file=surat%2Fedaran.pdf", "", "pdf"),
        ("/unduh.php?id=3", "Surat Edaran.xlsx", "xlsx"),
        ("https://x.go.id/download/123", "SK.pdf", "pdf"),
        ("https://x.go.id/download/123", "Unduh", None),
        ("https://x.go.id/foto.jpg", "SK.pdf", None),
        ("https://x.go.id/berita/pdf", "", None),
        ("https://x.go.id/", "SK.pdf", None),
        ("http://[", "SK.pdf", None),
        ("javascript:void(0)", "", None),
        ("https://x.go.id/a.zip", "", "zip"),
        ("x" * 100_000, "", None),
        ("https://x.go.id/?" + "a=1&" * 1000, "", None),
    ],
)
def test_a_document_is_known_by_its_link(url, title, kind):
    """Path, query value, then title give the type; pictures, pages and broken links give none."""
    assert attachment_type(url, title) == kind
