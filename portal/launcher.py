"""Runs a management command with the mode, secrets and servers it needs.

Without production's settings a command belongs to the demonstration of this folder: it gets the
secrets and the embedded servers under `var/`. With them, nothing is added.
"""

import base64
import os
import secrets
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management import execute_from_command_line

from portal import embedded
from portal.env import SettingsMissing

ROOT = Path(__file__).resolve().parent.parent
SIGNS_OF_PRODUCTION = ("DATABASE_URL", "SECRET_KEY", "MASTER_KEYS")
WITHOUT_DATABASE = frozenset(
    {
        "", "check", "collectstatic", "compile_locale", "compilemessages", "diffsettings",
        "findstatic", "help", "install_reader", "makemessages", "startapp", "test", "up",
        "version",
    }
)  # fmt: skip
MAILBOX_PORT = 2525
# Bound, never listening: see _free_port.
_CLAIMS: list[socket.socket] = []


def run(arguments: list[str]) -> None:
    """Run the command that `arguments` (as sys.argv) names; exits with one sentence on a fault."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    command = next((word for word in arguments[1:] if not word.startswith("-")), "")
    needs_servers = command not in WITHOUT_DATABASE and not {"-h", "--help"} & set(arguments)
    if command == "test":
        os.environ["PORTAL_MODE"] = "test"
    try:
        with ExitStack() as stack:
            if belongs_to_demonstration(os.environ.get("PORTAL_MODE", "")):
                _enter_demonstration()
                if needs_servers and has_embedded_servers():
                    stack.enter_context(embedded.servers(var_folder()))
            execute_from_command_line(arguments)
    except (SettingsMissing, embedded.ServersFailed) as fault:
        sys.exit(str(fault))


def belongs_to_demonstration(mode: str) -> bool:
    """Tell whether a command with this PORTAL_MODE ("" for none) is for the demonstration."""
    if mode:
        return mode == "demonstration"
    return not any(os.environ.get(name) for name in SIGNS_OF_PRODUCTION)


def var_folder() -> Path:
    """Return the folder of everything that is made while running."""
    return Path(os.environ.get("PORTAL_VAR") or ROOT / "var").expanduser().resolve()


def has_embedded_servers() -> bool:
    """Tell whether the environment points to an embedded server of this folder."""
    addresses = embedded.addresses(var_folder())
    return any(os.environ.get(name) == address for name, address in addresses.items())


def _enter_demonstration() -> None:
    """Set what the demonstration lacks; what is set already stays."""
    var = var_folder()
    if var.exists() and not os.access(var, os.R_OK | os.W_OK | os.X_OK):
        raise embedded.ServersFailed(f"{var} belongs to somebody else; remove it or be them.")
    os.environ["PORTAL_MODE"] = "demonstration"
    site = f"http://localhost:{os.environ.get('PORT') or 8000}"
    chosen = {"SITE_URL": site} | _secrets(var) | embedded.addresses(var)
    if not (os.environ.get("EMAIL_HOST") or os.environ.get("EMAIL_PORT")):
        chosen["EMAIL_PORT"] = str(_free_port(MAILBOX_PORT))
    for name, value in chosen.items():
        if not os.environ.get(name):
            os.environ[name] = value


def _secrets(var: Path) -> dict[str, str]:
    """Return the demonstration's secrets, made once and readable by their owner alone."""
    path = var / "secrets.env"
    if not path.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        master = base64.b64encode(secrets.token_bytes(32)).decode()
        fresh = path.with_name(f"secrets.env.{os.getpid()}")
        fresh.touch(mode=0o600)
        with fresh.open("w", encoding="ascii") as file:
            file.write(f"SECRET_KEY={secrets.token_urlsafe(60)}\nMASTER_KEYS=demo1:{master}\n")
        try:
            os.link(fresh, path)  # never over those of another command
        except FileExistsError:
            pass
        fresh.unlink()
    lines = path.read_text(encoding="ascii").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _free_port(wished: int) -> int:
    """Return `wished` or, if that is taken, any other; it stays ours while this process lives.

    The mailbox, of the same user and with SO_REUSEPORT, may still listen there; nobody else, such
    as another `up` that starts at this moment, is given it.
    """
    for port in (wished, 0):
        claim = socket.socket()
        try:
            claim.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _CLAIMS.append(claim)
        return int(claim.getsockname()[1])
    return wished
