"""Photos from a phone's browser: shrunk, turned, coached, sent again, with and without script."""

import contextlib
import io
import re
import socket
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from pytest_django.live_server_helper import LiveServer

from appeals.models import Draft, Evidence
from portal.storage import evidence_store
from tests import documents
from tests import photos as made
from tests.browser import PHONE, OpenPage
from tests.journeys import people

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

pytestmark = pytest.mark.django_db(transaction=True)
STEP = "/pengaduan/langkah/foto/{}/"
PATIENCE = 30_000  # milliseconds
SLOW = 15_000  # bytes a second, as where the last tower is far


def jpeg(content: bytes, name: str = "IMG-20261120-WA0007.jpg") -> "FilePayload":
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def noisy(size: tuple[int, int], *, orientation: int = 1) -> bytes:
    """Return a JPEG as heavy as a camera's."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).convert("RGB")
    return made.encoded(picture, exif=exif, quality=88)


@pytest.fixture
def step(open_page: OpenPage, live_server: LiveServer) -> "Page":
    """The step that asks for the e-KTP, on a phone."""
    return at_step(open_page(PHONE), live_server)


def at_step(page: "Page", live_server: LiveServer, kind: str = "ektp") -> "Page":
    page.set_default_timeout(PATIENCE)
    page.goto(live_server.url + STEP.format(kind))
    return page


def choose(page: "Page", file: "FilePayload", place: str = "ektp") -> None:
    page.locator(f"input[type=file][name=photo_{place}]").set_input_files(file)


def reaches(page: "Page", state: str, place: str = "ektp") -> None:
    page.locator(f"[data-photo=photo_{place}][data-state={state}]").wait_for()


def stored(evidence: Evidence) -> Image.Image:
    return Image.open(io.BytesIO(evidence_store().read_bytes(evidence.upload_name)))


class Network:
    """The phone's connection: slow, gone and back."""

    def __init__(self, page: "Page") -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def gone(self) -> None:
        self._limit(offline=True)

    def slow(self) -> None:
        self._limit(upload=SLOW)

    def back(self) -> None:
        self._limit()

    def _limit(self, *, offline: bool = False, upload: int = -1) -> None:
        limits = {"offline": offline, "latency": 0, "downloadThroughput": -1}
        self._session.send(
            "Network.emulateNetworkConditions", limits | {"uploadThroughput": upload}
        )


class Wire(socketserver.ThreadingTCPServer):
    """What lies between phone and portal; cuts a connection that sent more than `most` bytes."""

    daemon_threads = True

    def __init__(self, to_port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Pipe)
        self.to_port = to_port
        self.port: int = self.server_address[1]
        self.most = 0  # 0: as many as there are
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Pipe(socketserver.BaseRequestHandler):
    server: Wire

    def handle(self) -> None:
        with socket.create_connection(("localhost", self.server.to_port)) as portal:
            back = threading.Thread(target=self._pour, args=(portal, self.request), daemon=True)
            back.start()
            self._pour(self.request, portal)

    def _pour(self, come: socket.socket, go: socket.socket) -> None:
        seen = 0
        with contextlib.suppress(OSError):
            while piece := come.recv(16_384):
                seen += len(piece)
                if come is self.request and 0 < self.server.most < seen:
                    break
                go.sendall(piece)
        for end in (come, go):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def network(step: "Page") -> Network:
    """The connection of the phone that shows the step."""
    return Network(step)


def test_a_photo_of_twelve_megapixels_travels_small_and_upright(step: "Page") -> None:
    choose(step, jpeg(noisy((4000, 3000), orientation=6)))
    reaches(step, "held")
    kept = Evidence.objects.get()
    assert stored(kept).size == (1536, 2048)
    assert kept.original_bytes < 3_000_000


def test_a_small_photo_travels_as_it_is(step: "Page") -> None:
    content = made.jpeg((1600, 1200))
    choose(step, jpeg(content))
    reaches(step, "held")
    kept = Evidence.objects.get()
    assert evidence_store().read_bytes(kept.upload_name) == content
    assert kept.original_name == "IMG-20261120-WA0007.jpg"


@pytest.mark.parametrize("content", [made.many_in_one(), made.encoded(made.scene(mode="CMYK"))],
                         ids=["MPO", "CMYK"])  # fmt: skip
def test_what_phones_and_printers_write_is_taken(step: "Page", content: bytes) -> None:
    choose(step, jpeg(content))
    reaches(step, "held")
    assert Evidence.objects.get().original_bytes == len(content)


def test_a_photo_the_browser_cannot_open_goes_as_it_is(step: "Page") -> None:
    content = made.encoded(made.scene(), "HEIF")
    choose(step, {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": content})
    reaches(step, "held")
    assert evidence_store().read_bytes(Evidence.objects.get().upload_name) == content
    assert not step.locator(".photo-preview").count()


def test_a_photo_lying_on_its_side_is_turned_by_hand(step: "Page") -> None:
    choose(step, jpeg(made.jpeg((1600, 1200))))
    reaches(step, "held")
    with step.expect_response("**/pengaduan/foto/"):
        step.get_by_role("button", name="Putar kanan").click()
    reaches(step, "held")
    turned = stored(Evidence.objects.get())
    assert turned.size == (1200, 1600)
    red, green, _blue = turned.convert("RGB").getpixel((1000, 300))  # type: ignore[misc]
    assert red > green, "the red corner is now the upper right one"


def test_the_camera_has_a_button_of_its_own(step: "Page") -> None:
    camera = step.locator("input[data-camera]")
    assert camera.get_attribute("capture") == "environment"
    with step.expect_file_chooser() as opened:
        step.get_by_role("button", name="Ambil foto").click()
    opened.value.set_files(jpeg(made.jpeg()))
    reaches(step, "held")
    assert Evidence.objects.count() == 1


def test_a_selfie_is_taken_with_the_front_camera(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    page = at_step(open_page(PHONE), live_server, "selfie_ektp")
    assert page.locator("input[data-camera]").get_attribute("capture") == "user"


def test_a_lost_connection_is_tried_again_by_itself(step: "Page", network: Network) -> None:
    network.gone()
    choose(step, jpeg(made.jpeg()))
    step.get_by_text("Sambungan terputus. Kami coba lagi sendiri").wait_for()
    assert not Evidence.objects.exists()
    network.back()
    reaches(step, "held")
    assert Evidence.objects.count() == 1


def test_a_connection_that_drops_on_the_way_loses_and_doubles_nothing(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    with Wire(int(live_server.url.rpartition(":")[2])) as wire:
        page = open_page(PHONE)
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://localhost:{wire.port}{STEP.format('ektp')}")
        wire.most = 100_000
        choose(page, jpeg(noisy((1600, 1200))))
        page.get_by_text("Sambungan terputus. Kami coba lagi sendiri").wait_for()
        wire.most = 0
        reaches(page, "held")
    assert Evidence.objects.count() == 1


def test_when_every_try_is_used_up_a_button_tries_again(step: "Page") -> None:
    step.clock.install()
    step.route("**/pengaduan/foto/", lambda route: route.abort())
    choose(step, jpeg(made.jpeg()))
    for _ in range(6):
        step.get_by_text(re.compile("Sambungan terputus")).wait_for()
        step.clock.fast_forward(50_000)
        step.wait_for_timeout(50)
    reaches(step, "lost")
    step.unroute("**/pengaduan/foto/")
    step.get_by_role("button", name="Coba lagi").click()
    reaches(step, "held")


def test_the_progress_is_told_in_words(step: "Page", network: Network) -> None:
    network.slow()
    choose(step, jpeg(noisy((1600, 1200))))
    step.locator("[aria-live=polite]", has_text=re.compile("Mengunggah… (25|50|75) %")).wait_for()
    name = step.locator("progress").get_attribute("aria-label")
    assert name == "Foto e-KTP: Mengunggah…"


def test_going_on_waits_for_a_photo_on_its_way(step: "Page", network: Network) -> None:
    token = step.locator("input[name=token]").first.input_value()
    network.slow()
    choose(step, jpeg(noisy((1600, 1200))))
    step.get_by_text("Mengunggah… 25 %").wait_for()
    step.get_by_role("button", name="Lanjut", exact=True).last.click()
    step.get_by_text("Tunggu sebentar, foto masih diunggah.").wait_for()
    network.back()
    step.wait_for_url("**/foto/kk/")
    # An upload that the test before left on its way may arrive late, in a draft of its own.
    assert Evidence.objects.filter(draft__token=token).count() == 1


def test_a_reload_in_the_middle_finds_what_arrived(step: "Page", network: Network) -> None:
    choose(step, jpeg(made.jpeg()))
    reaches(step, "held")
    network.gone()
    choose(step, jpeg(made.jpeg((900, 700))))
    step.get_by_text("Sambungan terputus. Kami coba lagi sendiri").wait_for()
    network.back()
    step.goto(step.url)
    step.get_by_text("Sudah diunggah").wait_for()
    assert Draft.objects.get().evidence.count() == 1


def test_a_photo_is_replaced_and_removed(step: "Page") -> None:
    choose(step, jpeg(made.jpeg()))
    reaches(step, "held")
    step.get_by_role("button", name="Ganti foto").click()
    with step.expect_file_chooser() as opened:
        step.get_by_role("button", name="Pilih dari galeri").click()
    with step.expect_response("**/pengaduan/foto/"):
        opened.value.set_files(jpeg(made.jpeg((900, 700))))
    reaches(step, "held")
    assert stored(Evidence.objects.get()).size == (900, 700)
    step.get_by_role("button", name="Hapus: Foto e-KTP").click()
    step.get_by_text("Foto dihapus.").wait_for()
    assert not Evidence.objects.exists()


def test_a_supporting_file_is_replaced_where_it_stands(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    page = open_page(PHONE)
    page.goto(f"{live_server.url}/pengaduan/")
    for number in (1, 2, 3):
        choose(page, jpeg(made.jpeg((800 + number, 600))), f"supporting_{number}")
        reaches(page, "held", f"supporting_{number}")
    with page.expect_response(lambda answer: "ok" in answer.text() and "size" in answer.text()):
        choose(page, jpeg(made.jpeg((990, 700))), "supporting_2")
    reaches(page, "held", "supporting_2")
    assert sorted(stored(row).width for row in Evidence.objects.all()) == [801, 803, 990]


def test_a_refusal_says_the_fix_and_leaves_the_earlier_photo(step: "Page") -> None:
    choose(step, jpeg(made.jpeg()))
    reaches(step, "held")
    choose(step, {"name": "a.pdf", "mimeType": "application/pdf", "buffer": made.pdf()})
    reaches(step, "refused")
    assert "Foto kartunya langsung" in step.locator(".photo .error").inner_text()
    assert step.get_by_text("Foto yang tadi tetap tersimpan.").count()
    assert Evidence.objects.count() == 1


def test_a_refused_paper_leaves_the_one_it_was_to_replace(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    page = open_page(PHONE)
    page.goto(f"{live_server.url}/pengaduan/")
    for number in (1, 2, 3):
        choose(page, jpeg(made.jpeg((800 + number, 600))), f"supporting_{number}")
        reaches(page, "held", f"supporting_{number}")
    choose(page, jpeg(b"kata-kata, bukan foto"), "supporting_2")
    reaches(page, "refused", "supporting_2")
    assert page.get_by_text("Foto yang tadi tetap tersimpan.").count()
    assert sorted(stored(row).width for row in Evidence.objects.all()) == [801, 802, 803]
    page.reload()
    choose(page, jpeg(made.jpeg((990, 700))), "supporting_2")
    page.locator("[data-photo=photo_supporting_2]").get_by_text("Sudah diunggah · ").wait_for()
    assert sorted(stored(row).width for row in Evidence.objects.all()) == [801, 803, 990]


def test_a_paper_may_be_a_document(open_page: OpenPage, live_server: LiveServer) -> None:
    page = at_step(open_page(PHONE), live_server, "supporting_1")
    letter = documents.letter(3)
    choose(
        page, {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": letter}, "supporting_1"
    )
    reaches(page, "held", "supporting_1")
    assert Evidence.objects.get().original_bytes == len(letter)


def dark(photo: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(photo).enhance(0.3)


def blurred(photo: Image.Image) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(9))


def cut_off(photo: Image.Image) -> Image.Image:
    return photo.crop((0, 0, photo.width * 3 // 4, photo.height))


def glaring(photo: Image.Image) -> Image.Image:
    spot = Image.new("L", photo.size)
    ImageDraw.Draw(spot).ellipse((700, 450, 950, 650), fill=255)
    photo.paste("white", mask=spot)
    return photo


@pytest.mark.parametrize(
    ("spoilt", "hint"),
    [(dark, "Tampak gelap"), (blurred, "Tampak buram"), (cut_off, "Tampak terpotong"),
     (glaring, "Ada pantulan cahaya")],
)  # fmt: skip
def test_a_doubtful_photo_gets_a_hint_and_is_taken(
    step: "Page", photos: list[Path], spoilt: Callable[[Image.Image], Image.Image], hint: str
) -> None:
    with Image.open(photos[0]) as card:
        choose(step, jpeg(made.encoded(spoilt(card.convert("RGB")))))
    reaches(step, "held")
    assert hint in step.locator(".photo-checks").inner_text()
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(("number", "place"), list(enumerate(people.PLACES[:4])))
def test_a_good_photo_gets_no_hint(
    open_page: OpenPage, live_server: LiveServer, photos: list[Path], number: int, place: str
) -> None:
    page = at_step(open_page(PHONE), live_server, place)
    page.locator(f"input[type=file][name=photo_{place}]").set_input_files(photos[number])
    reaches(page, "held", place)
    assert page.locator(".photo-checks .is-green").count() > 1
    assert not page.locator(".photo-checks .is-amber").count()


def test_two_tabs_share_one_draft(step: "Page", live_server: LiveServer) -> None:
    other = at_step(step.context.new_page(), live_server)
    for page, size in ((step, (800, 600)), (other, (900, 700))):
        choose(page, jpeg(made.jpeg(size)))
        reaches(page, "held")
    assert stored(Evidence.objects.get()).size == (900, 700)
    step.get_by_role("button", name="Lanjut", exact=True).last.click()
    step.wait_for_url("**/foto/kk/")
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("name", ["photo_ektp", "photo_ektp_camera"])
def test_without_script_the_plain_inputs_do_the_same(
    open_page: OpenPage, live_server: LiveServer, name: str
) -> None:
    page = at_step(open_page(PHONE, javascript=False), live_server)
    page.locator(f"input[name={name}]").set_input_files(jpeg(made.jpeg()))
    page.get_by_role("button", name="Lanjut", exact=True).last.click()
    page.wait_for_url("**/foto/kk/")
    page.go_back()
    assert page.get_by_text("Sudah diunggah").count()
    assert Evidence.objects.count() == 1
