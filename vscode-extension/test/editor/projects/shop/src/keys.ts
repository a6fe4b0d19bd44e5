export const profile = (id: string) => `user:${id}:profile`;
export const settings = (id: string) => `user:${id}:settings`;
