-- Rows of booths, 10 fields each: id fair state version call_count session_mean session_count planned served ends_at.
local stale = refused()
if stale then
    return stale
end

for at = 3, #ARGV, 10 do
    local id, version = ARGV[at], ARGV[at + 3]
    local old = call('HMGET', 'hh:b:' .. id, 'v', 'c')
    if not old[1] or tonumber(version) >= tonumber(old[1]) then
        call('HSET', 'hh:b:' .. id, 'f', ARGV[at + 1], 's', ARGV[at + 2], 'v', version, 'c', ARGV[at + 4], 'm', ARGV[at + 5],
            'n', ARGV[at + 6], 'p', ARGV[at + 7], 'q', ARGV[at + 8], 'e', ARGV[at + 9])
        dirty(id)
        -- Those whose snooze ends (or, were the count ever lowered, begins anew) between the two counts.
        local before, after = tonumber(old[2] or '0'), tonumber(ARGV[at + 4])
        if before ~= after then
            local woken = call('ZRANGEBYSCORE', 'hh:u:' .. id, '(' .. whole(math.min(before, after)), whole(math.max(before, after)))
            for _, ticket in ipairs(woken) do
                judge(call('HGET', 'hh:t:' .. ticket, 'c'), now)
            end
        end
    end
end
return 1
