"""How often one may ask. Ids are those of the security catalogue."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from chassis.errors import TooManyRequests
from chassis.http.limits import consume, counting
from chassis.http.limits.leases import LEASE_SECONDS, Leases
from chassis.ids import uuid7
from chassis.testing import servers


@pytest.fixture(autouse=True)
def real_limits(settings):
    settings.LIMIT_SCALE = 1


def test_the_eleventh_request_is_answered_with_the_time_to_retry_after(api):
    client = api(uuid7())
    assert [client.get("/few/").status_code for _ in range(10)] == [200] * 10

    response = client.get("/few/")

    assert (response.status_code, response.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response["RateLimit"] == f'"few";r=0;t={response["Retry-After"]}'
    assert response["RateLimit-Policy"] == '"few";q=10;w=60'


def allowed(name: str, rate: str, key: str, *, in_leases: bool = False) -> int:
    """Use a limit until it refuses; return how many uses it allowed."""
    uses = 0
    while passes(name, rate, key, in_leases=in_leases):
        uses += 1
    return uses


def passes(name: str, rate: str, key: str, *, in_leases: bool) -> bool:
    try:
        consume(name, rate, key, in_leases=in_leases)
    except TooManyRequests:
        return False
    return True


def used_up() -> int:
    return allowed("some", "10/minute", "key")


def let_pass(seconds: float) -> None:
    """Make all counters older, as they are after so many seconds."""
    client = counting._limiter().storage.get_connection()
    for key in client.scan_iter():
        client.pexpire(key, int(client.pttl(key) - seconds * 1000))


@pytest.mark.parametrize("passed", [[], [30], [59], [61], [61, 3], [61, 20, 7], [90, 31], [119], [125]])
def test_retry_after_is_enough_and_no_more_than_needed(db, passed):
    used_up()
    for seconds in passed:
        let_pass(seconds)
        used_up()
    with pytest.raises(TooManyRequests) as refused:
        consume("some", "10/minute", "key")
    wait = int(refused.value.headers["Retry-After"])

    early = max(0, wait - 3)
    let_pass(early)
    assert early == 0 or used_up() == 0

    let_pass(wait - early)
    assert used_up() >= 1


def test_of_a_large_limit_exactly_as_many_pass_with_a_tenth_of_the_trips_to_redis(db):
    before = scripts_run()

    assert allowed("large", "1200/minute", str(uuid7()), in_leases=True) == 1200

    assert scripts_run() - before <= 1200 / 10


def scripts_run() -> int:
    """Return how many scripts Redis has run."""
    counts = counting._limiter().storage.get_connection().info("commandstats")
    return counts.get("cmdstat_evalsha", {"calls": 0})["calls"]


def test_processes_that_hold_leases_never_let_more_than_the_limit_pass(db, monkeypatch):
    key, passed = str(uuid7()), 0
    for _ in range(3):
        monkeypatch.setattr(counting, "_leases", Leases())
        passed += sum(passes("shared", "300/minute", key, in_leases=True) for _ in range(40))
    monkeypatch.setattr(counting, "_leases", Leases())

    passed += allowed("shared", "300/minute", key, in_leases=True)

    lost = 3 * (300 // counting.LEASES_PER_LIMIT - 1)
    assert 300 - lost <= passed <= 300


def test_however_many_processes_there_are_a_few_uses_of_each_pass(db, monkeypatch):
    key = str(uuid7())
    processes = [Leases() for _ in range(150)]
    for _ in range(3):
        for leases in processes:
            monkeypatch.setattr(counting, "_leases", leases)
            assert passes("spread", "1200/minute", key, in_leases=True)


def test_a_lease_that_was_not_used_in_time_is_followed_by_a_single_use(db, monkeypatch):
    key, leases, now = str(uuid7()), Leases(), time.monotonic()
    monkeypatch.setattr(counting, "_leases", leases)
    for _ in range(4):  # of the leases of 1, 2 and 4 uses
        consume("paused", "1200/minute", key, in_leases=True)
    assert counted("paused", key) == 1 + 2 + 4

    monkeypatch.setattr(time, "monotonic", lambda: now + LEASE_SECONDS + 1)
    consume("paused", "1200/minute", key, in_leases=True)

    assert counted("paused", key) == 1 + 2 + 4 + 1


def counted(name: str, key: str) -> int:
    item = counting._item("1200/minute", 1)
    return counting._limiter().storage.get_sliding_window(item.key_for(name, key), item.get_expiry())[2]


def test_leases_that_threads_take_at_the_same_time_are_added():
    leases = Leases()
    leases.keep("key", 4)
    leases.keep("key", 4)

    assert [leases.take("key", 12) for _ in range(7)] == [0] * 6 + [8]


def test_a_caller_who_is_refused_costs_two_trips_to_redis(db):
    key = str(uuid7())
    allowed("refused", "1200/minute", key, in_leases=True)
    before = scripts_run()

    assert not passes("refused", "1200/minute", key, in_leases=True)

    assert scripts_run() - before == 2


def test_accounts_are_counted_apart(api):
    first, second = api(uuid7()), api(uuid7())
    for _ in range(11):
        first.get("/few/", HTTP_X_CLIENT_ADDRESS="192.0.2.1")

    assert second.get("/few/", HTTP_X_CLIENT_ADDRESS="192.0.2.2").status_code == 200


def test_b13_addresses_are_what_the_gateway_says(api):
    client = api()
    headers = {"HTTP_X_CLIENT_ADDRESS": "192.0.2.1"}
    statuses = [client.get("/few/", HTTP_X_FORWARDED_FOR=f"1.2.3.{n}", **headers).status_code for n in range(16)]

    assert statuses == [200] * 15 + [429]


def test_the_scale_multiplies_every_limit(api, settings):
    settings.LIMIT_SCALE = 0.1
    client = api(uuid7())

    assert [client.get("/few/").status_code for _ in range(2)] == [200, 429]


def test_the_general_limits_hold_for_every_view(api, settings):
    settings.LIMIT_SCALE = 0.01
    client, nobody = api(uuid7()), api()

    assert [client.get("/trivial/").status_code for _ in range(13)] == [200] * 12 + [429]
    assert [client.post("/echo/", {}).status_code for _ in range(4)] == [200] * 3 + [429]
    assert [nobody.get("/trivial/").status_code for _ in range(4)] == [200] * 3 + [429]


def test_i10_of_two_hundred_parallel_requests_ten_pass(db):
    def ask(_):
        try:
            consume("parallel", "10/minute", "key")
        except TooManyRequests:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(ask, range(200))) == 10


def test_keys_in_redis_belong_to_the_service(db, settings):
    consume("some", "10/minute", "key")

    with servers.redis.Redis.from_url(settings.REDIS_URL) as client:
        assert all(key.startswith(b"testapp:limits:") for key in client.scan_iter())


def test_r51_without_redis_everything_passes(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{servers.free_port()}/0"
    counting._limiter.cache_clear()
    try:
        for _ in range(20):
            consume("some", "10/minute", "key")
        assert counting._breaker.is_open()
    finally:
        counting._limiter.cache_clear()
        counting._breaker.__init__()


def test_r50_a_redis_that_forgot_everything_is_used_again(settings):
    with servers.redis.Redis.from_url(settings.REDIS_URL) as client:
        consume("some", "10/minute", "key")
        client.script_flush()
        client.client_kill_filter(_type="normal", skipme=True)
        consume("some", "10/minute", "key")
        counting._breaker.__init__()

        for _ in range(10):
            consume("some", "10/minute", "another")
        with pytest.raises(TooManyRequests):
            consume("some", "10/minute", "another")
