"""A run's live figures as the page and its script show them: words and numbers, ready to read."""

from django.db.models import Count, Q
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.admin import durations
from eligibility.models import Block, Finding, Hold, RulePolicy, ScreeningRun
from eligibility.screening import Progress
from eligibility.screening.control import STOPPED_BY_STAFF
from eligibility.screening.ending import CHUNKS_FAILED, TOO_MANY_BLOCKED, TOO_MANY_ENDED

STOPPED_FOR = {
    STOPPED_BY_STAFF: gettext_lazy("Dihentikan petugas."),
    CHUNKS_FAILED: gettext_lazy("Ada bagian yang gagal berkali-kali."),
    TOO_MANY_BLOCKED: gettext_lazy(
        "Akan memblokir terlalu banyak akun. Periksa dulu sebabnya; orang lain yang bisa "
        "melanjutkannya."
    ),
    TOO_MANY_ENDED: gettext_lazy(
        "Akan mengakhiri terlalu banyak blokir. Periksa dulu sebabnya; orang lain yang bisa "
        "melanjutkannya."
    ),
}


def percent(progress: Progress) -> int:
    """Return how much of the run is done, in whole percent; nothing to do is all done."""
    if progress.status == ScreeningRun.Status.FINISHED or not progress.chunks:
        return 100
    return min(99, 100 * progress.chunks_done // progress.chunks)


def figures(run: ScreeningRun, progress: Progress) -> dict[str, str]:
    """Return each figure by its name, in the active language.

    Accounts newly blocked are what a dry run counts; blocks begun are more, for an account may
    have several, and proposals among them; blocks carried over are no new ones.
    """
    carried = run.carry_overs.filter(confirms=False)
    return {
        "status": str(ScreeningRun.Status(progress.status).label),
        "chunks": _("%(done)s dari %(all)s bagian") % {
            "done": _number(progress.chunks_done), "all": _number(progress.chunks)
        },
        "accounts": _number(progress.accounts),
        "rate": _("%(rate)s akun per detik") % {"rate": _number(round(progress.rate))},
        "left": _left(progress),
        "waiting": _waiting(progress),
        "findings": _number(progress.findings),
        "newly_blocked": _number(progress.newly_blocked),
        "begun": _number(Block.objects.filter(run=run).count()),
        "carried": _number(carried.count()),
        "ended": _number(progress.ended),
        "held": _number(_held(run)),
    }  # fmt: skip


def undone(run: ScreeningRun) -> dict[str, str] | None:
    """Return what undoing the run has come to so far; None: nobody undoes it."""
    if run.rolled_back_at is None:
        return None
    made = Block.objects.filter(run=run)
    left = made.open()
    decided = left.filter(Q(status=Block.Status.UPHELD) | ~Q(confirmed_by=None)).count()
    return {
        "lifted": _number(made.filter(reason=Block.End.RUN_ROLLED_BACK).count()),
        "put_back": _number(run.carry_overs.exclude(undone_at=None).count()),
        "decided": _number(decided),
        "held": _number(left.count() - decided),
    }


def _held(run: ScreeningRun) -> int:
    """Return how many accounts the run found, but leaves alone while they are on hold."""
    waiting = Finding.objects.open().filter(
        run=run,
        policy__mode__in=(RulePolicy.Mode.FLAG, RulePolicy.Mode.BLOCK),
        account__in=Hold.objects.standing().values("account_id"),
    )
    counted: int = waiting.aggregate(accounts=Count("account", distinct=True))["accounts"]
    return counted


def stop_reason(run: ScreeningRun) -> str:
    """Return why the run stopped, in words; empty where it did not."""
    return str(STOPPED_FOR.get(run.stop_reason, run.stop_reason))


def _left(progress: Progress) -> str:
    is_running = progress.status == ScreeningRun.Status.RUNNING
    # Before the first accounts are counted in, and while nothing moves, nobody can tell.
    if not is_running or progress.seconds_left is None or round(progress.rate) == 0:
        return "–"
    return durations.in_words(progress.seconds_left)


def _waiting(progress: Progress) -> str:
    """Return that a part lost its worker and until when it waits at most; empty: none did."""
    if progress.lost_until is None:
        return ""
    return _(
        "Pekerja satu bagian tampaknya mati. Pekerja lain biasanya mengambilnya dalam dua menit, "
        "paling lambat pukul %(time)s."
    ) % {"time": date_format(localtime(progress.lost_until), "H.i")}


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
