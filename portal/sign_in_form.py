"""The words of the staff site's sign-in form."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class StaffSignInForm(AdminAuthenticationForm):
    """Django admin's form, which says in one sentence what to check."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya; huruf besar dan kecil "
            "dibedakan."
        ),
    }

    def __init__(
        self,
        request: HttpRequest | None = None,
        *args: Any,  # noqa: ANN401 - Django's
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Nama pengguna")
        self.fields["password"].label = _("Kata sandi")
