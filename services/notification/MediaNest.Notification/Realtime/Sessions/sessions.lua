-- For each of several sessions: is it alive, and what is its user? As the gateway judges (guard.lua), without renewing the session.
-- KEYS: for each, the session and the user. ARGV: now (s), then for each the user id.
-- Answers for each: verdict (SessionVerdict.cs) and the user's role or ''.
local now = tonumber(ARGV[1])
local answers = {}
for i = 1, #KEYS, 2 do
  local session = redis.call('HMGET', KEYS[i], 'uid', 'exp')
  local user = redis.call('HMGET', KEYS[i + 1], 'state', 'role')
  local ends = session[2] and tonumber(session[2])
  local verdict = 0
  if user[1] == 'deleted' then
    verdict = 1
  elseif user[1] == 'suspended' then
    verdict = 2
  elseif session[1] ~= ARGV[(i + 1) / 2 + 1] or (ends and ends <= now) then
    -- auth never removes a living user: where neither is there, Redis was emptied, and is filled again soon
    verdict = (session[1] or user[1]) and 3 or 4
  end
  answers[i] = verdict
  answers[i + 1] = user[2] or ''
end
return answers
