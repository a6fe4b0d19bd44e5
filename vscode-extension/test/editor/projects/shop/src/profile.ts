import { cluster } from './redis.js';
import * as keys from './keys.js';

export async function load(id: string) {
  return cluster.mget(keys.profile(id), keys.settings(id));
}

export function greeting() {
  return cluster.get('greeting:today');
}
