"""The words for each reason why the address of a repository is refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError

_REMOTE_EXAMPLE = _("Give it as https://host/path or git@host:path.")
_PUBLIC_ONLY = _(
    "Only public addresses are fetched from. For a server inside the company an operator adds its network "
    "to REPOSITORY_PRIVATE_NETWORKS."
)
_ADDRESS = _("%(host)s leads to %(address)s, which is %(kind)s.")
_KINDS: Final = {
    "address-loopback": _("this machine itself"),
    "address-unspecified": _("no address of a server"),
    "address-link-local": _("an address that is valid on one cable only"),
    "address-private": _("an address of a private network"),
    "address-shared": _("an address inside a provider's network"),
    "address-multicast": _("an address of a group, not of a server"),
    "address-reserved": _("a reserved address"),
}
_REASONS: Final = {
    "address-metadata": (
        _("%(host)s leads to %(address)s, a cloud provider's metadata service."),
        _("That address is never fetched from. Give the address of a Git server."),
    ),
    "host-malformed": (_("The name of the host is malformed."), _REMOTE_EXAMPLE),
    "host-missing": (_("The address names no host."), _REMOTE_EXAMPLE),
    "host-not-ascii": (
        _("The name of the host contains characters other than ASCII."),
        _("Write an international name in its xn-- form."),
    ),
    "host-not-listed": (
        _("This host is not on the list of allowed hosts."),
        _("Use a listed host, or ask an operator to add this one to REPOSITORY_HOSTS."),
    ),
    "host-numeric": (
        _("The host is a number that programs read in different ways."),
        _("Give the name of the host, or its address as four decimal numbers."),
    ),
    "host-trailing-dot": (_("The name of the host ends with a dot."), _("Leave the dot away.")),
    "host-unknown": (
        _("The name %(host)s has no address."),
        _("Check the spelling, and that the server's name service knows it."),
    ),
    "local-path-missing": (_("There is no directory at this path."), _("Check the path on the server.")),
    "local-path-refused": (
        _("Repositories at a path on the server are not allowed here."),
        _("Give a remote address, or ask an operator to add the directory to REPOSITORY_LOCAL_PATHS."),
    ),
    "port-invalid": (_("The port is not a number from 1 to 65535."), _("Correct the port or leave it away.")),
    "port-refused": (
        _("This port belongs to another kind of server."),
        _("Below 1024 only the ports 22, 80 and 443 are allowed."),
    ),
    "url-characters": (
        _("The address contains a space, a backslash, a control character or a broken % escape."),
        _("Copy the address again from the forge's page."),
    ),
    "url-empty": (_("The address is empty."), _REMOTE_EXAMPLE),
    "url-malformed": (_("This is not the address of a repository."), _REMOTE_EXAMPLE),
    "url-option": (_("A part of the address starts with a dash and would be read as an option."), _REMOTE_EXAMPLE),
    "url-password": (
        _("The address contains a password or token."),
        _("Remove it from the address and give it as the credential, where it is stored encrypted."),
    ),
    "url-path": (_("The address names a host but no repository."), _REMOTE_EXAMPLE),
    "url-path-dots": (_("The path contains . or .. steps."), _("Write the path without them.")),
    "url-query": (_("The address contains ? or #."), _("Copy the clone address, not the address of a page.")),
    "url-scheme": (_("This kind of address is not allowed."), _("Allowed are: %(allowed)s.")),
    "url-too-long": (_("The address is longer than 500 characters."), _("Give the shorter clone address.")),
    "url-transport": (_("The address names a helper program (name::)."), _REMOTE_EXAMPLE),
    "url-userinfo": (
        _("The part before @ is not allowed here."),
        _("Remove it; give the user's name with the credential. Only ssh addresses have a name, such as git@."),
    ),
}


def refused(code: str, **facts: object) -> UserError:
    """Return the error for `code`, its words filled with `facts`."""
    if code in _KINDS:
        return UserError(code, _ADDRESS, _PUBLIC_ONLY, kind=_KINDS[code], **facts)
    message, hint = _REASONS[code]
    return UserError(code, message, hint, **facts)
