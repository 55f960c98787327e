"""Every setting of the portal, read top to bottom.

Outside values come through `portal.env`; the README lists them. `PORTAL_MODE` is `production`
unless the launcher (`manage.py up`, `manage.py test`) says otherwise.
"""

import os
import urllib.parse
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import bootstrap, shielding
from portal.env import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- Mode -----------------------------------------------------------------------------------
PORTAL_MODE = env.choice(
    "PORTAL_MODE", ("production", "demonstration", "test"), default="production"
)
DEMONSTRATION = PORTAL_MODE == "demonstration"
TESTING = PORTAL_MODE == "test"
IN_PRODUCTION = PORTAL_MODE == "production"
DEBUG = False
VAR_DIR = env.path("PORTAL_VAR", BASE_DIR / "var")

# --- Secrets --------------------------------------------------------------------------------
shielding.shield()  # whoever reads on holds keys
SECRET_KEY = env.text("SECRET_KEY", None if IN_PRODUCTION else "not-secret-" + "x" * 50)
# Comma-separated `id:base64 of 32 bytes`; the first encrypts, all of them decrypt.
MASTER_KEYS = env.items(
    "MASTER_KEYS",
    None if IN_PRODUCTION else "demo1:" + "ZGVtb25zdHJhdGlvbi1rZXktb2YtMzItYnl0ZXMhISE=",
)

# --- Hosts and addresses --------------------------------------------------------------------
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", None if IN_PRODUCTION else "localhost,127.0.0.1,[::1]")
SITE_URL = env.text("SITE_URL", None if IN_PRODUCTION else "http://localhost:8000").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many reverse proxies append to X-Forwarded-For; 0 means the socket's address counts.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

# --- Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "appeals",
    "eligibility",
    "portal.apps.StaffAdminConfig",
    "portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]
MIDDLEWARE = [
    "portal.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.compression.PageCompressionMiddleware",
    "portal.security.PermissionsPolicyMiddleware",
    "portal.security.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.doors.BodyLimitMiddleware",
    "portal.patience.PatienceMiddleware",
    "portal.away.StoreAwayMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.security.StaffSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.doors.FormsOnlyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.site_context",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database and broker --------------------------------------------------------------------
# The launcher sets both when it starts the embedded servers (portal/embedded.py).
DATABASE_URL = env.text("DATABASE_URL", None if IN_PRODUCTION else "postgresql:///portal")
REDIS_URL = env.text("REDIS_URL", None if IN_PRODUCTION else "redis://127.0.0.1:6379/0")
_database = urllib.parse.urlsplit(DATABASE_URL)
_database_options = dict(urllib.parse.parse_qsl(_database.query))
# A frozen server accepts connections and never answers; the URL may say otherwise.
_database_options.setdefault("connect_timeout", "5")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/") or "portal",
        "USER": urllib.parse.unquote(_database.username or "") or _database_options.pop("user", ""),
        "PASSWORD": urllib.parse.unquote(_database.password or ""),
        "HOST": _database_options.pop("host", "") or _database.hostname or "",
        "PORT": _database_options.pop("port", "") or str(_database.port or ""),
        "OPTIONS": _database_options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# How long a page of the staff's may wait for one answer of the database; 0: as long as it takes.
PAGE_SECONDS = env.number("PAGE_SECONDS", 0 if TESTING else 15)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
    # What every page says and hardly ever changes, for seconds, in each process by itself.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- Jobs (design.md: truth is in rows, queues only hurry) ----------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Jakarta"
# Whether a worker for the queue "reader" runs somewhere: it reads the text in card photos, and its
# large libraries may be absent (README). Without one nothing is sent there, where nobody would
# fetch it.
READER = env.flag("READER", "true" if bootstrap.has_every_pin(bootstrap.READER) else "false")
CELERY_TASK_ROUTES = {"appeals.read_owed_cards": {"queue": "reader"}} if READER else {}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    # One try: a request waits at most two seconds for a broker that is down (portal/jobs.py).
    "max_retries": 0,
    "interval_start": 0,
}

# --- Screening ------------------------------------------------------------------------------
# A run that would newly block more than this share of its accounts, in percent, stops.
SCREENING_BREAKER_SHARE = env.number("SCREENING_BREAKER_SHARE", 20)
# A run over changed accounts is small: up to so many may be blocked, or freed, whatever the share.
SCREENING_BREAKER_LEAST_CHANGED = env.number("SCREENING_BREAKER_LEAST_CHANGED", 1_000)
# A policy that hits more people than this share of all accounts, in percent, or than this many
# (the smaller counts) needs a third person behind it.
POLICY_REACH_SHARE = env.number("POLICY_REACH_SHARE", 1)
POLICY_REACH_ACCOUNTS = env.number("POLICY_REACH_ACCOUNTS", 10_000)
# A rule falls back to flag once its overturned share, of at least so many decided blocks, surely
# (lower end of the 95 % interval) passes this many percent.
FUSE_LEAST_DECIDED = env.number("FUSE_LEAST_DECIDED", 30)
FUSE_SHARE = env.number("FUSE_SHARE", 30)
# Whether people get an e-mail when their account is stopped and when it works again. Off, none
# is owed and those owed before wait: for a programme whose main site writes by itself.
ACCOUNT_LETTERS = env.flag("ACCOUNT_LETTERS", "true")

# --- Imports --------------------------------------------------------------------------------
# A whole list that would end more than this share of what its source knows, in percent, ends
# nothing until an officer says so explicitly.
IMPORT_MOST_REMOVED_SHARE = env.number("IMPORT_MOST_REMOVED_SHARE", 20)
# One file sent in by an officer, in bytes.
IMPORT_MAX_BYTES = env.number("IMPORT_MAX_BYTES", 512 * 1024 * 1024)

# --- Webhooks -------------------------------------------------------------------------------
# Partners' addresses may lead into inner networks, and over plain http: where partners share a
# network with the portal, and in tests. Otherwise they are https and lead outside.
WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE", "false")

# --- Staff sign-in --------------------------------------------------------------------------
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Off in the demonstration only; portal.E001 refuses it off in production.
SECOND_FACTOR = env.flag("SECOND_FACTOR", "false" if DEMONSTRATION else "true")
LOGIN_URL = "admin:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "portal/locked_out.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_CLIENT_IP_CALLABLE = "portal.throttle.client_address"
# Staff are signed out after so many idle minutes, and after so many hours in any case.
STAFF_IDLE_SECONDS = env.number("STAFF_IDLE_MINUTES", 30) * 60
STAFF_SESSION_SECONDS = env.number("STAFF_SESSION_HOURS", 10) * 3600
# Exports and opened personal data want a password that was given no longer ago than this.
STAFF_FRESH_SECONDS = env.number("STAFF_FRESH_MINUTES", 10) * 60
# How many cases an officer may examine at once, unless a supervisor gave them another number.
OFFICER_CAPACITY = env.number("OFFICER_CAPACITY", 50)
# How many rows an export with open names and numbers may have.
EXPORT_UNMASKED_ROWS = env.number("EXPORT_UNMASKED_ROWS", 1_000)

# --- Browser security -----------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.stale_forms.refused"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesia")), ("en", _("Inggris"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
EVIDENCE_DIR = env.path("EVIDENCE_DIR", VAR_DIR / "evidence")
# Photos lie in EVIDENCE_DIR, or in a bucket: s3://bucket/prefix (docs/operations.md). Without keys
# the machine's own role counts, without an endpoint Amazon's.
EVIDENCE_STORE = env.text("EVIDENCE_STORE", "")
S3_ENDPOINT_URL = env.text("S3_ENDPOINT_URL", "")
S3_REGION = env.text("S3_REGION", "")
S3_ACCESS_KEY_ID = env.text("S3_ACCESS_KEY_ID", "")
S3_SECRET_ACCESS_KEY = env.text("S3_SECRET_ACCESS_KEY", "")
EXPORT_DIR = env.path("EXPORT_DIR", VAR_DIR / "exports")
IMPORT_DIR = env.path("IMPORT_DIR", VAR_DIR / "imports")
UPLOAD_DIR = env.path("UPLOAD_DIR", VAR_DIR / "uploads")
UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # Django checks that it exists
FILE_UPLOAD_TEMP_DIR = str(UPLOAD_DIR)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.uploads.NamelessFileUploadHandler",
]
# One photo at most, as sent by the phone, in bytes; the pipeline shrinks it.
# Off, and no matcher comes with the portal (appeals/evidence/matching.py). A matcher is a
# function of two JPEGs, named by its dotted path.
FACE_MATCHING = env.flag("FACE_MATCHING", "false")
FACE_MATCHER = env.text("FACE_MATCHER", "")
PHOTO_MAX_BYTES = env.number("PHOTO_MAX_BYTES", 15 * 1024 * 1024)
# A ClamAV daemon that looks at every file before it is opened: tcp://host:port, unix:///path,
# or empty for none.
CLAMD_URL = env.text("CLAMD_URL", "")
# How many bytes of files one address may send within an hour: an office or a cybercafé that files
# 240 complaints of five photos, eight megabytes each, stays below.
UPLOAD_MAX_BYTES_PER_HOUR = env.number("UPLOAD_MAX_BYTES_PER_HOUR", 2 * 1024**3)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 12

# --- Floods (portal/proof.py) -----------------------------------------------------------------
# Whether a browser works before its form is taken: off, on (always), or auto: once an address has
# sent PROOF_AFTER_ADDRESS forms within an hour, its neighbours four times as many, or everybody
# together PROOF_AFTER_ALL within ten minutes.
PROOF_OF_WORK = env.choice("PROOF_OF_WORK", ("off", "auto", "on"), default="auto")
PROOF_AFTER_ADDRESS = env.number("PROOF_AFTER_ADDRESS", 60)
PROOF_AFTER_ALL = env.number("PROOF_AFTER_ALL", 6_000)
# How hard: half of 2 to this power SHA-256 on average; 16 takes a cheap phone about two seconds.
PROOF_BITS = env.number("PROOF_BITS", 16)

# --- Mail -----------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", None if IN_PRODUCTION else "127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", 2525 if not IN_PRODUCTION else 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", "true" if IN_PRODUCTION else "false")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", None if IN_PRODUCTION else "Bantuan akun <bantuan@portal.example>"
)

# --- SMS and WhatsApp (portal/channels/) ------------------------------------------------------
# Each goes to an HTTP gateway. Empty: the channel is off, and no page offers it. "mailbox:" puts
# its messages beside the e-mails of the demonstration.
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL", "mailbox:" if DEMONSTRATION else "")
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN", "")
WHATSAPP_GATEWAY_URL = env.text("WHATSAPP_GATEWAY_URL", "mailbox:" if DEMONSTRATION else "")
WHATSAPP_GATEWAY_TOKEN = env.text("WHATSAPP_GATEWAY_TOKEN", "")
# The most that one number is sent over each of the two within an hour and within a day.
NUMBER_PER_HOUR = env.number("NUMBER_PER_HOUR", 8)
NUMBER_PER_DAY = env.number("NUMBER_PER_DAY", 20)

# --- What people are told (domain.md: numbers, addresses and hours are settings) ------------
CONTACT_PHONE = env.text("CONTACT_PHONE", "0800-1503-001")
CONTACT_WHATSAPP = env.text("CONTACT_WHATSAPP", "0877-0150-30001")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "info@prakerja.example")
CONTACT_HOURS = env.text("CONTACT_HOURS", "08.00-20.00 WIB")
# Periods of other laws; domain.md names none of them, and counsel has yet to confirm each
# (docs/privacy.md). For how many years the papers of a finished case are kept before a person may
# have them erased: our reading of UU 43/2009 (archives), where a schedule sets it.
RETENTION_YEARS = env.number("RETENTION_YEARS", 5)
# UU 37/2008, article 24: what is reported to the Ombudsman lies no more than two years back.
OMBUDSMAN_YEARS = env.number("OMBUDSMAN_YEARS", 2)
# UU 5/1986, article 55. The Supreme Court's rule 6/2018 counts working days after the last
# administrative remedy; the shorter count is on the safe side.
COURT_DAYS = env.number("COURT_DAYS", 90)

# --- Review -----------------------------------------------------------------------------------
# UU 30/2014 counts silence as consent. Off, late cases are escalated and people decide; on, the
# portal grants what nobody decided on the day after its decision day.
SILENCE_GRANTS = env.flag("SILENCE_GRANTS", "false")
# How many of a hundred decisions another officer looks at again.
QUALITY_REFUSALS_PERCENT = env.number("QUALITY_REFUSALS_PERCENT", 5)
QUALITY_GRANTS_PERCENT = env.number("QUALITY_GRANTS_PERCENT", 2)
QUALITY_SILENCE_PERCENT = env.number("QUALITY_SILENCE_PERCENT", 20)

# --- Logs -----------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {
        "hide_secrets": {"()": "portal.logs.HideSecrets"},
        "short_refusals": {"()": "portal.logs.ShortRefusals"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hide_secrets", "short_refusals"],
        }
    },
    # axes names what was typed as a user name, which may be an e-mail address; we audit instead.
    # aiosmtpd (the mailbox) tells every recipient.
    "loggers": {"axes": {"level": "ERROR"}, "mail.log": {"level": "ERROR"}},
    "root": {
        "handlers": ["console"],
        "level": env.text("LOG_LEVEL", "WARNING" if TESTING else "INFO"),
    },
}

env.refuse_if_faulty()
