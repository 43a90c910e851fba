"""The web process's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
application = get_wsgi_application()

# What is loaded now stays until the process ends: to look through it for garbage was a fifth of a page's time.
get_resolver().url_patterns  # noqa: B018 - importing the views is what it is for
gc.collect()
gc.freeze()
