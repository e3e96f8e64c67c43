-- before max -> grant ticket booth taken_at of each, oldest first.
local stale = refused()
if stale then
    return stale
end

local answer = {}
local open = call('ZRANGEBYSCORE', 'hh:grants', '-inf', '(' .. ARGV[3], 'WITHSCORES', 'LIMIT', 0, ARGV[4])
for i = 1, #open, 2 do
    local grant = call('HMGET', 'hh:g:' .. open[i], 't', 'b')
    for _, text in ipairs({ open[i], grant[1], grant[2], open[i + 1] }) do
        answer[#answer + 1] = text
    end
end
return answer
