"""`python -m benchmarks.payloads FORGE INDEX.json`: sends payloads through the real endpoint, and counts.

Run it inside `python -m governance.embedded`, after `manage.py migrate`. INDEX is a list of objects with a `name`, the
event as the forge's header has it, and `examples`, its payloads: so GitHub's client package publishes what it sends.
Every payload is signed as the forge does. A status other than 202 ends the run with 1.
"""

from __future__ import annotations

import argparse
import collections
import json
import uuid
from pathlib import Path

from benchmarks.service import set_up_django


def main() -> None:
    """Send, and print how many of each event had which answer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("forge")
    parser.add_argument("index", type=Path)
    options = parser.parse_args()
    set_up_django()
    answers = send_all(options.forge, json.loads(options.index.read_text(encoding="utf-8")))
    for (event, status, reason), count in sorted(answers.items()):
        print(f"{count:5} {event:40} {status} {reason}")
    print(f"{answers.total():5} in all, {sum(n for (_e, status, _r), n in answers.items() if status == 202)} with 202")
    if any(status != 202 for _event, status, _reason in answers):
        raise SystemExit(1)


def send_all(forge: str, index: list[dict[str, object]]) -> collections.Counter[tuple[str, int, str]]:
    """Send every payload to a new hook, and count the answers."""
    from django.test import Client

    from governance.accounts.models import Team, User
    from governance.webhooks.actions import set_up_hook
    from governance.webhooks.models import Forge
    from tests.governance.webhooks.calls import sealed

    slug = f"payloads-{uuid.uuid4().hex[:8]}"
    team = Team.objects.create(slug=slug, name=slug)
    _hook, secret = set_up_hook(team, forge=Forge(forge), by=User.objects.create_superuser(username=slug))
    client = Client(headers={"host": "localhost"})
    answers: collections.Counter[tuple[str, int, str]] = collections.Counter()
    for entry in index:
        for payload in entry["examples"]:  # type: ignore[attr-defined] # a list, as the collection is published
            call = sealed(forge, secret, str(entry["name"]), json.dumps(payload).encode())
            response = client.post(
                f"/hooks/teams/{slug}/{forge}", call.body, content_type="application/json", headers=call.headers
            )
            body = response.json()
            answers[str(entry["name"]), response.status_code, body.get("reason") or body["code"]] += 1
    return answers


if __name__ == "__main__":
    main()
