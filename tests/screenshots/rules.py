"""The tour of the pages behind the rules: accounts, runs, policies, imports, remedies, partners.

The lists and the first row of each are visited by their links (staff.every_link); here are the
forms, the questions asked before a step, and what a page looks like half-way through.
"""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from portal.calendar import JAKARTA
from tests.journeys import people
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_DESK = "/pmo/eligibility/"
# Pages with a form, by who may fill it in; the form is sent empty, too.
_FORMS = {
    "aturan": ("importbatch/kirim/", "gelombang/buka/", "deadlineextension/tambah/"),
    "penyelia": ("partner/baru/",),
}


def accounts(stage: Set) -> None:
    """Photograph an account, one of its fields opened, a block judged again, and a finding."""
    studio = stage.studio
    person = stage.product.blocked_for("G03", spare=0)
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "petugas")
        studio.go(page, f"{_DESK}account/")
        page.locator("#search-q").fill(person["nik"])
        _follow(page, page.get_by_role("button", name="Cari"))
        studio.take(page, "staff-account")
        here = page.url
        page.locator(".identity summary").click()
        page.locator("[name=reason]").select_option("compare")
        _follow(page, page.get_by_role("button", name="Buka dan catat"))
        studio.take(page, "staff-account-opened")
        page.goto(here)
        _follow(page, page.locator(".blocks h3 a").first)
        page.locator(".aside summary").click()
        studio.take(page, "staff-block-judged-again")
        _follow(page, page.locator("#facts-title ~ p a"))
        studio.take(page, "staff-finding")


def runs(stage: Set) -> None:
    """Photograph a run from the question before it to the question before it is undone."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "aturan")
        studio.go(page, f"{_DESK}screeningrun/mulai/")
        studio.take(page, "staff-run-start")
        # While it goes on the page changes under the camera: its end is what stands still.
        _follow(page, page.get_by_role("button", name="Mulai periksa semua akun"))
        page.locator(".chip-run-finished").wait_for(timeout=people.PATIENCE)
        studio.take(page, "staff-run-finished")
        run = page.url
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia")
        _question(stage, page)
        page.goto(run)
        _follow(page, page.get_by_role("link", name="Batalkan pemeriksaan"))
        studio.take(page, "staff-run-undo")
        page.goto(run)
        _follow(page, page.get_by_role("link", name="Pulihkan…"))
        studio.take(page, "staff-remedy-of-a-run")


def policies(stage: Set) -> None:
    """Photograph drafting a version, its faults, and how often each version was overturned."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "aturan")
        studio.go(page, f"{_DESK}rulepolicy/susun/")
        studio.take(page, "staff-policy-choose")
        _follow(page, page.locator("#content-main table tbody a").first)
        studio.take(page, "staff-policy-draft")
        page.locator("[name=legal_source]").fill("")
        _follow(page, page.get_by_role("button", name="Simpan draf"))
        studio.take(page, "staff-policy-draft-errors")
        page.locator("[name=legal_source]").fill("Permenko Perekonomian 17/2022")
        for tick in page.locator("[name=knowingly]").all():  # an earlier tour left a draft
            tick.check()
        for note in page.locator("[name=note]").all():
            note.fill("Mencoba batas yang sama dengan dasar hukum yang baru.")
        _follow(page, page.get_by_role("button", name="Simpan draf"))
        studio.take(page, "staff-policy-drafted")
        studio.go(page, f"{_DESK}fuse/tingkat/")
        studio.take(page, "staff-fuse-rates")


def facts_and_partners(stage: Set) -> None:
    """Photograph the forms that bring facts in, open campaigns and let partners speak with us."""
    studio = stage.studio
    for username, paths in _FORMS.items():
        with studio.visitor() as page:
            people.sign_in(page, stage.product, username)
            for path in paths:
                name = f"staff-{path.strip('/').replace('/', '-')}"
                studio.go(page, _DESK + path)
                studio.take(page, name)
                _follow(page, page.locator("#content-main [type=submit]").first)
                studio.take(page, f"{name}-errors")


def questions(stage: Set) -> None:
    """Photograph what is asked before a wave is closed and before a file is taken back."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "aturan")
        for kind, step in (("gelombang", "tutup"), ("importbatch", "tarik")):
            studio.go(page, f"{_DESK}{kind}/")
            _follow(page, page.locator("#result_list tbody a").first)
            studio.go(page, page.url.replace("/change/", f"/{step}/"))
            studio.take(page, f"staff-{kind}-{step}")


def keys(stage: Set) -> None:
    """Photograph a new partner, the key shown once, and where the partner wants to hear."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia")
        studio.go(page, f"{_DESK}partner/baru/")
        page.locator("[name=name]").fill(f"Mitra contoh {secrets.token_hex(3)}")
        _follow(page, page.locator("#content-main [type=submit]"))
        studio.take(page, "staff-partner-new")
        here = page.url
        _follow(page, page.get_by_role("link", name="Terbitkan kunci"))
        studio.take(page, "staff-partner-key")
        page.locator("[name=scopes]").first.check()
        in_a_month = datetime.now(JAKARTA).date() + timedelta(days=30)
        page.locator("[name=expires]").fill(in_a_month.isoformat())
        _follow(page, page.locator("#content-main [type=submit]"))
        studio.take(page, "staff-partner-key-shown")
        page.goto(here)
        studio.take(page, "staff-partner-with-key")
        _follow(page, page.get_by_role("link", name="Tambah alamat webhook"))
        studio.take(page, "staff-partner-endpoint")


def remedies(stage: Set) -> None:
    """Photograph a campaign: waiting, for the second person, lifting, and everyone it hit."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia")
        studio.go(page, f"{_DESK}remedy/")
        _follow(page, page.get_by_role("link", name="Buka pemulihan bersama"))
        # The smallest register's file: few complaints lose their subject.
        cause = page.locator("li, tr").filter(has_text="EMIS").last
        _follow(page, cause.get_by_text("Pulihkan…"))
        page.locator("[name=title]").fill("Mencoba pemulihan bersama")
        page.locator("[name=explanation]").fill("Data yang kami pakai ternyata sudah lama.")
        _follow(page, page.get_by_role("button", name="Buka pemulihan"))
        studio.take(page, "staff-remedy-waiting")
        here = page.url
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "penyelia2")
        page.goto(here)
        studio.take(page, "staff-remedy-to-approve")
        _follow(page, page.get_by_role("button", name="Setujui"))
        page.locator("[data-figure=status]", has_text="Selesai").wait_for(timeout=people.PATIENCE)
        studio.take(page, "staff-remedy-finished")
        studio.go(page, here.replace("/change/", "/orang/"))
        studio.take(page, "staff-remedy-everyone")


def _question(stage: Set, page: "Page") -> None:
    """Photograph the causes that a campaign may be opened for."""
    stage.studio.go(page, f"{_DESK}remedy/add/")
    stage.studio.take(page, "staff-remedy-choose")


def _follow(page: "Page", target: "Locator") -> None:
    with page.expect_navigation():
        target.click()
