-- Rows of tickets, 13 fields each: id booth fair candidate recruiter grant state number order_key version
-- snoozed_until_call ends_at frozen. An older version changes nothing.
local stale = refused()
if stale then
    return stale
end

local WAITING, IN_SESSION = '0', '2'

local function detach(id, old)
    local booth, candidate, recruiter, state, class = old[1], old[2], old[3], old[4], old[5]
    if state == WAITING then
        call('ZREM', 'hh:l:' .. booth, id)
        call('ZREM', 'hh:l:' .. booth .. ':' .. class, id)
        call('HDEL', 'hh:n:' .. booth, id)
        call('ZREM', 'hh:u:' .. booth, id)
        call('SREM', 'hh:of:' .. candidate, id)
    else
        call('SREM', 'hh:eng:' .. candidate, 't' .. id)
        call('SREM', 'hh:busy:' .. recruiter, 't' .. id)
        call('ZREM', 'hh:r:' .. booth, id)
    end
    call('DEL', 'hh:t:' .. id)
    dirty(booth)
end

local function attach(row, open)
    local id, booth, candidate, recruiter, state = row[1], row[2], row[4], row[5], row[7]
    call('HSET', 'hh:t:' .. id, 'b', booth, 'f', row[3], 'c', candidate, 'r', recruiter, 's', state, 'n', row[8],
        'k', row[9], 'v', row[10], 'u', row[11], 'e', row[12], 'z', row[13])
    if open then
        call('HSET', 'hh:t:' .. id, 'o', open)
    end
    if state == WAITING then
        call('ZADD', 'hh:l:' .. booth, row[9], id)
        call('HSET', 'hh:n:' .. booth, id, row[8])
        if row[11] ~= '0' then
            call('ZADD', 'hh:u:' .. booth, row[11], id)
        end
        call('SADD', 'hh:of:' .. candidate, id)
        return
    end
    call('SADD', 'hh:eng:' .. candidate, 't' .. id)
    if recruiter ~= '' then
        call('SADD', 'hh:busy:' .. recruiter, 't' .. id)
    end
    if state == IN_SESSION and row[12] ~= '' then
        call('ZADD', 'hh:r:' .. booth, row[12], id)
    end
end

local function apply(row)
    local id, version, live = row[1], row[10], tonumber(row[7]) <= 2
    local old = call('HMGET', 'hh:t:' .. id, 'b', 'c', 'r', 's', 'w', 'v', 'o')
    local known = old[6] or call('HGET', 'hh:gone', id)
    if known and tonumber(version) < tonumber(known) then
        return
    end
    -- Judged only after the new row is in: the owner before and after, and whoever a grant freed.
    local judged, open = {}, old[7]
    if old[1] then
        judged[old[2]] = true
        detach(id, old)
    end
    if row[6] ~= '' then
        judged[grant_shut(row[6]) or row[4]] = true
        if open == row[6] then
            open = false
        end
    end
    if open and row[7] ~= WAITING then
        judged[grant_shut(open) or row[4]] = true
        open = false
    end
    if live then
        attach(row, open)
        if call('HDEL', 'hh:gone', id) == 1 then
            call('ZREM', 'hh:gone_due', id)
        end
        judged[row[4]] = true
    else
        call('HSET', 'hh:gone', id, version)
        call('ZADD', 'hh:gone_due', whole(tonumber(now) + REMEMBER_MS), id)
    end
    dirty(row[2])
    for candidate in pairs(judged) do
        judge(candidate, now)
    end
end

for at = 3, #ARGV, 13 do
    local row = {}
    for i = 1, 13 do
        row[i] = ARGV[at + i - 1]
    end
    apply(row)
end
return 1
