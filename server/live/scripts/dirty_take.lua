-- max -> ids, the one waiting longest first.
local stale = refused()
if stale then
    return stale
end

local ids = call('ZRANGE', 'hh:dirty', 0, tonumber(ARGV[3]) - 1)
for _, id in ipairs(ids) do
    call('ZREM', 'hh:dirty', id)
end
return ids
