"""All settings of the service, read from the environment; docs/operations.md lists each with its default.

In one file, where Django and its readers look for them.
"""

import os
from pathlib import Path

import environ
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def secret(name: str, default: str = "") -> str:
    """Return the setting `name`, or the content of the file that `name`_FILE points at (container secrets)."""
    path: str = env.str(f"{name}_FILE", default="")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    value: str = env.str(name, default="")
    return value or default  # set to nothing is not set


# --- process -----------------------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).absolute()
environ.Env.read_env(DATA_DIR / "run.env")  # while `make run` runs: lets manage.py beside it find its servers and keys
DEBUG: bool = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY", "insecure-default-refused-by-checks")
AUDIT_KEY = secret("AUDIT_KEY")
CREDENTIAL_KEYS: list[str] = [key for key in secret("CREDENTIAL_KEYS").split(",") if key]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS_ONLY: bool = env.bool("HTTPS_ONLY", default=False)

PUBLIC_URL: str = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")

ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "governance",
    "governance.audit",
    "governance.accounts",
    "governance.registry",
    "governance.repositories",
    "governance.scans",
    "governance.imports",
    "governance.policies",
    "governance.findings",
    "governance.waivers",
    "governance.scorecards",
    "governance.reports",
    "governance.webhooks",
    "governance.api",
    "governance.dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "governance.webhooks.middleware.HooksMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "governance.api.middleware.APIMiddleware",  # above all that may refuse a call: its refusals are problems too
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page is open only where it says so
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "governance.dashboard.preferences.preferences",
            ],
        },
    },
]

# --- parts ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": environ.Env.db_url_config(secret("DATABASE_URL", "postgres://ironrules@localhost/ironrules"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
# The server notices within 5 s (killed) or 60 s (machine gone) that a worker is no more, and drops what it had locked.
DATABASES["default"]["OPTIONS"].setdefault(
    "options",
    env.str(
        "DATABASE_SESSION",
        default="-c client_connection_check_interval=5s "
        "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
    ),
)
REDIS_URL = secret("REDIS_URL", "redis://localhost:6379/0")

# --- accounts ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["governance.accounts.backends.PeopleBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = env.list("PASSWORD_HASHERS", default=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "governance" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- pages ---------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    },
}
CSRF_FAILURE_VIEW = "governance.dashboard.views.errors.form_expired"
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked from inside the container, where there is no TLS
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
# Whether every subdomain speaks HTTPS too is not for this service to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None

# --- e-mail --------------------------------------------------------------------------------------------------------
_email = environ.Env.email_url_config(secret("EMAIL_URL", "consolemail://"))
EMAIL_BACKEND: str = _email["EMAIL_BACKEND"]
EMAIL_HOST: str = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT: int = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env.str("EMAIL_FROM", default="ironrules@localhost")

# --- signing in ----------------------------------------------------------------------------------------------------
SIGN_IN_FAILURES = env.int("SIGN_IN_FAILURES", default=10)

# --- API -----------------------------------------------------------------------------------------------------------
API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=300)
API_FAILURES_A_MINUTE = env.int("API_FAILURES_A_MINUTE", default=30)
API_BODY_BYTES = env.int("API_BODY_BYTES", default=1_000_000)
UPLOAD_BYTES = env.int("UPLOAD_BYTES", default=20_000_000)

# --- repositories --------------------------------------------------------------------------------------------------
CACHE_DIR = Path(env.str("CACHE_DIR", default=str(DATA_DIR / "repositories")))
REPOSITORY_SCHEMES: list[str] = env.list("REPOSITORY_SCHEMES", default=["https", "ssh"])
REPOSITORY_HOSTS: list[str] = env.list("REPOSITORY_HOSTS", default=[])  # empty: every public host
REPOSITORY_PRIVATE_NETWORKS: list[str] = env.list("REPOSITORY_PRIVATE_NETWORKS", default=[])
REPOSITORY_LOCAL_PATHS: list[str] = env.list("REPOSITORY_LOCAL_PATHS", default=[])
REPOSITORY_CA_FILE: str = env.str("REPOSITORY_CA_FILE", default="")  # certificates of a company's own authority
PROBE_SECONDS = env.int("PROBE_SECONDS", default=20)
FETCH_SECONDS = env.int("FETCH_SECONDS", default=300)
FETCH_BYTES = env.int("FETCH_BYTES", default=1_000_000_000)
FETCH_OBJECTS = env.int("FETCH_OBJECTS", default=1_000_000)
MERGE_BASE_COMMITS = env.int("MERGE_BASE_COMMITS", default=10_000)
AUTHOR_COMMITS = env.int("AUTHOR_COMMITS", default=50)  # 0: authors are not looked for
FETCH_MEMORY_BYTES = env.int("FETCH_MEMORY_BYTES", default=2_000_000_000)

# --- scans ---------------------------------------------------------------------------------------------------------
ANALYSIS_SECONDS = env.int("ANALYSIS_SECONDS", default=300)
ANALYSIS_BYTES = env.int("ANALYSIS_BYTES", default=2_000_000_000)
REPORT_BYTES = env.int("REPORT_BYTES", default=200_000_000)
HEARTBEAT_SECONDS = env.int("HEARTBEAT_SECONDS", default=5)
HEARTBEAT_LOST_SECONDS = env.int("HEARTBEAT_LOST_SECONDS", default=60)
SCAN_ATTEMPTS = env.int("SCAN_ATTEMPTS", default=3)
SAVE_SECONDS = env.int("SAVE_SECONDS", default=300)
GATE_OVERRIDE_DAYS = env.int("GATE_OVERRIDE_DAYS", default=30)
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=20)
RESCAN_HOURS = env.int("RESCAN_HOURS", default=24)  # 0: nothing is scanned again by itself
KEEP_DETAILS_DAYS = env.int("KEEP_DETAILS_DAYS", default=180)  # 0: for ever
WAIVER_SECONDS = env.int("WAIVER_SECONDS", default=60)

# --- webhooks ------------------------------------------------------------------------------------------------------
WEBHOOK_BYTES = env.int("WEBHOOK_BYTES", default=5_000_000)
WEBHOOK_BODY_DAYS = env.int("WEBHOOK_BODY_DAYS", default=30)
WEBHOOK_OVERLAP_HOURS = env.int("WEBHOOK_OVERLAP_HOURS", default=24)
HEAD_CHECK_SECONDS = env.int("HEAD_CHECK_SECONDS", default=3600)
FORGE_SECONDS = env.int("FORGE_SECONDS", default=10)

# --- reports -------------------------------------------------------------------------------------------------------
EXPORT_SECONDS = env.int("EXPORT_SECONDS", default=300)
EXPORT_BYTES = env.int("EXPORT_BYTES", default=200_000_000)
EXPORT_MEMORY_BYTES = env.int("EXPORT_MEMORY_BYTES", default=2_000_000_000)

# --- tasks ---------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A worker looks into the queues in this order: a sweep or a takeover does not wait behind scans, and a rescan by
# schedule waits until nobody else does.
CELERY_TASK_DEFAULT_QUEUE = "scans"
CELERY_TASK_QUEUES = [Queue("urgent"), Queue("reports"), Queue("scans"), Queue("background")]
CELERY_TASK_ROUTES = {
    "governance.pipeline.sweep": {"queue": "urgent"},
    "governance.waivers.watch": {"queue": "urgent"},
    "governance.reports.*": {"queue": "reports"},  # somebody waits for it, and it takes seconds
    "governance.webhooks.handle_deliveries": {"queue": "urgent"},
    "governance.webhooks.tell_forge": {"queue": "urgent"},  # people wait for it, and it ends within FORGE_SECONDS
    "governance.webhooks.tell_untold": {"queue": "urgent"},
    "governance.webhooks.check_heads": {"queue": "background"},
    "governance.webhooks.check_head": {"queue": "background"},
    "governance.webhooks.forget_bodies": {"queue": "background"},
}
# Our own limits end a scan with a clear error; these end a task that got stuck in spite of them.
# A pull request is fetched twice and analysed twice, and each fetch may wait for another one.
CELERY_TASK_SOFT_TIME_LIMIT = 4 * FETCH_SECONDS + 2 * ANALYSIS_SECONDS + SAVE_SECONDS
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 60
# Redis gives a message to a second worker after this time: not before the first can have ended.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "priority",
    "visibility_timeout": CELERY_TASK_TIME_LIMIT + 240,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of Redis
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the claim, not the message, says whose scan it is
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
RESCAN_SECONDS = 300  # how often the schedule looks for services that are due
CELERY_BEAT_SCHEDULE = {
    "sweep-reports": {"task": "governance.reports.sweep", "schedule": 60.0, "options": {"expires": 60.0}},
    "handle-deliveries": {
        "task": "governance.webhooks.handle_deliveries",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},
    },
    "check-heads": {"task": "governance.webhooks.check_heads", "schedule": 60.0, "options": {"expires": 60.0}},
    "tell-untold": {"task": "governance.webhooks.tell_untold", "schedule": 60.0, "options": {"expires": 60.0}},
    "forget-bodies": {"task": "governance.webhooks.forget_bodies", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "rescan": {
        "task": "governance.scans.rescan",
        "schedule": float(RESCAN_SECONDS),
        "options": {"expires": float(RESCAN_SECONDS)},
    },
    "drop-details": {
        "task": "governance.findings.drop_details",
        "schedule": 3600.0,
        "options": {"expires": 3600.0, "queue": "background"},
    },
    "days": {
        "task": "governance.scorecards.write_days",
        "schedule": 3600.0,  # once a day there is something to write
        "options": {"expires": 3600.0, "queue": "background"},
    },
    "sweep": {
        "task": "governance.pipeline.sweep",
        "schedule": float(SWEEP_SECONDS),
        "options": {"expires": float(SWEEP_SECONDS)},  # after a stop of the workers one sweep does the work of all
    },
    "waivers": {
        "task": "governance.waivers.watch",
        "schedule": float(WAIVER_SECONDS),
        "options": {"expires": float(WAIVER_SECONDS)},
    },
    "forget-answers": {"task": "governance.api.forget_answers", "schedule": 3600.0, "options": {"expires": 3600.0}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
