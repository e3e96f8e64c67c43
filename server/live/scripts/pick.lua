-- booth recruiter grant ticket -> ticket candidate waiting offline engaged snoozed busy. Takes the first callable (or the named
-- one, when callable): no scan, the classes are kept up where they change.
local stale = refused()
if stale then
    return stale
end

local booth, recruiter, grant, named = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local line = 'hh:l:' .. booth
local answer = {
    '', '', call('ZCARD', line),
    call('ZCARD', line .. ':' .. OFFLINE) + call('ZCARD', line .. ':' .. FROZEN),
    call('ZCARD', line .. ':' .. ENGAGED), call('ZCARD', line .. ':' .. SNOOZED), 0
}
local taken = call('HMGET', 'hh:g:' .. grant, 't', 'c')
if taken[1] then
    answer[1], answer[2] = taken[1], taken[2]
    return answer
end
-- A grant undone before its own taking came (a lost connection delivers late) takes nobody.
if call('ZSCORE', 'hh:shut', grant) then
    return answer
end
if call('EXISTS', 'hh:busy:' .. recruiter) == 1 then
    answer[7] = 1
    return answer
end
local ticket
if named == '' then
    ticket = call('ZRANGE', line .. ':' .. CALLABLE, 0, 0)[1]
elseif call('ZSCORE', line .. ':' .. CALLABLE, named) then
    ticket = named
end
if not ticket then
    return answer
end
local candidate = call('HGET', 'hh:t:' .. ticket, 'c')
call('HSET', 'hh:g:' .. grant, 't', ticket, 'b', booth, 'c', candidate, 'r', recruiter)
call('ZADD', 'hh:grants', now, grant)
call('HSET', 'hh:t:' .. ticket, 'o', grant)
call('SADD', 'hh:eng:' .. candidate, 'g' .. grant)
call('SADD', 'hh:busy:' .. recruiter, 'g' .. grant)
judge_calls(candidate)
answer[1], answer[2] = ticket, candidate
return answer
