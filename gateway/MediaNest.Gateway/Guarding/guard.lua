-- One request: is the session alive (then its idle time is renewed), is the user active, is every rate limit kept (then it is counted).
-- KEYS: with a user, his session and his state; then a list of times for each limit.
-- ARGV: now (ms), user id or '', idle time (ms), role of the token; then limit and window (ms) for each limit.
-- Answers: verdict, index of the tightest limit, what is left of it (-1: exceeded), when some of it is free again (ms); and, where it is not the
-- token's, the user's role.
local now = tonumber(ARGV[1])
local uid = ARGV[2]
local verdict = 0
local first = 1
local role

if uid ~= '' then
  first = 3
  local user = redis.call('HMGET', KEYS[2], 'state', 'role')
  local session = redis.call('HMGET', KEYS[1], 'uid', 'exp')
  local ends = session[2] and tonumber(session[2]) * 1000
  if user[1] == 'deleted' then
    verdict = 1
  elseif user[1] == 'suspended' then
    verdict = 2
  elseif session[1] ~= uid or (ends and ends <= now) then
    verdict = 3
  elseif user[2] and user[2] ~= ARGV[4] then
    verdict = 4
    role = user[2]
  else
    local idle = tonumber(ARGV[3])
    redis.call('PEXPIRE', KEYS[1], ends and math.min(idle, ends - now) or idle)
  end
end

local tightest, left, resets = 0, -1, 0
local exceeded = false
for i = first, #KEYS do
  local limit = tonumber(ARGV[5 + (i - first) * 2])
  local window = tonumber(ARGV[6 + (i - first) * 2])
  local oldest = redis.call('LINDEX', KEYS[i], 0)
  while oldest and tonumber(oldest) <= now - window do
    redis.call('LPOP', KEYS[i])
    oldest = redis.call('LINDEX', KEYS[i], 0)
  end
  local free = limit
  local freed = now + window
  if oldest then
    free = limit - redis.call('LLEN', KEYS[i])
    freed = tonumber(oldest) + window
  end
  if free <= 0 then
    -- of several that are exceeded, the one that takes longest
    if not exceeded or freed > resets then
      tightest, resets = i - first, freed
    end
    exceeded = true
  elseif not exceeded and (i == first or free < left) then
    tightest, left, resets = i - first, free, freed
  end
end

if exceeded then
  left = -1
elseif #KEYS >= first then
  left = left - 1
  for i = first, #KEYS do
    redis.call('RPUSH', KEYS[i], ARGV[1])
    redis.call('PEXPIRE', KEYS[i], ARGV[6 + (i - first) * 2])
  end
end

return {verdict, tightest, left, resets, role}
