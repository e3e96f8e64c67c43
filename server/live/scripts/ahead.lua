-- booth ticket -> how many wait before it; false when it does not wait there.
local stale = refused()
if stale then
    return stale
end

return call('ZRANK', 'hh:l:' .. ARGV[3], ARGV[4])
