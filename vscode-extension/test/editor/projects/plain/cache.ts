import { Redis } from 'ioredis';

const redis = new Redis();

export const both = () => redis.mget('users:count', 'orders:count');
