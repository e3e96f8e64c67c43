-- epoch. The rows are in: from now on verbs are served.
local stale = refused()
if stale then
    return stale
end

call('SET', 'hh:epoch', ARGV[3])
call('DEL', 'hh:lease')
call('PUBLISH', 'hh:all', 'epoch')
return 1
