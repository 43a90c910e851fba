"""What a file asks for: `services.yaml`, or the catalogue files of Backstage. Nothing here knows the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from governance.errors import UserError
from governance.imports.backstage import BACKSTAGE, Component, component_of

FILE_LENGTH: Final = 1_000_000  # characters; 5,000 services take about 600,000
VERSION: Final = 1
_FIELDS: Final = {"team": 50, "repository": 500, "name": 100, "branch": 250}  # characters, as the columns have them


@dataclass(frozen=True, slots=True)
class Entry:
    """One service that a file asks for; an empty name or branch is left to the repository."""

    line: int
    team: str
    repository: str
    name: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a file that cannot be understood."""

    line: int
    error: UserError


@dataclass(frozen=True, slots=True)
class Content:
    """What could be read of a file, and what could not; `skipped` are components that are no services."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
    skipped: tuple[Component, ...] = ()


def read(text: str) -> Content:
    """Read `services.yaml`, or one or more documents of a `catalog-info.yaml`: the documents themselves say which."""
    try:
        documents = _documents(text)
    except UserError as error:
        return Content(faults=(Fault(1, error),))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Content(faults=(Fault(line, _not_yaml(error.problem or error.context or "")),))
    except YAMLError as error:
        return Content(faults=(Fault(1, _not_yaml(str(error).splitlines()[0])),))
    except RecursionError:
        return Content(faults=(Fault(1, _not_yaml("nested too deeply")),))
    if any(_is_catalogue(document) for document in documents):
        return _catalogue(documents)
    if len(documents) != 1 or not isinstance(documents[0], Mapping):
        return Content(faults=(Fault(1, _not_services()),))
    return _services(documents[0])


def _documents(text: str) -> list[Any]:
    if len(text) > FILE_LENGTH:
        raise UserError(
            "import-too-long",
            _("The file is longer than %(limit)s characters."),
            _("Split it: what is registered already is left as it is."),
            limit=f"{FILE_LENGTH:,}",
        )
    # Round-trip loading makes neither tags nor classes, refuses a key that comes twice, and keeps lines.
    return [document for document in YAML(typ="rt", pure=True).load_all(text) if document is not None]


# --- services.yaml -------------------------------------------------------------------------------------------------


def _services(document: Mapping[str, Any]) -> Content:
    faults = [
        Fault(_line(document, key), _unknown_key(key)) for key in document if key not in ("version", "team", "services")
    ]
    if document.get("version", VERSION) != VERSION:
        faults.append(
            Fault(
                _line(document, "version"),
                UserError(
                    "import-version",
                    _("Version %(version)s of the file is not known."),
                    _("This service reads version %(known)s."),
                    version=document["version"],
                    known=VERSION,
                ),
            )
        )
    listed = document.get("services")
    if not isinstance(listed, list):
        return Content(faults=(*faults, Fault(1, _not_services())))
    entries = []
    for index, item in enumerate(listed):
        line = _line(listed, index)
        try:
            entries.append(_entry(line, item, team=document.get("team", "")))
        except UserError as error:
            faults.append(Fault(line, error))
    return Content(tuple(entries), tuple(faults))


def _entry(line: int, item: Any, *, team: Any) -> Entry:
    if not isinstance(item, Mapping):
        raise UserError("import-entry", _("A service is a mapping of keys and values."), _("Begin with `repository:`."))
    for key in item:
        if key not in _FIELDS:
            raise _unknown_key(key)
    values = {"team": team, **item}
    for key, length in _FIELDS.items():
        value = values.setdefault(key, "")
        if not isinstance(value, str) or len(value) > length:
            raise UserError(
                "import-value",
                _("`%(key)s` has to be a text of at most %(length)s characters."),
                _("Put it into quotation marks, or make it shorter."),
                key=key,
                length=length,
            )
        if not value.strip() and key in ("team", "repository"):
            raise UserError(
                "import-missing",
                _("`%(key)s` is missing."),
                _("Every service needs a team and the address of its repository."),
                key=key,
            )
    return Entry(line, **{key: str(values[key]).strip() for key in _FIELDS})


# --- Backstage -----------------------------------------------------------------------------------------------------


def _is_catalogue(document: Any) -> bool:
    return isinstance(document, Mapping) and str(document.get("apiVersion", "")).startswith(BACKSTAGE)


def _catalogue(documents: Sequence[Any]) -> Content:
    entries, faults, skipped = [], [], []
    for document in documents:
        line = document.lc.line + 1 if hasattr(document, "lc") else 1
        try:
            component = component_of(document)
        except UserError as error:
            faults.append(Fault(line, error))
            continue
        if component.is_service:
            entries.append(Entry(line, component.team, component.repository, component.name, component.branch))
        else:
            skipped.append(component)
    return Content(tuple(entries), tuple(faults), tuple(skipped))


# --- what can be wrong ---------------------------------------------------------------------------------------------


def _line(collection: Any, key: Any) -> int:
    """Return the line of a key or of an item, from 1."""
    where = collection.lc
    position: tuple[int, int] = where.item(key) if isinstance(key, int) else where.key(key)
    return position[0] + 1


def _not_yaml(problem: str) -> UserError:
    return UserError("import-yaml", _("This is not YAML: %(problem)s."), _("Mend that line."), problem=problem)


def _not_services() -> UserError:
    return UserError(
        "import-shape",
        _("There is no list `services:` and no component of a Backstage catalogue in the file."),
        _("Paste a services.yaml or a catalog-info.yaml."),
    )


def _unknown_key(key: Any) -> UserError:
    return UserError(
        "import-key",
        _("The key `%(key)s` is not known."),
        _("Known are version, team and services, and in a service team, repository, name and branch."),
        key=key,
    )
