"""Reads settings from the environment with types.

Owns how an outside value becomes a setting; it collects every missing or malformed value and
reports them all at once. It does not know what the settings mean.
"""

from collections.abc import Mapping
from pathlib import Path


class SettingsMissing(RuntimeError):
    """Some settings are missing or malformed; the message names all of them."""


class Environment:
    """Typed access to environment variables that remembers what was wrong."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._faults: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """Return the value of `name`, or `default`; without a default it is required."""
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            self._faults.append(f"{name} is missing")
            return ""
        return default

    def flag(self, name: str, default: str) -> bool:
        """Return True for 1, true, yes or on; False for 0, false, no or off."""
        value = self.text(name, default).lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value not in {"0", "false", "no", "off"}:
            self._faults.append(f"{name} must be true or false, not {value!r}")
        return False

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(name, str(default))
        if not value.lstrip("-").isdigit():
            self._faults.append(f"{name} must be a whole number, not {value!r}")
            return default
        return int(value)

    def choice(self, name: str, options: tuple[str, ...], default: str) -> str:
        """Return one of `options`."""
        value = self.text(name, default)
        if value not in options:
            self._faults.append(f"{name} must be one of {', '.join(options)}, not {value!r}")
        return value

    def items(self, name: str, default: str | None = None) -> list[str]:
        """Return a comma-separated list without empty parts."""
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def path(self, name: str, default: Path) -> Path:
        """Return an absolute path."""
        return Path(self.text(name, str(default))).expanduser().resolve()

    def refuse_if_faulty(self) -> None:
        """Raise SettingsMissing naming every fault met so far, if there was one."""
        if self._faults:
            raise SettingsMissing("Settings to mend: " + "; ".join(self._faults) + ".")
