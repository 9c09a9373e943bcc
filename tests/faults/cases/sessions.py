"""A session that has ended is refused within two seconds, whatever breaks at that moment."""

import time

from redis import Redis

from tests.faults.case import case
from tests.faults.client import Client
from tests.faults.gateways import SecondGateway, second_gateway
from tests.faults.moderation import administrator, reinstate, suspend
from tests.faults.onlookers import Member
from tests.faults.tokens import Watch, new_session, watching
from tests.faults.world import World

REFUSED_SECONDS = 2.0
SESSIONS = 6
AUTH = ("auth-web", "auth-worker")


@case("L01", "People log out.", is_quick=True)
def logout(world: World) -> None:
    """Their access tokens are refused within two seconds, their refresh tokens at once."""
    with world.people() as workload:
        sessions = [new_session(workload, number, world.history) for number in range(SESSIONS)]
        with watching(*sessions) as watches:
            world.pass_time(1)
            ended = [_log_out(world, session) for session in sessions]
            world.pass_time(REFUSED_SECONDS + 1)
    for watch, moment in zip(watches, ended, strict=True):
        _expect_refused(world, watch, since=moment)


@case("L02", "The auth service and the gateway's agent are killed when somebody logs out.")
def logout_and_restarts(world: World) -> None:
    """The token is refused in time, stays refused, and is refused by an agent that was away at that moment too."""
    with world.people() as workload:
        first, second = (new_session(workload, number, world.history) for number in range(2))
        with watching(first) as (watch,):
            world.pass_time(1)
            ended = _log_out(world, first)
            for program in ("gateway-agent", *AUTH):
                world.stack.signal(program, "KILL")
            world.wait_for("gateway-agent", *AUTH)
            world.pass_time(3)
        _expect_refused(world, watch, since=ended)
        with watching(second) as (watch,):
            world.stack.stop("gateway-agent")
            _log_out(world, second)
            for program in AUTH:
                world.stack.restart(program)
            world.stack.start("gateway-agent")
            world.wait_for("gateway-agent")
            back = time.time()
            world.pass_time(REFUSED_SECONDS + 1)
        _expect_refused(world, watch, since=back)


@case("L03", "Somebody logs out while the broker is down.")
def logout_without_broker(world: World) -> None:
    """The refresh token is refused at once, the access token at the latest two seconds after the broker is back."""
    with world.people() as workload:
        session = new_session(workload, 0, world.history)
        with watching(session) as (watch,):
            world.stack.stop("rabbitmq")
            world.pass_time(2)
            ended = _log_out(world, session)
            world.pass_time(5)
            world.stack.start("rabbitmq")
            world.wait_for("rabbitmq")
            back = time.time()
            world.pass_time(REFUSED_SECONDS + 2)
        world.report(f"refused {watch.last_admitted - ended:.1f} s after the logout, without the broker")
        _expect_refused(world, watch, since=back)


@case("L04", "Redis loses its data when somebody logs out.", is_quick=True)
def logout_and_flush(world: World) -> None:
    """Ended sessions are not only in Redis."""
    with world.people() as workload:
        session = new_session(workload, 0, world.history)
        with watching(session) as (watch,):
            world.pass_time(1)
            ended = _log_out(world, session)
            Redis.from_url(world.stack.redis_url()).flushall()
            world.pass_time(REFUSED_SECONDS + 1)
            world.stack.signal("redis", "KILL")
            world.wait_for("redis")
            Redis.from_url(world.stack.redis_url()).flushall()
            world.pass_time(3)
        _expect_refused(world, watch, since=ended)


@case("R113", "Somebody logs out where there are two gateways, each with nginx and agent; one of them may be down.")
def logout_at_two_gateways(world: World) -> None:
    """Both refuse the token within two seconds; one that was down does so when it is back."""
    with world.people() as workload, second_gateway(world.stack, world.folder / "second") as second:
        sessions = [new_session(workload, number, world.history) for number in range(3)]
        with watching(sessions[0], _at(second, sessions[0])) as watches:
            world.pass_time(1)
            ended = _log_out(world, sessions[0])
            world.pass_time(REFUSED_SECONDS + 1)
        for watch in watches:
            _expect_refused(world, watch, since=ended)
        second.kill()
        with watching(sessions[1]) as (watch,):
            world.pass_time(1)
            ended = _log_out(world, sessions[1])
            world.pass_time(REFUSED_SECONDS + 1)
        _expect_refused(world, watch, since=ended)
        second.start()
        _expect_refused_now(world, _at(second, sessions[1]))
        world.stack.stop("gateway-agent")
        with watching(_at(second, sessions[2])) as (watch,):
            world.pass_time(1)
            ended = _log_out(world, sessions[2])
            world.pass_time(REFUSED_SECONDS + 1)
        _expect_refused(world, watch, since=ended)
        world.stack.start("gateway-agent")
        world.wait_for("gateway-agent")
        _expect_refused_now(world, sessions[2])
        _suspend_at_two_gateways(world, second)


def _suspend_at_two_gateways(world: World, second: SecondGateway) -> None:
    """Suspend somebody who has two sessions; both gateways refuse both, also one that was down at the time."""
    admin = administrator(world)
    one = Member(world.stack.url, f"s{world.seed}suspended", world.history).join()
    other = Client(one.base, one.name, world.history)
    other.login()
    with watching(one, other, _at(second, one), _at(second, other)) as watches:
        world.pass_time(1)
        ended = suspend(admin, one.identity)
        world.pass_time(REFUSED_SECONDS + 1)
    for watch in watches:
        _expect_refused(world, watch, since=ended)
    world.expect(one.login().status == 401, "a suspended account logs in")
    reinstate(admin, one.identity)
    one.login()
    second.kill()
    suspend(admin, one.identity)
    second.start()
    _expect_refused_now(world, _at(second, one))


def _at(gateway: SecondGateway, session: Client) -> Client:
    """Return a client of the other gateway with the same access token."""
    twin = Client(gateway.url, session.name, session.history)
    twin.access = session.access
    return twin


def _expect_refused_now(world: World, session: Client) -> None:
    """Note a finding unless the token is refused two seconds later."""
    world.pass_time(REFUSED_SECONDS)
    with watching(session) as (watch,):
        world.pass_time(1)
    world.expect(watch.refused_after(0), "a gateway that was down at the logout accepts the token")


def _log_out(world: World, session: Client) -> float:
    """End a session and return when that was answered; its refresh token must be refused by then."""
    record = session.logout()
    world.expect(record.outcome == "ok", f"the logout was answered {record.statuses}")
    again = session.refresh()
    world.expect(again.status == 401, f"the refresh token of an ended session was answered {again.status}")
    return record.ended


def _expect_refused(world: World, watch: Watch, *, since: float) -> None:
    """Note a finding unless the token was accepted before, refused within two seconds, and refused ever after."""
    world.expect(watch.last_admitted > 0, "the token was never accepted")
    world.report(f"refused after {max(0.0, watch.last_admitted - since):.1f} s")
    world.expect(
        watch.refused_after(since + REFUSED_SECONDS),
        f"a token was let in {watch.last_admitted - since:.1f} s after its session had ended",
    )
