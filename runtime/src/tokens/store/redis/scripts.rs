//! What has to happen in Redis as a whole: small programs that run there.
//!
//! Each answers 1 (done), 0 (not done) or -1 (what is kept is not what this store writes).

use crate::redis_link::Program;

pub(super) struct Scripts {
    pub(super) begin: Program,
    pub(super) renew: Program,
    pub(super) revoke: Program,
}

/// Key: the family. Arguments: when it expires, then names and values of its fields.
///
/// Where there is nothing to delete `HSET` is the first to write: after another Redis would let it have
/// memory that there is not.
const BEGIN: &str = "\
if redis.call('HLEN', KEYS[1]) > 0 then
  redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
local expires = redis.pcall('PEXPIREAT', KEYS[1], ARGV[1])
if type(expires) == 'table' then
  redis.call('DEL', KEYS[1])
  return expires
end
return 1
";

/// Key: the family. Arguments: the current digest, the next one, the time.
const RENEW: &str = "\
local current = redis.call('HGET', KEYS[1], 'current')
if not current then
  return redis.call('EXISTS', KEYS[1]) == 0 and 0 or -1
end
if #current ~= 32 then
  return -1
end
if current ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'current', ARGV[2], 'spent', ARGV[1], 'spent_at', ARGV[3])
return 1
";

/// Key: what is revoked. Argument: until when. A later time that is kept stays.
const REVOKE: &str = "\
local kept = redis.call('GET', KEYS[1])
if kept and not string.match(kept, '^%d+$') then
  return -1
end
if not kept or tonumber(kept) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[1])
end
return 1
";

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            begin: Program::new(BEGIN),
            renew: Program::new(RENEW),
            revoke: Program::new(REVOKE),
        }
    }
}
