//! Attempts as several processes count them, in Redis.

use std::time::Duration;

use super::{
    Asked, Counted, Rules,
    account::{FORGOTTEN, MAX_DELAY},
};
use crate::{limits::shared::RedisLimits, redis_link::Program};

pub(super) struct Shared {
    redis: RedisLimits,
    count: Program,
    give_back: Program,
}

/// For so long it is known that somebody succeeded from somewhere.
const KNOWN: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Keys: the address, the account, both. Arguments: how long a failure of an address is remembered and how
/// much too early one may be; how many failures of an account are free, the longest delay, and how long they
/// are remembered; whether both may be known. Answers how long to wait, else nothing and until when the next
/// attempt at the account waits, if this one counts for it.
const COUNT: &str = "\
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local free, longest, forgotten = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local arrival = redis.call('GET', KEYS[1])
arrival = arrival and tonumber(arrival) or now
arrival = math.max(now, math.min(arrival, now + interval + tolerance))
local early = arrival - tolerance - now
if early > 0 then
  return {early, 0}
end
local wait_until = 0
if ARGV[6] == '0' or redis.call('EXISTS', KEYS[3]) == 0 then
  local account = redis.call('HMGET', KEYS[2], 'failures', 'last', 'until')
  local failures = tonumber(account[1] or 0)
  local last = tonumber(account[2] or 0)
  local held = math.min(tonumber(account[3] or 0), now + longest)
  if held > now then
    return {held - now, 0}
  end
  if now >= last + forgotten then
    failures = 0
  end
  failures = failures + 1
  local delay = 0
  if failures > free then
    delay = math.min(longest, 1000000 * 2 ^ (failures - free - 1))
  end
  wait_until = now + delay
  redis.call('HSET', KEYS[2], 'failures', failures, 'last', string.format('%.0f', now),
    'until', string.format('%.0f', wait_until))
  redis.call('PEXPIRE', KEYS[2], math.ceil(forgotten / 1000))
end
arrival = arrival + interval
redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000))
return {0, wait_until}
";

/// Keys: as before. Arguments: how long a failure of an address is remembered; what was answered for the
/// account; for how long both are known from now on, if they are, in milliseconds.
const GIVE_BACK: &str = "\
local arrival = redis.call('GET', KEYS[1])
if arrival then
  redis.call('SET', KEYS[1], string.format('%.0f', arrival - ARGV[1]), 'KEEPTTL')
end
if ARGV[2] ~= '0' then
  local account = redis.call('HMGET', KEYS[2], 'failures', 'until')
  if account[1] then
    redis.call('HSET', KEYS[2], 'failures', math.max(0, account[1] - 1))
    if account[2] == ARGV[2] then
      redis.call('HSET', KEYS[2], 'until', 0)
    end
  end
end
if ARGV[3] ~= '0' then
  redis.call('SET', KEYS[3], 1, 'PX', ARGV[3])
end
return {0}
";

impl Shared {
    pub(super) fn new(redis: RedisLimits) -> Self {
        Self {
            redis,
            count: Program::new(COUNT),
            give_back: Program::new(GIVE_BACK),
        }
    }

    /// Counts an attempt, or says how long to wait; `None` while Redis cannot be asked. Until when the next
    /// one at the account waits, if it counts for the account.
    pub(super) async fn count(&self, asked: &Asked, rules: Rules) -> Option<Counted> {
        let [interval, tolerance] = rules.per_address.microseconds();
        let arguments = [
            interval,
            tolerance,
            u64::from(rules.free),
            microseconds(MAX_DELAY),
            microseconds(FORGOTTEN),
            u64::from(asked.both.is_some()),
        ];
        let answer = self
            .redis
            .ask(&self.count, &asked.keys(), &arguments)
            .await?;
        Some(match answer {
            [0, 0] => Ok(None),
            [0, until] => Ok(Some(until)),
            [wait, _] => Err(Duration::from_micros(wait)),
        })
    }

    /// Takes back what was counted, and remembers who succeeded from where if they did.
    pub(super) async fn give_back(
        &self,
        asked: &Asked,
        until: Option<u64>,
        rules: Rules,
        succeeded: bool,
    ) {
        let [interval, _] = rules.per_address.microseconds();
        let known = if succeeded && asked.both.is_some() {
            microseconds(KNOWN) / 1000
        } else {
            0
        };
        let arguments = [interval, until.unwrap_or(0), known];
        // While Redis cannot be asked what was counted there stays counted, until it is forgotten.
        let _: Option<[u64; 1]> = self
            .redis
            .ask(&self.give_back, &asked.keys(), &arguments)
            .await;
    }
}

fn microseconds(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}
