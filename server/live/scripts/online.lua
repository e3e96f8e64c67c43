-- accounts -> 1 or 0 each.
local stale = refused()
if stale then
    return stale
end

local answer = {}
for at = 3, #ARGV do
    answer[at - 2] = call('HEXISTS', 'hh:pc', ARGV[at] .. '|')
end
return answer
