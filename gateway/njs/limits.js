// The numbers of a 429, from the zone that refused (limits.conf): fields of draft-ietf-httpapi-ratelimit-headers.
// Only evaluated for requests that are refused. The names are those of /api/v1/instance/; services have others.

// "5r/s 20": the rate, and how many requests may arrive at once.
const RATE = /^(\d+)r\/([sm]) (\d+)$/;

// Returns after how many seconds one more request is allowed.
function secondsEach(rate) {
    return (rate[2] === 'm' ? 60 : 1) / Number(rate[1]);
}

function retryAfter(r) {
    const rate = RATE.exec(r.variables.zone_limit);
    return String(rate ? Math.ceil(secondsEach(rate)) : 1);
}

function state(r) {
    return '"gateway-' + r.variables.zone + '";r=0;t=' + retryAfter(r);
}

function policy(r) {
    const limit = r.variables.zone_limit;
    const rate = RATE.exec(limit);
    const quota = rate
        ? 'q=' + rate[3] + ';w=' + Math.ceil(Number(rate[3]) * secondsEach(rate))
        : 'q=' + limit + ';qu="concurrent-requests"';
    return '"gateway-' + r.variables.zone + '";' + quota;
}

export default { retryAfter, state, policy };
