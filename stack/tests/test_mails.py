"""`make mail`: the mails that were sent, newest first."""

from email.message import EmailMessage

import pytest

from stack import mails
from stack.errors import StackError
from stack.layout import Layout


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path)
    layout.mail.mkdir()
    for number, name in enumerate(("ada", "grace", "ada")):
        mail = EmailMessage()
        mail["To"], mail["Subject"], mail["Date"] = (
            f"{name}@kith.test",
            f"Mail {number}",
            "Sun, 22 Nov 2026 00:00:00 +0000",
        )
        mail.set_content(f"Code of {name}: {number}")
        mail.add_alternative(f"<p>{number}</p>", subtype="html")
        (layout.mail / f"{number}.eml").write_bytes(mail.as_bytes())
    return layout


def test_the_newest_comes_first_and_is_shown(layout, capsys):
    mails.show(layout)

    shown = capsys.readouterr().out
    assert shown.index("Mail 2") < shown.index("Mail 1") < shown.index("Mail 0")
    assert shown.endswith("Code of ada: 2\n")


def test_an_older_one_and_those_to_one_address(layout, capsys):
    mails.show(layout, number=2, to="ADA@")

    shown = capsys.readouterr().out
    assert "grace" not in shown
    assert shown.endswith("Code of ada: 0\n")


def test_the_time_is_in_utc_and_on_one_line(layout, capsys):
    mails.show(layout)

    assert "2026-11-22 00:00:00" in capsys.readouterr().out


def test_a_mail_that_is_still_being_written_is_not_shown(layout, capsys):
    (layout.mail / ".3.eml").write_bytes(b"To: ada@kith.test")

    mails.show(layout, number=3)

    assert capsys.readouterr().out.endswith("Code of ada: 0\n")
    with pytest.raises(StackError, match="There is no mail 4"):
        mails.show(layout, number=4)


@pytest.mark.parametrize("number", [0, 4])
def test_a_mail_that_is_not_there(layout, number):
    with pytest.raises(StackError, match=f"There is no mail {number}: choose 1, the newest, to 3."):
        mails.show(layout, number=number)


@pytest.mark.parametrize(
    ("to", "reason"), [("", "There is no mail in "), ("eve", "no mail to an address with 'eve' in it")]
)
def test_no_mail_at_all(tmp_path, to, reason):
    with pytest.raises(StackError, match=reason):
        mails.show(Layout(tmp_path), to=to)


def test_only_those_about_something(layout, capsys):
    mails.show(layout, to="ada", about="mail 0")

    shown = capsys.readouterr().out
    assert "Mail 2" not in shown
    assert shown.endswith("Code of ada: 0\n")
    with pytest.raises(StackError, match="to an address with 'grace' in it with 'mail 0' in its subject"):
        mails.show(layout, to="grace", about="mail 0")
