"""The licence note: what each site's pages say about their use, in their own words."""

from __future__ import annotations

from archive.dataset.documents.markdown import plain, table
from archive.dataset.documents.release import Release
from archive.dataset.tally import MAX_NOTICES

NOTE = """The articles belong to those who published them, and this dataset gives no licence for them.

Under the Indonesian copyright law (UU 28/2014, article 43 b), what is published by or on behalf of the government
may be copied and distributed, unless a law, a statement on the work itself, or a statement made when it was
published says that it is protected. So the copyright line of a page is part of its record (`copyright_notice`):
read it before you republish a text. A site may also carry texts and pictures of others (news agencies, press
photographs), whose rights stay theirs. This note is no legal advice.

Personal data in the texts is under UU 27/2022 on personal data protection."""


def licences(release: Release) -> str:
    """Return `LICENSES.md`."""
    notices = sorted(release.tally.notices.items(), key=lambda x: (x[0][0], -x[1], x[0][1]))
    rows = [(plain(site), plain(line) if line else "*(the page has none)*", str(n)) for (site, line), n in notices]
    more = "\nThere are more lines than this list holds.\n" if len(notices) >= MAX_NOTICES else ""
    head = ("Site", "Copyright line of the page", "Articles")
    return f"# Licences of {plain(release.name)}\n\n{NOTE}\n\n{table(head, rows)}\n{more}"
