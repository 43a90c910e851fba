"""What a report that is uploaded is about."""

from __future__ import annotations

from ninja import Field, Schema


class UploadFilter(Schema):
    """The commit that was analysed."""

    commit: str = Field(
        max_length=64, description="Full id of the commit.", examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"]
    )
    branch: str = Field("", max_length=250, description="Default: the default branch.", examples=["main"])
