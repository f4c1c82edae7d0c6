/** Postgres as the benchmark runs it: what is seeded need not survive a crash. */
export const settings = {
  fsync: "off",
  shared_buffers: "1GB",
  max_wal_size: "8GB",
  wal_level: "minimal",
  max_wal_senders: "0",
  jit: "off",
  autovacuum: "on",
};
