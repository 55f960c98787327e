"""The only writer of `Appeal.status` and of decisions; every door calls these verbs.

Each verb checks, compares and sets, writes the audit entry and queues the notice in one
transaction. Officers' verbs raise NotAllowed, or MovedByOther when somebody was faster.
"""

from appeals.evidence.awaited import lost_in_the_way
from appeals.inquiries import Inquiry
from appeals.lifecycle.absence import Days, announce, come_back, hand_on_all, may_end
from appeals.lifecycle.beside import fill_lately
from appeals.lifecycle.coming_back import (
    come_back_changed,
    come_back_unanswered,
    end_wait,
    return_from_sources,
    return_unanswered,
)
from appeals.lifecycle.decision import (
    OutcomeChosen,
    Rehearsed,
    Ruling,
    approve,
    conclusion_of,
    decide,
    needs_second_signature,
    open_contested_blocks,
    rehearse,
    retract,
    send_back,
)
from appeals.lifecycle.ending import (
    close,
    close_all_moot,
    close_moot,
    close_settled,
    void,
    withdraw,
)
from appeals.lifecycle.handing import declare_interest, pass_on, reassign, release
from appeals.lifecycle.linking import link, links_of, unlink
from appeals.lifecycle.lost_files import FileLost, waive_file
from appeals.lifecycle.merged import CannotTakeOver, DecidedTogether, leading, merge, split
from appeals.lifecycle.officers import (
    Away,
    Barred,
    Full,
    HeldByOther,
    absence_of,
    capacity_of,
    check_has_room,
)
from appeals.lifecycle.on_file import Entry, NewOnFile, names_on_file, new_since
from appeals.lifecycle.priority import AsItWas, set_priority
from appeals.lifecycle.review import (
    Ask,
    Reply,
    answer,
    ask,
    continue_without_answer,
    hand_back,
    resume,
    take,
    wait_for_source,
)
from appeals.lifecycle.second_level import (
    Again,
    NothingNew,
    WaysOn,
    appeal_again,
    reopen,
    ways_on,
)
from appeals.lifecycle.second_look import release_unjudged, review, take_next_review
from appeals.lifecycle.silence import grant_all_by_silence, grant_by_silence
from appeals.lifecycle.source_letter import check_may_open, open_letter
from appeals.lifecycle.speaking import note, reply
from appeals.lifecycle.steps import STEPS, MovedByOther, NotAllowed
from appeals.lifecycle.submission import EvidenceMissing, submit

__all__ = [
    "STEPS",
    "Again",
    "AsItWas",
    "Ask",
    "Away",
    "Barred",
    "CannotTakeOver",
    "Days",
    "DecidedTogether",
    "Entry",
    "EvidenceMissing",
    "FileLost",
    "Full",
    "HeldByOther",
    "Inquiry",
    "MovedByOther",
    "NewOnFile",
    "NotAllowed",
    "NothingNew",
    "OutcomeChosen",
    "Rehearsed",
    "Reply",
    "Ruling",
    "WaysOn",
    "absence_of",
    "announce",
    "answer",
    "appeal_again",
    "approve",
    "ask",
    "capacity_of",
    "check_has_room",
    "check_may_open",
    "close",
    "close_all_moot",
    "close_moot",
    "close_settled",
    "come_back",
    "come_back_changed",
    "come_back_unanswered",
    "conclusion_of",
    "continue_without_answer",
    "decide",
    "declare_interest",
    "end_wait",
    "fill_lately",
    "grant_all_by_silence",
    "grant_by_silence",
    "hand_back",
    "hand_on_all",
    "leading",
    "link",
    "links_of",
    "lost_in_the_way",
    "may_end",
    "merge",
    "names_on_file",
    "needs_second_signature",
    "new_since",
    "note",
    "open_contested_blocks",
    "open_letter",
    "pass_on",
    "reassign",
    "rehearse",
    "release",
    "release_unjudged",
    "reopen",
    "reply",
    "resume",
    "retract",
    "return_from_sources",
    "return_unanswered",
    "review",
    "send_back",
    "set_priority",
    "split",
    "submit",
    "take",
    "take_next_review",
    "unlink",
    "void",
    "wait_for_source",
    "waive_file",
    "ways_on",
    "withdraw",
]
