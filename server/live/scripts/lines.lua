-- with_order, then booths -> of each: fair state version session_mean session_count planned served ends_at (false when not
-- known), waiting callable staff permille, ends of talks, then numbers and classes of the first 500 when asked.
local stale = refused()
if stale then
    return stale
end

local function order(booth)
    local line = 'hh:l:' .. booth
    local ids = call('ZRANGE', line, 0, 499)
    if #ids == 0 then
        return {}, ''
    end
    local class_by_id = {}
    for _, class in ipairs({ OFFLINE, ENGAGED, SNOOZED, FROZEN }) do
        for _, id in ipairs(call('ZRANGE', line .. ':' .. class, 0, 499)) do
            class_by_id[id] = class
        end
    end
    local classes = {}
    for i, id in ipairs(ids) do
        classes[i] = class_by_id[id] or CALLABLE
    end
    return call('HMGET', 'hh:n:' .. booth, unpack(ids)), table.concat(classes)
end

local answer = {}
for at = 4, #ARGV do
    local booth = ARGV[at]
    local staff = call('SMEMBERS', 'hh:pl:booth:' .. booth)
    local permille = 0
    for _, account in ipairs(staff) do
        permille = permille + math.floor(1000 / call('SCARD', 'hh:staffs:' .. account))
    end
    local ends = call('ZRANGE', 'hh:r:' .. booth, 0, 15, 'WITHSCORES')
    local running = {}
    for i = 2, #ends, 2 do
        running[i / 2] = ends[i]
    end
    local numbers, classes = {}, ''
    if ARGV[3] == '1' then
        numbers, classes = order(booth)
    end
    answer[at - 3] = {
        call('HMGET', 'hh:b:' .. booth, 'f', 's', 'v', 'm', 'n', 'p', 'q', 'e'),
        call('ZCARD', 'hh:l:' .. booth), call('ZCARD', 'hh:l:' .. booth .. ':' .. CALLABLE), #staff, permille, running, numbers,
        classes
    }
end
return answer
