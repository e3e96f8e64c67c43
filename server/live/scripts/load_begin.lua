-- lease, and how epochs of this Redis and store begin -> 1 when the caller may load. Nothing is wiped when somebody loaded meanwhile.
local epoch = call('GET', 'hh:epoch')
if epoch and string.sub(epoch, 1, #ARGV[4]) == ARGV[4] then
    return 0
end
local lease = call('GET', 'hh:lease')
if lease and lease ~= ARGV[3] then
    return 0
end
local keys = call('KEYS', 'hh:*')
for at = 1, #keys, 1000 do
    call('UNLINK', unpack(keys, at, math.min(at + 999, #keys)))
end
call('SET', 'hh:lease', ARGV[3], 'PX', 10000)
return 1
