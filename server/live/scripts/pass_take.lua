-- pass -> login, or false. One use.
local stale = refused()
if stale then
    return stale
end

local kept = call('HGET', 'hh:pass', ARGV[3])
if not kept then
    return false
end
call('HDEL', 'hh:pass', ARGV[3])
call('ZREM', 'hh:pass_due', ARGV[3])
local ends, login = string.match(kept, '^(%S+) (.*)$')
return tonumber(ends) > tonumber(now) and login
