"""The tree of headings, paragraphs, tables and pictures that a screen reader walks.

fpdf2 keeps elements on one level, as pictures. Elements of one page hang together here, so that a
table that goes on is a table on each of its pages, with its headings.
"""

from collections import Counter
from collections.abc import Iterator

from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject


class Element(StructElem):
    """An element whose children lie on its own page."""

    def __init__(self, kind: str, *, within: PDFObject, page: int, alt: str | None = None) -> None:
        super().__init__(struct_type=kind, parent=within, kids=[], page_number=page, alt=alt)
        self._children: list[Element] = []

    def __setattr__(self, name: str, value: object) -> None:
        """Hand the page on to the children: fpdf2 tells only the outermost elements theirs."""
        super().__setattr__(name, value)
        if name == "pg" and value is not None:
            for child in self._children:
                child.pg = value  # type: ignore[assignment]

    def add(self, child: "Element") -> None:
        """Hang `child` below."""
        self._children.append(child)
        self.k.append(child)

    def walk(self) -> Iterator["Element"]:
        """Yield the element and all below it."""
        yield self
        for child in self._children:
            yield from child.walk()


class Tree(StructureTreeBuilder):
    """The elements of a document, in reading order."""

    def __init__(self) -> None:
        super().__init__()
        self._marked: Counter[int] = Counter()

    def begin(
        self, kind: str, *, page: int, within: Element | None = None, alt: str | None = None
    ) -> Element:
        """Add an element below `within`, or below the document."""
        element = Element(kind, within=within or self.doc_struct_elem, page=page, alt=alt)
        if within is None:
            self.doc_struct_elem.k.append(element)
        else:
            within.add(element)
        return element

    def mark(self, element: Element, *, page: int) -> tuple[int, int]:
        """Give the element what is drawn next on its page; return its number, and the page's."""
        number = self._marked[page]
        self._marked[page] += 1
        place = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        element.k.append(number)
        self.struct_tree_root.parent_tree.nums[place].append(element)
        return number, place

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self.doc_struct_elem
        yield self.struct_tree_root.parent_tree
        for element in self.doc_struct_elem.k:
            yield from element.walk()
