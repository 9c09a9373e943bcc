"""What a deleted account was notified of is deleted; what others were notified of leaves with its acts."""

import pytest
from factories import commented, edited, followed, liked, new_id, person, published, uncommented

from notifications.models import Cause, Notification
from notifications.services import erasing
from personal_data.testing import erase_here
from relations.people.models import Person

pytestmark = pytest.mark.django_db


def test_its_notifications_are_deleted_and_those_of_others_stay(deliver, inbox, run_jobs):
    erased, other, ada = person("Erased"), new_id(), person("Ada")
    for who in (erased, other):
        deliver(followed(by=ada, who=who))
        deliver(liked(by=ada, author=who, post=new_id()))

    erase_here(erased, run_jobs=run_jobs)

    assert not Notification.objects.filter(recipient_id=erased).exists()
    assert sorted(each["type"] for each in inbox(other)) == ["follow", "like"]
    assert not Person.objects.filter(id=erased).exists()


def test_others_are_no_longer_notified_of_its_acts(deliver, inbox, run_jobs):
    erased, ada, post = person("Erased"), new_id(), new_id()
    comment = commented(by=erased, author=ada, post=post)
    deliver(followed(by=erased, who=ada))
    deliver(liked(by=erased, author=ada, post=post))
    deliver(comment)

    erase_here(erased, run_jobs=run_jobs)
    deliver(followed(by=erased, who=ada, state="none", version=2))
    deliver(liked(by=erased, author=ada, post=post, state="off", version=2))
    deliver(uncommented(comment))

    assert inbox(ada) == []


def test_a_late_event_notifies_it_of_nothing(deliver, run_jobs):
    erased, ada = person("Erased"), person("Ada")
    deliver(followed(by=ada, who=erased, version=3))

    erase_here(erased, run_jobs=run_jobs)
    deliver(followed(by=ada, who=erased, version=1))

    assert not Notification.objects.exists()
    assert [(cause.version, cause.is_active) for cause in Cause.objects.all()] == [(3, False)]


def test_however_many_there_are_all_are_deleted_in_steps(deliver, run_jobs, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 2)
    erased, ada = person("Erased"), person("Ada")
    for _ in range(5):
        deliver(liked(by=ada, author=erased, post=new_id()))

    assert erasing.notifications_erase(account_id=erased)
    assert Notification.objects.count() == 3
    erase_here(erased, run_jobs=run_jobs)

    assert not Notification.objects.exists()


def test_a_notification_with_many_senders_is_deleted_in_steps(deliver, run_jobs, monkeypatch):
    monkeypatch.setattr(erasing, "CAUSES", 2, raising=False)
    erased, post = person("Erased"), new_id()
    likers = [person(f"Liker{n}") for n in range(5)]
    for liker in likers:
        deliver(liked(by=liker, author=erased, post=post))

    assert erasing.notifications_erase(account_id=erased)
    assert Cause.objects.filter(is_active=True).count() == 3
    for liker in likers:
        deliver(liked(by=liker, author=erased, post=post, state="off", version=2))
    erase_here(erased, run_jobs=run_jobs)

    assert not Notification.objects.exists()
    assert [(cause.version, cause.is_active) for cause in Cause.objects.all()] == [(2, False)] * 5


@pytest.mark.parametrize("late", ["edit", "comment", "quote"])
def test_a_late_event_notifies_a_deleted_account_of_nothing(deliver, inbox, run_jobs, late):
    erased, other, ada, post = person("Erased"), new_id(), person("Ada"), new_id()
    quoted = {"quote_of": new_id(), "quoted_author_id": erased} if late == "quote" else {}
    events = {
        # Of a picture's description: the names in the text are not looked up again.
        "edit": edited(author=ada, post=post, version=2, minutes=5, mentions=[erased, other]),
        "comment": commented(by=ada, author=ada, post=post, mentions=[erased, other]),
        "quote": published(author=ada, post=post, mentions=[other], **quoted),
    }
    deliver(published(author=ada, post=new_id() if late == "quote" else post))
    erase_here(erased, run_jobs=run_jobs)

    deliver(events[late])

    assert not Notification.objects.filter(recipient_id=erased).exists()
    assert Notification.objects.filter(recipient_id=other, type="mention").count() == 1
