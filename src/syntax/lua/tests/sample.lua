#!lua flags=no-writes
-- Every call has a mark.
local rcall, prefix = redis.call, KEYS[1] .. ':é:'
local limit <const> = tonumber(ARGV[1]) --[[call]]
local function take(key, ...)
  local left = rcall('DECRBY', key, 1) --[[call]]
  if left < 0 then
    error({ err = 'none ' .. key }) --[[call]]
  elseif left == limit and not ARGV[2] then
    return nil
  else
    return left, ...
  end
end
local result = {}
for i = 1, #KEYS, 2 do
  result[ #result + 1] = take(prefix .. KEYS[i]) --[[call]]
end
for name, value in pairs({ a = 1, ['b' .. 2] = [==[ two ]==]; 3 }) do --[[call]]
  redis.pcall("HSET", KEYS[2], name, value) --[[call]]
end
repeat
  local cursor, keys = unpack(rcall('SCAN', '0')) --[[call]] --[[call]]
until cursor == '0'
while result.x do
  do
    string.format [[x
]] --[[call]]
  end
  break
end
function helper:run(a) return self.x(a), function() return cjson.encode { a } end end --[[call]] --[[call]]
if helper then helper:run 'x' --[[call]] end
return { result, -1, 0x1F }
