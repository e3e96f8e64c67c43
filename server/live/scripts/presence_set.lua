-- process until, then account place of each. Never shortens.
local stale = refused()
if stale then
    return stale
end

local process, ends = ARGV[3], ARGV[4]
if tonumber(ends) > tonumber(now) then
    for at = 5, #ARGV, 2 do
        local held = ARGV[at] .. '|' .. ARGV[at + 1]
        local member = process .. '|' .. held
        local known = call('ZSCORE', 'hh:pe', member)
        if not known or tonumber(known) < tonumber(ends) then
            call('ZADD', 'hh:pe', ends, member)
        end
        if not known and call('HINCRBY', 'hh:pc', held, 1) == 1 then
            place_changed(ARGV[at], ARGV[at + 1], true, now)
        end
    end
end
return 1
