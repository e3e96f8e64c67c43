-- grant. Harmless when it is closed already; one never seen is remembered, so that it takes nobody when it comes late.
local stale = refused()
if stale then
    return stale
end

local freed = grant_shut(ARGV[3])
if freed then
    judge_calls(freed)
end
return 1
