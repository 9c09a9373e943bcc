"""The trace of a request, from the client through the log to the events."""

from chassis.observability.context import current, current_traceparent, make_context, working_on

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_valid_trace_is_continued():
    assert make_context("r1", TRACE).traceparent == TRACE


def test_a_new_trace_has_the_request_id_when_it_fits():
    assert make_context("a" * 32, "").traceparent[3:35] == "a" * 32


def test_an_ill_formed_trace_is_replaced():
    for bad in ("00-0-0-00", TRACE.upper(), TRACE + "\n", "00-" + "0" * 32 + TRACE[35:], "ff" + TRACE[2:]):
        assert make_context("r1", bad).traceparent != bad


def test_work_has_a_trace_only_while_it_lasts():
    with working_on(traceparent=TRACE) as context:
        assert current_traceparent() == TRACE
        assert current() is context

    assert current_traceparent() == ""
