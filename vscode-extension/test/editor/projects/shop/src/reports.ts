import { Cluster } from 'ioredis';

export const reports = new Cluster([{ host: '127.0.0.1', port: 7000 }, { host: '127.0.0.1', port: 7001 }], {
  slotsRefreshTimeout: 5000,
  retryDelayOnFailover: 1000,
  commandTimeout: 30_000,
});
