-- Each request carries the next token of the file that is named on the command line; without a file, none does.
local requests = {}
local position = 0

function init(arguments)
    if arguments[1] == "" then
        requests[1] = wrk.format("GET")
        return
    end
    for line in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", nil, { Authorization = "Bearer " .. line })
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end
