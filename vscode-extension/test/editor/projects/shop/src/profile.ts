import { cluster } from './redis.js';
import * as keys from './keys.js';

export async function load(id: string) {
  const [profile, settings] = await cluster.mget(keys.profile(id), keys.settings(id));
  return { profile: JSON.parse(profile ?? '{}'), settings: JSON.parse(settings ?? '{}') };
}

export function greeting() {
  return cluster.get('greeting:today');
}
