-- Stands before every verb. Verbs check first, then validate, then write; no error may come after the first write.
-- ARGV[1]: the epoch the caller knows, or the lease of a rebuild; ARGV[2]: now in milliseconds; ARGV[3 ...]: the verb's own.
-- What each key holds:
--   hh:epoch, hh:lease      which Redis and load this is; who is loading
--   hh:t:TICKET             hash of a live ticket: b f c r s n k v u e z, w its class, o the grant open on it
--   hh:b:BOOTH              hash of a booth: f s v c m n p q e
--   hh:l:BOOTH              all waiting by order key; hh:l:BOOTH:W those of class W (enum not_callable, 0 callable)
--   hh:n:BOOTH              numbers of the waiting; hh:u:BOOTH snoozed_until_call of those snoozed; hh:r:BOOTH ends of running talks
--   hh:of:CANDIDATE         waiting tickets; hh:eng:CANDIDATE what engages them; hh:busy:RECRUITER what keeps them busy
--   hh:g:GRANT, hh:grants   open grants; hh:shut closed ones
--   hh:gone, hh:gone_due    versions of removed tickets
--   hh:pe, hh:pc            presence entries by end; how many processes hold a presence
--   hh:pl:PLACE             accounts at a place; hh:staffs:ACCOUNT booths they staff
--   hh:absent, hh:thaw      whom to freeze (since when offline), whom to thaw
--   hh:dirty                booths and fairs whose state event is due
--   hh:seq:CHANNEL, hh:log:CHANNEL, hh:version, hh:once   channels
--   hh:pass, hh:pass_due, hh:swept
local call = redis.call
local now = ARGV[2]

local REMEMBER_MS = 3600000
local FROZEN, OFFLINE, ENGAGED, SNOOZED, CALLABLE = '4', '1', '2', '3', '0'

local function whole(number)
    return string.format('%.0f', number)
end

-- The refusal of a caller who knows another epoch, or lost the lease; nil when all is well.
local function refused()
    if string.sub(ARGV[1], 1, 6) == 'lease:' then
        if call('GET', 'hh:lease') ~= ARGV[1] then
            return redis.error_reply('LOST the lease of this rebuild')
        end
        call('PEXPIRE', 'hh:lease', 10000)
        return nil
    end
    local epoch = call('GET', 'hh:epoch')
    if epoch ~= ARGV[1] then
        return redis.error_reply('STALE ' .. (epoch or ''))
    end
    return nil
end

local function dirty(id)
    call('ZADD', 'hh:dirty', 'NX', now, id)
end

local function class_of(ticket, online, engaged)
    if ticket[4] == '1' then
        return FROZEN
    elseif not online then
        return OFFLINE
    elseif engaged then
        return ENGAGED
    elseif ticket[3] ~= '0' and tonumber(ticket[3]) > tonumber(call('HGET', 'hh:b:' .. ticket[1], 'c') or '0') then
        return SNOOZED
    end
    return CALLABLE
end

local function mark(key, account, is, since)
    if is then
        call('ZADD', key, 'NX', since, account)
    else
        call('ZREM', key, account)
    end
end

-- Judges all waiting tickets of a candidate anew. Returns whether some are frozen, some not, and whether the candidate is
-- online. Enough where only what engages them changed.
local function judge_calls(candidate)
    local ids = call('SMEMBERS', 'hh:of:' .. candidate)
    local online = call('HEXISTS', 'hh:pc', candidate .. '|') == 1
    local engaged = #ids > 0 and call('EXISTS', 'hh:eng:' .. candidate) == 1
    local some_frozen, some_warm = false, false
    local changed = {}
    for _, id in ipairs(ids) do
        local ticket = call('HMGET', 'hh:t:' .. id, 'b', 'k', 'u', 'z', 'w')
        local class = class_of(ticket, online, engaged)
        if class ~= ticket[5] then
            local line = 'hh:l:' .. ticket[1] .. ':'
            if ticket[5] then
                call('ZREM', line .. ticket[5], id)
            end
            call('ZADD', line .. class, ticket[2], id)
            call('HSET', 'hh:t:' .. id, 'w', class)
            changed[#changed + 1] = now
            changed[#changed + 1] = ticket[1]
        end
        if ticket[4] == '1' then
            some_frozen = true
        else
            some_warm = true
        end
    end
    if #changed > 0 then
        call('ZADD', 'hh:dirty', 'NX', unpack(changed))
    end
    return some_frozen, some_warm, online
end

-- The same, and whether they are to be frozen or thawed. since: from when an absence that begins now counts.
local function judge(candidate, since)
    local some_frozen, some_warm, online = judge_calls(candidate)
    mark('hh:absent', candidate, some_warm and not online, since)
    mark('hh:thaw', candidate, some_frozen and online, now)
end

-- Remembers the id as shut. Returns the candidate freed, nil when it was not open; the caller judges them.
local function grant_shut(id)
    call('ZADD', 'hh:shut', whole(tonumber(now) + REMEMBER_MS), id)
    local grant = call('HMGET', 'hh:g:' .. id, 't', 'c', 'r')
    if not grant[1] then
        return nil
    end
    call('DEL', 'hh:g:' .. id)
    call('ZREM', 'hh:grants', id)
    call('SREM', 'hh:eng:' .. grant[2], 'g' .. id)
    call('SREM', 'hh:busy:' .. grant[3], 'g' .. id)
    if call('EXISTS', 'hh:t:' .. grant[1]) == 1 then
        call('HDEL', 'hh:t:' .. grant[1], 'o')
    end
    return grant[2]
end

-- Somebody came to a place or left it for good.
local function place_changed(account, place, here, since)
    if place == '' then
        judge(account, since)
        return
    end
    call(here and 'SADD' or 'SREM', 'hh:pl:' .. place, account)
    local booth = string.match(place, '^booth:(.*)$')
    if not booth then
        dirty(place)
        return
    end
    -- What a recruiter counts at one booth depends on all booths they staff.
    call(here and 'SADD' or 'SREM', 'hh:staffs:' .. account, booth)
    dirty(booth)
    for _, other in ipairs(call('SMEMBERS', 'hh:staffs:' .. account)) do
        dirty(other)
    end
end

local function entry_remove(member, since)
    local account, place = string.match(member, '^[^|]*|([^|]*)|(.*)$')
    local held = account .. '|' .. place
    call('ZREM', 'hh:pe', member)
    if call('HINCRBY', 'hh:pc', held, -1) == 0 then
        call('HDEL', 'hh:pc', held)
        place_changed(account, place, false, since)
    end
end
