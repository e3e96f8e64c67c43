-- before max -> accounts with unfrozen waiting tickets, offline since before that.
local stale = refused()
if stale then
    return stale
end

return call('ZRANGEBYSCORE', 'hh:absent', '-inf', '(' .. ARGV[3], 'LIMIT', 0, ARGV[4])
