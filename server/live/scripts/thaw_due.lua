-- max -> accounts online with frozen waiting tickets.
local stale = refused()
if stale then
    return stale
end

return call('ZRANGE', 'hh:thaw', 0, tonumber(ARGV[3]) - 1)
