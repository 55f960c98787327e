"""Pages travel compressed to browsers that read it; nothing else is touched."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from portal.compression import PageCompressionMiddleware

LONG = b"<p>isi halaman</p>" * 200


def through(response: HttpResponseBase, accept: str = "gzip, br") -> HttpResponseBase:
    request: HttpRequest = RequestFactory().get("/", headers={"accept-encoding": accept})
    return PageCompressionMiddleware(lambda _request: response).process_response(request, response)


@pytest.mark.django_db
def test_a_page_is_compressed_for_a_browser(client: Client) -> None:
    page = client.get("/pengaduan/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < len(gzip.decompress(page.content)) / 3


def test_who_cannot_read_it_gets_the_page_as_it_is() -> None:
    assert "Content-Encoding" not in through(HttpResponse(LONG), accept="identity").headers


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(LONG, content_type="image/jpeg"),
        HttpResponse(LONG, content_type="application/pdf"),
        HttpResponse(LONG, content_type="application/json"),
        StreamingHttpResponse([LONG], content_type="text/html"),
    ],
    ids=["photo", "PDF", "JSON", "stream"],
)
def test_files_and_streams_travel_as_they_are(response: HttpResponseBase) -> None:
    assert "Content-Encoding" not in through(response).headers


def test_the_length_says_nothing_exact_about_the_page() -> None:
    lengths = {through(HttpResponse(LONG))["Content-Length"] for _ in range(40)}
    assert len(lengths) > 1
