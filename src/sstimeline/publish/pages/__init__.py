"""The HTML pages: pure functions from values to one document each, and the static files they name.

A page needs no JavaScript, asks nothing of anyone else, and is valid under the strictest content security policy
that lets it have its own style sheet, script, icon and data: `POLICY`.
"""

from sstimeline.publish.pages.entries import entry
from sstimeline.publish.pages.errors import error
from sstimeline.publish.pages.front import Listed, index
from sstimeline.publish.pages.render import STATIC, FormatLink, links, static
from sstimeline.publish.pages.timelines import timeline

#: The `Content-Security-Policy` under which every page works.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)

__all__ = ["POLICY", "STATIC", "FormatLink", "Listed", "entry", "error", "index", "links", "static", "timeline"]
