"""Components of a Backstage catalogue: who owns them, and where their source is.

The format: Backstage's descriptor format of catalogue entities, with the well-known annotations
`backstage.io/source-location`, `github.com/project-slug` and `gitlab.com/project-slug`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError

BACKSTAGE: Final = "backstage.io/"
_SLUGS: Final = {"github.com/project-slug": "https://github.com/", "gitlab.com/project-slug": "https://gitlab.com/"}
# Where the path of a tree begins: GitLab, then GitHub, Gitea and Gitee, then Bitbucket.
_TREE: Final = re.compile(r"/(?:-/)?(?:tree|blob|src/branch|src)/([^/]+)(?:/.*)?$")


@dataclass(frozen=True, slots=True)
class Component:
    """What a catalogue says of one entity; `is_service` is false for libraries, sites, groups and the like."""

    name: str
    is_service: bool
    team: str = ""
    repository: str = ""
    branch: str = ""


def component_of(document: Any) -> Component:
    """Read one document of a catalogue; raise UserError when a service says not enough to be registered."""
    if not isinstance(document, Mapping):
        raise _malformed("metadata")
    metadata, spec = _mapping(document, "metadata"), _mapping(document, "spec", optional=True)
    name = _text(metadata, "title") or _text(metadata, "name")
    if not name:
        raise _malformed("metadata.name")
    if document.get("kind") != "Component" or spec.get("type") != "service":
        return Component(name, is_service=False)
    team = _text(spec, "owner").rpartition(":")[2].rpartition("/")[2]  # group:default/messaging
    if not team:
        raise _malformed("spec.owner")
    repository, branch = _source(_mapping(metadata, "annotations", optional=True))
    if not repository:
        raise UserError(
            "import-source",
            _("The component %(name)s does not say where its source is."),
            _("Add the annotation backstage.io/source-location, or a project slug."),
            name=name,
        )
    return Component(name, is_service=True, team=team, repository=repository, branch=branch)


def _source(annotations: Mapping[str, Any]) -> tuple[str, str]:
    """Return the address of the repository and the branch, empty where nothing is said."""
    location = _text(annotations, "backstage.io/source-location") or _text(
        annotations, "backstage.io/managed-by-location"
    )
    kind, _colon, address = location.partition(":")
    if kind == "url" and address:
        tree = _TREE.search(address)
        root = address[: tree.start()] if tree else address
        return root.rstrip("/"), tree[1] if tree else ""
    for annotation, host in _SLUGS.items():
        if slug := _text(annotations, annotation):
            return host + slug.strip("/"), ""
    return "", ""


def _mapping(parent: Mapping[str, Any], key: str, *, optional: bool = False) -> Mapping[str, Any]:
    value = parent.get(key)
    if value is None and optional:
        return {}
    if not isinstance(value, Mapping):
        raise _malformed(key)
    return value


def _text(parent: Mapping[str, Any], key: str) -> str:
    value = parent.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _malformed(key: str) -> UserError:
    return UserError(
        "import-catalogue",
        _("The catalogue entry has no usable `%(key)s`."),
        _("Compare it with the descriptor format of Backstage."),
        key=key,
    )
