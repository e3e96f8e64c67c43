-- at as text, then six fields each: channel, its name for the listener, event, data, once, state ('1' or '0').
-- A message is a head of 18 bytes (kind, 16 digits of seq or version, line feed) and the finished WebSocket text.
local stale = refused()
if stale then
    return stale
end

local LOG_MAX, LOG_TTL_S, SEQ_TTL_S, ONCE_MS = 200, 21600, 604800, 600000

-- The sequence must outlive whoever still listens, or it would start anew within the epoch: hence a week.
local function logged(channel, event, data)
    local seq = call('INCR', 'hh:seq:' .. channel)
    call('EXPIRE', 'hh:seq:' .. channel, SEQ_TTL_S)
    call('RPUSH', 'hh:log:' .. channel, now .. '\n' .. event .. '\n' .. data)
    call('LTRIM', 'hh:log:' .. channel, -LOG_MAX, -1)
    call('EXPIRE', 'hh:log:' .. channel, LOG_TTL_S)
    return seq
end

local epoch = call('GET', 'hh:epoch') or ''
for at = 4, #ARGV, 6 do
    local channel, shown, event, data, once, state = unpack(ARGV, at, at + 5)
    local first = true
    if once ~= '' then
        first = call('ZADD', 'hh:once', 'NX', whole(tonumber(now) + ONCE_MS), once) == 1
    end
    if first then
        local kind, name, number = 'L', 'seq', nil
        if state == '1' then
            kind, name, number = 'S', 'version', call('INCR', 'hh:version')
        else
            number = logged(channel, event, data)
        end
        local text = table.concat({
            '{"event":"', event, '","channel":"', shown, '","epoch":"', epoch, '","', name, '":', whole(number), ',"at":"', ARGV[3],
            '","data":', data, '}'
        })
        call('PUBLISH', 'hh:c:' .. channel, string.format('%s%016.0f\n', kind, number) .. text)
    end
end
return 1
