"""The Celery application and the beat schedule.

Tasks are registered by the apps under their public names; the schedule refers to them by name
only, so that portal never imports an app above it.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "deliver messages that are owed": {
        "task": "portal.deliver_outbox",
        "schedule": crontab(),
    },
    "examine photos that are owed": {
        "task": "appeals.examine_owed_photos",
        "schedule": crontab(),
    },
    "read cards that are owed": {
        "task": "appeals.read_owed_cards",
        "schedule": crontab(),
        # A reader that stood still finds one job, not one for every minute.
        "options": {"expires": 60},
    },
    "look for photos that were seen before": {
        "task": "appeals.find_duplicates",
        "schedule": crontab(),
    },
    "screen chunks that are owed": {
        "task": "eligibility.screen_owed_chunks",
        "schedule": crontab(),
    },
    "tell partners what they are owed": {
        "task": "eligibility.deliver_owed_webhooks",
        "schedule": crontab(),
    },
    "forget old calls of partners": {
        "task": "eligibility.forget_partner_calls",
        "schedule": crontab(minute="57", hour="2"),
    },
    "forget old messages to partners": {
        "task": "eligibility.forget_webhooks",
        "schedule": crontab(minute="3", hour="3"),
    },
    "write letters that are owed": {
        "task": "eligibility.write_owed_letters",
        "schedule": crontab(),
    },
    "lift what remedies owe": {
        "task": "eligibility.lift_owed_remedies",
        "schedule": crontab(),
    },
    "try drafts of policies that are owed": {
        "task": "eligibility.try_owed_policies",
        "schedule": crontab(),
    },
    "let rules overturned too often only flag": {
        "task": "eligibility.check_fuses",
        "schedule": crontab(minute="27"),
    },
    "take in files that are owed": {
        "task": "eligibility.import_owed_files",
        "schedule": crontab(),
    },
    "screen accounts that changed": {
        "task": "eligibility.screen_changed_accounts",
        "schedule": crontab(),
    },
    "screen everybody": {
        "task": "eligibility.screen_everybody",
        "schedule": crontab(minute="30", hour="1"),
    },
    "write exports that are owed": {
        "task": "appeals.write_owed_exports",
        "schedule": crontab(),
    },
    "ask for exports that come by themselves": {
        "task": "appeals.run_export_plans",
        "schedule": crontab(minute="*/10"),
    },
    "send figures to who wants them": {
        "task": "appeals.send_digests",
        "schedule": crontab(minute="*/15", hour="7-20"),
    },
    "tell which files stand still": {
        "task": "appeals.tell_standstill",
        "schedule": crontab(minute="37"),
    },
    "begin the check of stored files": {
        "task": "appeals.begin_evidence_check",
        "schedule": crontab(minute="11", hour="22"),
    },
    "check stored files": {
        "task": "appeals.check_evidence",
        "schedule": crontab(),
    },
    "remove what has expired": {
        "task": "appeals.purge_expired_drafts",
        "schedule": crontab(minute="17", hour="2"),
    },
    "warn of forms about to expire": {
        "task": "appeals.warn_expiring_drafts",
        "schedule": crontab(minute="0", hour="9"),
    },
    "hand on cases of officers who are away": {
        "task": "appeals.hand_on_cases",
        "schedule": crontab(minute="*/5"),
    },
    "remind people of what was asked": {
        "task": "appeals.remind_of_questions",
        "schedule": crontab(minute="20", hour="8-18"),
    },
    "bring back cases that waited long enough": {
        "task": "appeals.bring_back_waiting",
        "schedule": crontab(),
    },
    "escalate what is due soon": {
        "task": "appeals.escalate",
        "schedule": crontab(minute="50", hour="6-17"),
    },
    "grant what silence grants": {
        "task": "appeals.grant_by_silence",
        "schedule": crontab(minute="15", hour="0"),
    },
    "count for the supervisors' board": {
        "task": "appeals.refresh_board",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "count for the reports": {
        "task": "appeals.refresh_figures",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    "count for the reports what no mark told of": {
        "task": "appeals.heal_figures",
        "schedule": crontab(minute="33", hour="2"),
    },
    "close what became moot": {
        "task": "appeals.close_moot",
        "schedule": crontab(),
    },
    "close all that is moot": {
        "task": "appeals.close_all_moot",
        "schedule": crontab(minute="47", hour="1"),
    },
    "close what is settled": {
        "task": "appeals.close_settled",
        "schedule": crontab(minute="7", hour="1"),
    },
    "remind of data requests": {
        "task": "appeals.remind_data_requests",
        "schedule": crontab(minute="5"),
    },
    "erase what came due": {
        "task": "appeals.carry_out_owed_erasures",
        "schedule": crontab(),
    },
    "draw up what may be deleted": {
        "task": "appeals.draw_up_deletions",
        "schedule": crontab(minute="41", hour="3", day_of_month="1"),
    },
    "collect what may be deleted": {
        "task": "appeals.collect_deletions",
        "schedule": crontab(),
    },
    "delete what two people signed": {
        "task": "appeals.delete_listed",
        "schedule": crontab(),
    },
    "reconcile what was filed": {
        "task": "appeals.reconcile_filings",
        "schedule": crontab(minute="13", hour="4"),
    },
    "go on reconciling": {
        "task": "appeals.reconcile_owed",
        "schedule": crontab(),
    },
    "count this month's cases": {
        "task": "appeals.tally_this_month",
        "schedule": crontab(minute="11"),
    },
    "count whom remedies have reached": {
        "task": "appeals.count_campaigns",
        "schedule": crontab(minute="4,19,34,49"),
    },
    "count what waits": {
        "task": "appeals.count_queue",
        "schedule": crontab(minute="*/5"),
    },
    "count the cases of all months that are published": {
        "task": "appeals.tally",
        "schedule": crontab(minute="21", hour="0"),
    },
    "make the statistics of the month that is over": {
        "task": "appeals.make_owed_statistics",
        "schedule": crontab(minute="3-59/5"),
    },
    "fill what an older version left out beside the newest cases": {
        "task": "appeals.fill_lately",
        "schedule": crontab(minute="53", hour="3"),
    },
    "remove old codes and sessions": {
        "task": "portal.tidy",
        "schedule": crontab(minute="37", hour="2"),
    },
}
