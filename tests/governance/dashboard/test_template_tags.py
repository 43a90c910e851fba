"""The small pieces of pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from governance.dashboard.rails import Rail
from governance.dashboard.templatetags.ironrules import SHAPES, ago, codes, in_language
from governance.dashboard.templatetags.pieces import page_of, piece
from governance.scans.models import Scan, Trigger
from scanners.model import RuleVerdict, Severity, Verdict


def rendered(source: str, **values: object) -> str:
    return Template("{% load ironrules %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (5, "just now", "刚刚"),
        (60, "1 minute ago", "1 分钟前"),
        (7_300, "2 hours ago", "2 小时前"),
        (86_400, "1 day ago", "1 天前"),
        (40 * 86_400, "1 month ago", "1 个月前"),
        (800 * 86_400, "2 years ago", "2 年前"),
    ],
)
def test_age_is_one_figure_in_both_languages(seconds: int, english: str, chinese: str) -> None:
    moment = timezone.now() - timedelta(seconds=seconds)
    assert f">{english}<" in ago(moment)
    with translation.override("zh-hans"):
        assert f">{chinese}<" in ago(moment)


def test_rail_that_was_drawn_before_is_in_the_readers_language() -> None:
    shown = Rail("IR1", passed=3, units=4)
    assert "Pure memory" in rendered("{% rail shown %}", shown=shown)
    with translation.override("zh-hans"):
        drawn = rendered("{% rail shown %}", shown=shown)
    assert "纯内存" in drawn
    assert "Pure memory" not in drawn
    assert rendered("{% rail shown 'small' %}", shown=shown) != rendered("{% rail shown %}", shown=shown)


def test_exact_time_is_there_on_hover() -> None:
    assert 'title="2026-01-02 03:04:05 UTC"' in ago(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@pytest.mark.parametrize("kind", [*Severity, *Verdict, *RuleVerdict])
def test_every_severity_and_verdict_has_a_sign_and_a_word(kind: str) -> None:
    assert kind in SHAPES
    html = rendered("{% sign kind %}", kind=kind)
    assert f"sign-{kind}" in html
    assert f"<span>{kind}</span>" in html


def test_kind_of_a_newer_analyser_gets_the_unknown_sign() -> None:
    html = rendered("{% sign kind %}", kind="<odd>")
    assert "sign-unknown" in html
    assert "&lt;odd&gt;" in html


def test_text_falls_back_to_english() -> None:
    with translation.override("zh-hans"):
        assert in_language({"en": "only English"}) == "only English"


def test_backticks_become_code() -> None:
    assert codes("`buf` is <used>") == "<code>buf</code> is &lt;used&gt;"


@given(st.text())
def test_no_markup_gets_through_a_message(text: str) -> None:
    shown = str(codes(text)).replace("<code>", "").replace("</code>", "")
    assert "<" not in shown


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_rail_has_a_text_alternative_in_every_size(size: str) -> None:
    from governance.dashboard.rails import Rail

    html = rendered("{% rail rail size %}", rail=Rail("IR1", 3, 1, 5), size=size)
    assert 'role="img" aria-label="IR1 Pure memory: 3 of 5 pass, 60 %, 1 waived"' in html


def test_pieces_escape_what_they_are_given() -> None:
    now = timezone.now()
    scan = Scan(pk=7, commit="0123456789ab", commit_subject="<b>&", queued_at=now, trigger=Trigger.PUSH)
    drawn = piece("scans", scans=[scan])
    assert "<code>0123456789</code> &lt;b&gt;&amp;" in drawn
    assert 'href="/scans/7/"' in drawn


def test_pieces_are_in_the_readers_language() -> None:
    drawn = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            drawn.append(piece("scans", scans=[]))
    assert ["Asked for" in each for each in drawn] == [True, False]


def test_piece_that_misses_a_value_says_so() -> None:
    with pytest.raises(UndefinedError, match="scans"):
        piece("scans")


@pytest.mark.parametrize("name", ["scan", "finding"])
def test_address_of_a_numbered_page_is_that_of_django(name: str) -> None:
    assert [page_of(name, number) for number in (1, 1050)] == [reverse(name, args=[n]) for n in (1, 1050)]
