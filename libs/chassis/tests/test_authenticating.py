"""Who a request comes from."""

from chassis.ids import uuid7


def test_a_token_says_who_is_calling(api):
    account, session = uuid7(), uuid7()

    response = api(account, roles=("user", "moderator"), session_id=session).get("/me/")

    assert response.status_code == 200
    assert response.json() == {"id": str(account), "session": str(session), "roles": ["moderator", "user"]}


def test_without_a_token_the_answer_is_a_challenge(api):
    response = api().get("/me/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] == "not_authenticated"
