"""Misuses that show where two functions are looked at together, not along the paths of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile
from scanners.pools.code.unconditional import is_deferred
from scanners.pools.inventory.shares import Share
from scanners.pools.tracking.borrowed_puts import BorrowedPuts
from scanners.pools.tracking.closing_closures import ClosingClosures
from scanners.pools.tracking.holdings import node_text
from scanners.pools.tracking.incidents import Fault
from scanners.pools.tracking.misused import Misuse
from scanners.pools.tracking.own_groups import OwnGroups
from scanners.pools.tracking.own_signals import OwnSignals
from scanners.pools.tracking.published import Published
from scanners.pools.tracking.releases import Release, Releases, Where
from scanners.pools.tracking.same_fields import SameFields

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses


class MisusedElsewhere:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses, releases: Releases) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._releases: Final = releases

    def of(self, share: Share, settled: set[int]) -> Iterator[Misuse]:
        """Those of some pools; `settled` are the calls that take an object which its function puts back for certain."""
        yield from self._published(share)
        yield from self._too_early(share)
        yield from self._told_to_end(share)
        yield from self._borrowed(share, settled)
        yield from self._closed(share)
        yield from self._of_same_fields(share)

    def misuse(  # noqa: PLR0917 - what is wrong, and where else
        self,
        release: Release,
        fault: Fault,
        way: str,
        shown: str,
        file: SourceFile | None = None,
        other: Node | None = None,
    ) -> Misuse:
        """What is put back while another function, at `other`, works with it, or puts it back too."""
        return Misuse(
            fault=fault,
            file=release.site.file,
            node=release.site.call,
            object=release.shown.strip("&*()"),
            shown=shown,
            way=way,
            put=release.site,
            pool=release.pool,
            pool_name=release.name,
            other=other,
            other_file=file,
            deferred=is_deferred(self._resolver, release.site.file, release.site.call),
            where=release.where,
        )

    def _published(self, share: Share) -> Iterator[Misuse]:
        """What is put back while others may have loaded it from an atomic pointer."""
        published = Published(self._resolver, self._uses)
        for release in self._releases:
            found = published.reader(release) if release.pool in share else None
            if found is not None:
                yield self.misuse(release, Fault.RUNNING, "published", *found)

    def _too_early(self, share: Share) -> Iterator[Misuse]:
        """What is put back before the goroutines that a WaitGroup of its own counts are waited for."""
        groups = OwnGroups(self._resolver, self._uses)
        for release in self._releases:
            found = groups.unfinished(release) if release.pool in share else None
            if found is not None:
                yield self.misuse(release, Fault.RUNNING, "group", *found)

    def _told_to_end(self, share: Share) -> Iterator[Misuse]:
        """What is put back right after a goroutine that uses it has been told to end."""
        signals = OwnSignals(self._resolver, self._uses, self._releases)
        for release in self._releases:
            found = signals.unfinished(release) if release.pool in share else None
            if found is not None:
                yield self.misuse(release, Fault.RUNNING, "signal", *found)

    def _borrowed(self, share: Share, settled: set[int]) -> Iterator[Misuse]:
        """Puts of what the function only borrowed, as second Puts."""
        for pool, taken, put in BorrowedPuts(self._resolver, self._uses, share.pools, settled).find():
            object_ = node_text(put.value) if put.value is not None else ""
            yield Misuse(
                fault=Fault.TWICE,
                file=put.file,
                node=put.call,
                object=object_,
                shown=object_,
                way="borrowed",
                put=put,
                pool=pool,
                pool_name=pool.name,
                taken=taken,
            )

    def _closed(self, share: Share) -> Iterator[Misuse]:
        """What a function literal puts back that a Close runs, as second Puts."""
        closures = ClosingClosures(self._resolver)
        for release in self._releases:
            if release.pool in share and release.where is Where.HERE and closures.runs_again(release):
                yield self.misuse(release, Fault.TWICE, "closure", release.shown.strip("&*()"))

    def _of_same_fields(self, share: Share) -> Iterator[Misuse]:
        """What goes back although another field that names the same object went back, as second Puts."""
        fields = SameFields(self._resolver, self._uses)
        for release, file, made_one in fields.second_puts(each for each in self._releases if each.pool in share):
            yield self.misuse(release, Fault.TWICE, "same", release.shown.strip("&*()"), file, made_one)
