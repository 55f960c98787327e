"""Takes in files of facts: accounts, grants, training, events, verdicts, lists and demands.

Owns reading, refusing single lines with a reason, writing in bulk, and taking a wrong batch back;
a repeated file gives the same state. What the facts lead to is screening's: whoever a file says
something new about is noted for it.
"""

from eligibility.imports.batches import NotAllowed, Source, begin, by_frequency, same_file
from eligibility.imports.files import (
    columns,
    extent_objection,
    import_file,
    reject_path,
    source_objection,
    take_in,
)
from eligibility.imports.intake import Refusal, Taken, Withdrawn, wait_for_others
from eligibility.imports.orders import (
    State,
    discard_unread,
    order,
    rejects,
    rejects_name,
    remove_orphans,
    state,
    work_off,
)
from eligibility.imports.reading import FileFault
from eligibility.imports.whole import (
    NotWaiting,
    approval_objection,
    end_unnamed,
    is_waiting,
    named_again,
    resting_on_hold,
)
from eligibility.imports.withdrawal import (
    NotWithdrawable,
    is_withdrawable,
    objection,
    withdraw,
    work_off_withdrawals,
)

__all__ = [
    "FileFault",
    "NotAllowed",
    "NotWaiting",
    "NotWithdrawable",
    "Refusal",
    "Source",
    "State",
    "Taken",
    "Withdrawn",
    "approval_objection",
    "begin",
    "by_frequency",
    "columns",
    "discard_unread",
    "end_unnamed",
    "extent_objection",
    "import_file",
    "is_waiting",
    "is_withdrawable",
    "named_again",
    "objection",
    "order",
    "reject_path",
    "rejects",
    "rejects_name",
    "remove_orphans",
    "resting_on_hold",
    "same_file",
    "source_objection",
    "state",
    "take_in",
    "wait_for_others",
    "withdraw",
    "work_off",
    "work_off_withdrawals",
]
