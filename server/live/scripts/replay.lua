-- channel epoch after (empty: none asked) -> epoch resync last_seq, then the log after that.
local stale = refused()
if stale then
    return stale
end

local epoch = call('GET', 'hh:epoch') or ''
local last = tonumber(call('GET', 'hh:seq:' .. ARGV[3]) or '0')
if ARGV[5] == '' then
    return { epoch, 0, last, {} }
end
local log = 'hh:log:' .. ARGV[3]
local missed = last - tonumber(ARGV[5])
if ARGV[4] ~= epoch or missed < 0 or missed > call('LLEN', log) then
    return { epoch, 1, last, {} }
end
if missed == 0 then
    return { epoch, 0, last, {} }
end
return { epoch, 0, last, call('LRANGE', log, -missed, -1) }
