"""Door: bring columns and files under the first of MASTER_KEYS, from the shell."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import keys, rotation
from portal.rotation import Rotated
from portal.storage import Unavailable, evidence_store, export_store, import_store


class Command(BaseCommand):
    """Re-encrypt what older keys sealed; stop it and start it again at will."""

    help = (
        "Brings sealed columns and stored files under the first key of MASTER_KEYS. Put the new "
        "key first and keep the old ones, restart every process, then run this to its end; only "
        "then remove the old keys. Secret links made with a removed key stop working. Best run "
        "while imports and screening rest: until the end, joins miss rows of unlike keys."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size of a step."""
        parser.add_argument("--batch", type=int, default=500, help="rows a transaction")
        parser.add_argument(
            "--at-once", type=int, default=4, help="files side by side; more for a bucket far away"
        )

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Walk every table and store, saying how far it came."""
        self.stdout.write(f"current key: {keys.current_id()}")
        walks = [rotation.rotate_rows(model, batch=options["batch"]) for model in rotation.tables()]
        stores = {"evidence": evidence_store(), "export": export_store(), "import": import_store()}
        walks += [
            rotation.rotate_files(f"{name} files", store, at_once=max(1, options["at_once"]))
            for name, store in stores.items()
        ]
        try:
            if not stores["evidence"].replaces_safely():
                raise CommandError("the bucket ignores If-Match: deleted files might come back")
            left = sum(self._follow(walk) for walk in walks)
        except Unavailable as fault:
            raise CommandError(f"{fault}; run this again, it goes on where it stopped") from fault
        if left:
            raise CommandError(f"{left} kept their old key; mend them before removing it")
        self.stdout.write(self.style.SUCCESS("everything is under the current key"))

    def _follow(self, walk: Iterator[Rotated]) -> int:
        state = None
        for step, state in enumerate(walk, start=1):
            if step % 100 == 0:
                self.stdout.write(f"{state.label}: {state.changed} …")
        if state is None:
            return 0
        self.stdout.write(f"{state.label}: {state.changed}")
        if state.left:
            self.stderr.write(f"{state.label}, kept their old key: {', '.join(state.left)}")
        return len(state.left)
