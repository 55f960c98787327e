"""Every public page is light enough for a slow phone, and asks nobody but us."""

from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import Product
from tests.screenshots.weights import MOST_BYTES, PATHS, fetched

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("path", PATHS)
def test_a_page_weighs_little_and_asks_nobody_else(
    browser: "Browser", product: Product, path: str
) -> None:
    seen = fetched(browser, product.address, path)
    assert seen.bytes_seen <= MOST_BYTES
    assert not seen.foreign
