"""Messages: a catalogue says the same in every language, or does not load."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners.messages import BrokenMessages, load_messages, own_messages
from scanners.model import LANGUAGES, Text


def write(directory: Path, content: str) -> Path:
    path = directory / "messages.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_text_reads_in_every_language(tmp_path: Path) -> None:
    catalogue = load_messages(write(tmp_path, '[lost]\nen = "{pool} is lost"\nzh-hans = "{pool} 丢失"\n'), "IR001")
    text = Text.of("IR001.lost", pool="bufPool")
    assert catalogue.render_all(text) == {"en": "bufPool is lost", "zh-hans": "bufPool 丢失"}


def test_braces_in_an_argument_are_no_placeholder(tmp_path: Path) -> None:
    catalogue = load_messages(write(tmp_path, '[lost]\nen = "{pool}"\nzh-hans = "{pool}"\n'), "IR001")
    assert catalogue.render(Text.of("IR001.lost", pool="{code} {0} {"), "en") == "{code} {0} {"


def test_each_language_joins_what_is_listed_in_its_own_way(tmp_path: Path) -> None:
    catalogue = load_messages(write(tmp_path, '[lost]\nen = "{pools} lost"\nzh-hans = "丢失 {pools}"\n'), "IR001")
    text = Text.of("IR001.lost", pools=["bufPool", "linePool"])
    assert catalogue.render_all(text) == {"en": "bufPool, linePool lost", "zh-hans": "丢失 bufPool、linePool"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('[lost]\nen = "x"\n', "exactly the languages"),
        ('[lost]\nen = "x"\nzh-hans = "y"\nfr = "z"\n', "exactly the languages"),
        ('[lost]\nen = "{a}"\nzh-hans = "{b}"\n', "has placeholders"),
        ('[lost]\nen = "{a}"\nzh-hans = "a"\n', "has placeholders"),
        ('[lost]\nen = ""\nzh-hans = ""\n', "empty template"),
        ('[lost]\nen = "{a.b}"\nzh-hans = "{a.b}"\n', "bare lower-case name"),
        ('[lost]\nen = "{a!r}"\nzh-hans = "{a!r}"\n', "bare lower-case name"),
        ('[lost]\nen = "{0}"\nzh-hans = "{0}"\n', "bare lower-case name"),
        ('[lost]\nen = "{"\nzh-hans = "{"\n', "messages.toml"),
        ('[Lost_Key]\nen = "x"\nzh-hans = "y"\n', "lower-case words"),
        ('lost = "x"\n', "exactly the languages"),
        ("[lost\n", "messages.toml"),
    ],
)
def test_faulty_messages_do_not_load(tmp_path: Path, content: str, fault: str) -> None:
    with pytest.raises(BrokenMessages, match=fault):
        load_messages(write(tmp_path, content), "IR001")


def test_own_messages_load_in_every_language() -> None:
    assert all(set(entry) == set(LANGUAGES) for entry in own_messages().templates.values())
