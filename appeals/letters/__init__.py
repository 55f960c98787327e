"""Documents that people can show: the receipt of a complaint and the letter of a decision.

Their words are frozen on the day of issue; anybody can check that one is real, and learns nothing
personal by it.
"""

from appeals.letters.content import Content, Section, content_of
from appeals.letters.issuing import find, issue_inquiry, issue_receipt, issue_ruling
from appeals.letters.pdf import check_address, draw, in_groups
from appeals.letters.serving import as_page, as_pdf

__all__ = [
    "Content",
    "Section",
    "as_page",
    "as_pdf",
    "check_address",
    "content_of",
    "draw",
    "find",
    "in_groups",
    "issue_inquiry",
    "issue_receipt",
    "issue_ruling",
]
