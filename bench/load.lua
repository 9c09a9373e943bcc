-- Sends the requests of a file in turn: a line each, method, path, token and body, separated by tabs.
-- Each thread of wrk would begin with the first line: there is one thread.
local requests = {}
local position = 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local method, path, token, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)")
        local headers = token ~= "" and { Authorization = "Bearer " .. token } or {}
        if body ~= "" then
            headers["Content-Type"] = "application/json"
        else
            body = nil
        end
        requests[#requests + 1] = wrk.format(method, path, headers, body)
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "\nsummary {\"requests\": %d, \"seconds\": %.6f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"failed\": %d}\n",
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
