// Small grammar, and text that stays text.

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** As Markdown that shows exactly this: names from a workspace can hold links, pictures and HTML. */
export function asMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~&:]/g, '\\$&');
}
