"""The datasheet: how the dataset was made, and its known limits, with this dataset's own figures."""

from __future__ import annotations

from archive.dataset.documents.markdown import plain, table
from archive.dataset.documents.release import Release
from archive.dataset.tally import OPTIONAL

_MADE = """## How it was made

A crawler recorded what the sites answered, byte by byte, as WARC. An engine made the articles from the WARCs, offline:
the same WARCs and the same version give the same articles. Nothing was reworded, completed or translated; what was
removed from a page is kept with the rule that took it (`removals`). Pages that are no articles (lists, error pages,
suspected online-gambling injections) are not here; the collection keeps them with the reason.

## Known limits

- **Not complete.** A site shows what it shows on the day of the crawl. Articles that were deleted before, or were
  behind a form, are missing. The absence of an article is no proof that it was never published.
- **One record for each version.** A page captured again that says the same is one record, of its earliest capture.
  A page whose text, title, dates, credit, category, tags, pictures, attachments, contacts or copyright line changed
  has one record for each version, with the same `id`: count pages by `id`, not by rows.
- **Copies.** Governments publish each other's press releases, and a site may show one article at two addresses
  (`twins`). Take care with word counts and with splits into training and test data.
- **Dates.** A date is what the page says, with its precision. Many sites give none; then only dates told in the text
  are there. Typing errors of the pages are kept and, where the weekday gives them away, told in `warnings`.
- **Language** is judged by the words of the text; short texts are `und`. Some sites carry machine translations.
- **Regions** come from the site, never from the text: an article may be about another place.
- **Hacked pages.** Suspected injections are left out by rule; some may have got through, and news about online
  gambling is meant to stay.
- **People.** Officials, citizens and victims are named as the pages named them. Mind UU 27/2022 before you publish
  anything about persons."""


def datasheet(release: Release) -> str:
    """Return `DATASHEET.md`."""
    tally = release.tally
    total = max(tally.articles, 1)
    filled = [(f"`{name}`", str(tally.filled[name]), f"{100 * tally.filled[name] / total:.1f} %") for name in OPTIONAL]
    flags = [(f"`{flag}`", str(n)) for flag, n in sorted(tally.flags.items(), key=lambda x: (-x[1], x[0]))]
    return "\n".join(
        (
            f"# Datasheet of {plain(release.name)}", "", plain(release.description), "", _MADE, "",
            "## How complete the fields are", "", table(("Field", "Articles with it", "Share"), filled), "",
            "## What the engine noticed", "", table(("Flag", "Articles"), flags) if flags else "Nothing.", "",
        )
    )  # fmt: skip
