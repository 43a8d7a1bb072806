"""Text to article: front matter, HTML and Markdown, and what a bare text says about itself. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from sstimeline.model.articles import Article, article_id
from sstimeline.model.dates import Date
from sstimeline.model.errors import BadInput
from sstimeline.model.values import replace

Form = Literal["txt", "md", "html"]

KEYS = ("title", "url", "published", "language", "source")
#: The day a crawler wrote in front of the text: " date 2021-12-06 ", also without its day.
STAMP = re.compile(r"\s*date\s+(\d{4}-\d\d(?:-\d\d)?)(?=\s|$)")
#: A day in an address: /2021/12/06/, /2021-12-06-, /20211206/.
IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
#: Place and day in front of a story: "LISBON, March 14, 2023 - ".
DATELINE = re.compile(r"[^\W\d_][^.!?\n]{2,60}?\b\d{4}\s?(?:\.\s?[-–—]|[-–—:])\s?")
#: How far into a text a title is looked for, in paragraphs, and how long one can be, in code points.
TITLE_WITHIN, TITLE_LENGTH = 6, 160

#: Languages that news is written in, of those the model knows: a short text in a large one looks like its small kin.
WRITTEN = [
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hi",
    "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk",
    "sl", "sq", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was handed in, before it is known which article it is."""

    text: str
    title: str = ""
    url: str | None = None
    source: str | None = None
    language: str = ""
    published: Date | None = None
    published_by: str = ""  #: "given" by a person, or "metadata" of the page


def article(draft: Draft, *, path: str | None = None) -> Article:
    """Return the article that *draft* is, with what the text says about itself where nobody said it.

    Its language stays empty where nobody gave it: see `spoken`, which is slow.
    *path* is its place below `seeds/`. Raises `BadInput` for an empty text and for one without any letter.
    """
    if not draft.text.strip():
        raise BadInput("the text is empty")
    if not any(map(str.isalpha, draft.text)):
        raise BadInput("the text has no words")
    if any("\ud800" <= char <= "\udfff" for part in (draft.text, draft.title, draft.source) for char in part or ""):
        raise BadInput("it holds half a character (a lone surrogate): save it as UTF-8")
    if draft.url and not is_address(draft.url):
        raise BadInput(f"{draft.url!r} is no address that begins with http:// or https://")
    published, by = _published(draft)
    return Article(
        id=article_id(url=draft.url, path=path, text=draft.text),
        text=draft.text,
        language=draft.language,
        title=draft.title or find_title(draft.text),
        url=draft.url,
        source=draft.source,
        published=published,
        published_by=by,
    )


def parse(text: str, form: Form) -> Draft:
    """Return the draft in a file's *text*: its front matter, and its body as plain text.

    Raises `BadInput` where the front matter says something that is no date or no language.
    """
    meta, body = front_matter(text)
    draft = _html(body) if form == "html" else _markdown(body) if form == "md" else Draft(text=body)
    given: dict[str, Any] = {name: value for name, value in meta.items() if value}
    if "published" in given:
        given["published"], given["published_by"] = day(given["published"]), "given"
    if "language" in given:
        given["language"] = primary(given["language"])
    return replace(draft, **given)


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the `key: value` lines at the very top of *text*, and the rest.

    They stand between `---` lines or end with an empty line; a text whose first lines are anything else has none.
    Between `---` lines, other keys, their lists and comments are passed over.
    """
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    fenced = bool(lines) and lines[0].strip() == "---"
    meta: dict[str, str] = {}
    for number, line in enumerate(lines[fenced:], 1 + fenced):
        if line.strip() == ("---" if fenced else ""):
            return (meta, "".join(lines[number:]).lstrip("\r\n")) if meta else ({}, text)
        if fenced and (line[:1] in " \t-#" or not line.strip()):
            continue
        key, colon, value = line.partition(":")
        key = key.strip().lower()
        if not colon or (key not in KEYS and not fenced):
            break
        if key in KEYS:
            meta[key] = value.strip().strip("\"'")
    return {}, text


def day(text: str) -> Date:
    """Return the publication day or month in *text*: 2021-12-06, 2021-12, or a full ISO 8601 time."""
    found = re.fullmatch(r"([0-9]{4}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)(?:[T ].*)?", text.strip())
    if found is None:
        raise BadInput(f"{text!r} is no publication day such as 2021-12-06 or 2021-12")
    return Date.parse(found[1])


def is_address(text: str) -> bool:
    """Tell whether *text* is a whole address on the web."""
    return re.fullmatch(r"https?://[^\s/?#][^\s]*", text, re.IGNORECASE) is not None


def primary(tag: str) -> str:
    """Return the primary language of a BCP 47 tag: "es" of "es-MX"."""
    language = re.split("[-_]", tag.strip().lower())[0]
    if not re.fullmatch("[a-z]{2,3}", language):
        raise BadInput(f"{tag!r} is no language tag such as en or es-MX")
    return language


def spoken(article: Article) -> Article:
    """Return *article* with the language that nobody gave, found by py3langid's model among `WRITTEN`."""
    if article.language:
        return article
    return replace(article, language=_classify()(article.text[:5000])[0])


@cache
def _classify() -> Callable[[str], tuple[str, float]]:
    import py3langid

    py3langid.set_languages(WRITTEN)
    return cast("Callable[[str], tuple[str, float]]", py3langid.classify)


def find_title(text: str) -> str:
    """Return the title a text bears: the first short paragraph near its top that is no sentence, else its first one."""
    stamp = STAMP.match(text)
    paragraphs = [line.strip() for line in text[stamp.end() if stamp else 0 :].splitlines() if line.strip()]
    # A heading stands over something: the last paragraph is a teaser or a signature.
    for paragraph in paragraphs[: min(TITLE_WITHIN, max(1, len(paragraphs) - 1))]:
        if len(paragraph) <= TITLE_LENGTH and paragraph[-1] not in ".:;,…" and len(paragraph.split()) > 2:
            return paragraph.lstrip("#").strip()
    lead = DATELINE.sub("", paragraphs[0]) if paragraphs else ""
    first = re.split(r"(?<=[.!?])\s", lead, maxsplit=1)[0]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _published(draft: Draft) -> tuple[Date | None, str]:
    """Return the day of publication and how it is known; a dateline in the text may still outrank the lower ones."""
    if draft.published is not None:
        return draft.published, draft.published_by or "given"
    stamp = STAMP.match(draft.text)
    if stamp and (found := _maybe(stamp[1])):
        return found, "stamp"
    url = IN_URL.search(draft.url or "")
    if url and (found := _maybe("-".join(url.groups()))):
        return found, "url"
    return None, ""


def _maybe(text: str) -> Date | None:
    try:
        return day(text)
    except BadInput:
        return None


def _markdown(text: str) -> Draft:
    from markdown_it import MarkdownIt

    return _plain(MarkdownIt("commonmark").render(text))


def _html(text: str) -> Draft:
    """Return the story of a page, without its menus and teasers, and what its metadata says."""
    import trafilatura
    from lxml import html

    body = trafilatura.extract(text, include_comments=False, favor_precision=True) or _plain(text).text
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.LxmlError):
        return Draft(text=body)

    def first(path: str) -> str:
        return next((str(found).strip() for found in tree.xpath(path) if str(found).strip()), "")

    title = first("//meta[@property='og:title']/@content") or first("//h1//text()") or first("//title/text()")
    when = first("//meta[@property='article:published_time']/@content") or first("//meta[@name='date']/@content")
    published = _maybe(when[:10])
    canonical = first("//link[@rel='canonical']/@href")
    lang = re.match("[A-Za-z]{2,3}(?=$|[-_])", first("/html/@lang"))
    return Draft(
        text=body,
        title=title,
        url=canonical if is_address(canonical) else None,
        language=lang[0].lower() if lang else "",
        published=published,
        published_by="metadata" if published else "",
    )


def _plain(markup: str) -> Draft:
    """Return all words of *markup*, a paragraph a line; its first heading is the title."""
    from lxml import html

    if not markup.strip():
        return Draft(text="")
    tree = html.fromstring(f"<div>{markup}</div>")
    for node in tree.xpath("//script | //style | //nav | //header | //footer | //aside | //form"):
        node.drop_tree()
    blocks = tree.xpath("//h1 | //h2 | //h3 | //h4 | //p | //li | //td | //pre")
    lines = [" ".join(block.text_content().split()) for block in blocks] or [" ".join(tree.text_content().split())]
    heading = next((" ".join(node.text_content().split()) for node in tree.xpath("//h1 | //h2")), "")
    return Draft(text="\n\n".join(filter(None, lines)), title=heading)
