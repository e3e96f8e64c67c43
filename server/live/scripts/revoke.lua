-- what. To all hubs.
local stale = refused()
if stale then
    return stale
end

call('PUBLISH', 'hh:all', ARGV[3])
return 1
