-- For each of several requests: is the session alive (then its idle time is renewed), is the user active, is every rate limit kept (then it is
-- counted).
-- KEYS: for each request, with a user, his session and his state; then a list of times for each limit.
-- ARGV: idle time (ms), now (ms), number of sets of limits; for each set, number of limits, limit and window (ms) of each; then for each request:
-- user id or '', role of the token, which set.
-- Answers for each request: verdict (SessionVerdict.cs), index of the tightest limit, what is left of it (-1: exceeded), when some of it is free again (ms).
local idle, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local sets = {}
local answers = {}
local key, arg = 1, 4
for s = 1, tonumber(ARGV[3]) do
  local set = {}
  for i = 1, tonumber(ARGV[arg]) do
    set[i] = { limit = tonumber(ARGV[arg + 1]), window = tonumber(ARGV[arg + 2]) }
    arg = arg + 2
  end
  sets[s] = set
  arg = arg + 1
end

local function judge(uid, role)
  local session = redis.call('HMGET', KEYS[key], 'uid', 'exp')
  local user = redis.call('HMGET', KEYS[key + 1], 'state', 'role')
  local ends = session[2] and tonumber(session[2]) * 1000
  if user[1] == 'deleted' then
    return 1
  elseif user[1] == 'suspended' then
    return 2
  elseif session[1] ~= uid or (ends and ends <= now) then
    return 3
  elseif user[2] and user[2] ~= role then
    return user[2] == 'admin' and 6 or 4
  end
  redis.call('PEXPIRE', KEYS[key], ends and math.min(idle, ends - now) or idle)
  return 0
end

local function count(set)
  local tightest, left, resets = 0, -1, 0
  local exceeded = false
  for i = 1, #set do
    local times, window = KEYS[key + i - 1], set[i].window
    -- counted first, since that tells the length too, and taken back below if it is one too many
    local length = redis.call('RPUSH', times, ARGV[2])
    local oldest = tonumber(redis.call('LINDEX', times, 0))
    local moved = length == 1
    while oldest <= now - window do
      redis.call('LPOP', times)
      oldest = tonumber(redis.call('LINDEX', times, 0))
      length = length - 1
      moved = true
    end
    if moved then
      -- twice the window lasts until the time that was counted now is the oldest and due to go, when this is done again
      redis.call('PEXPIRE', times, window * 2)
    end
    local free = set[i].limit - length
    local freed = oldest + window
    if free < 0 then
      -- of several that are exceeded, the one that takes longest
      if not exceeded or freed > resets then
        tightest, resets = i - 1, freed
      end
      exceeded = true
    elseif not exceeded and (i == 1 or free < left) then
      tightest, left, resets = i - 1, free, freed
    end
  end
  if exceeded then
    left = -1
    for i = 1, #set do
      redis.call('RPOP', KEYS[key + i - 1])
    end
  end
  return tightest, left, resets
end

local n = 0
while arg <= #ARGV do
  local uid, set = ARGV[arg], sets[tonumber(ARGV[arg + 2])]
  local verdict = 0
  if uid ~= '' then
    verdict = judge(uid, ARGV[arg + 1])
    key = key + 2
  end
  local tightest, left, resets = count(set)
  answers[n + 1], answers[n + 2], answers[n + 3], answers[n + 4] = verdict, tightest, left, resets
  n = n + 4
  key = key + #set
  arg = arg + 3
end

return answers
