-- down -> more down. Expires what is past, a batch at a time: `down` is empty at first, then what the batch before said.
-- No sweep for more than ten seconds: the hall was down, and nobody's absence grew meanwhile.
local stale = refused()
if stale then
    return stale
end

local BATCH, DOWN_MS = 300, 10000
local swept = call('GET', 'hh:swept')
if swept and tonumber(swept) > tonumber(now) then
    now = swept
end
local down = ARGV[3] == '1'
if ARGV[3] == '' and swept then
    local gap = tonumber(now) - tonumber(swept)
    down = gap > DOWN_MS
    local absent = down and call('ZRANGE', 'hh:absent', 0, -1, 'WITHSCORES') or {}
    for i = 1, #absent, 2 do
        call('ZADD', 'hh:absent', whole(math.min(tonumber(absent[i + 1]) + gap, tonumber(now))), absent[i])
    end
end
call('SET', 'hh:swept', now)

local more = 0
local function batch(key)
    local past = call('ZRANGEBYSCORE', key, '-inf', now, 'WITHSCORES', 'LIMIT', 0, BATCH)
    if #past == 2 * BATCH then
        more = 1
    end
    return past
end
local past = batch('hh:pe')
for i = 1, #past, 2 do
    entry_remove(past[i], down and now or past[i + 1])
end
for key, hash in pairs({ ['hh:gone_due'] = 'hh:gone', ['hh:pass_due'] = 'hh:pass', ['hh:shut'] = false, ['hh:once'] = false }) do
    past = batch(key)
    for i = 1, #past, 2 do
        call('ZREM', key, past[i])
        if hash then
            call('HDEL', hash, past[i])
        end
    end
end
return { more, down and 1 or 0 }
