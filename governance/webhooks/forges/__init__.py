"""What each forge sends and how it proves it, a module each; `FORGES` finds the module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from governance.webhooks.forges import bitbucket, bitbucket_dc, gitea, gitee, github, gitlab
from governance.webhooks.models import Forge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.webhooks.forges.events import ForgeModule

FORGES: Final[Mapping[Forge, ForgeModule]] = {
    Forge.GITHUB: github,
    Forge.GITLAB: gitlab,
    Forge.GITEA: gitea,
    Forge.GITEE: gitee,
    Forge.BITBUCKET: bitbucket,
    Forge.BITBUCKET_DC: bitbucket_dc,
}
