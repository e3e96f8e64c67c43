-- process until, then account place of each. Never lengthens; what is past ends at once.
local stale = refused()
if stale then
    return stale
end

local process, ends = ARGV[3], tonumber(ARGV[4])
for at = 5, #ARGV, 2 do
    local member = process .. '|' .. ARGV[at] .. '|' .. ARGV[at + 1]
    local known = call('ZSCORE', 'hh:pe', member)
    if known then
        local last = math.min(tonumber(known), ends)
        if last <= tonumber(now) then
            entry_remove(member, whole(last))
        elseif last < tonumber(known) then
            call('ZADD', 'hh:pe', whole(last), member)
        end
    end
end
return 1
