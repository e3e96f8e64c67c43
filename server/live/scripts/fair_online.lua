-- fair -> how many are in it, as of the last sweep.
local stale = refused()
if stale then
    return stale
end

return call('SCARD', 'hh:pl:fair:' .. ARGV[3])
