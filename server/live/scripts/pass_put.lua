-- pass login until.
local stale = refused()
if stale then
    return stale
end

call('HSET', 'hh:pass', ARGV[3], ARGV[5] .. ' ' .. ARGV[4])
call('ZADD', 'hh:pass_due', ARGV[5], ARGV[3])
return 1
