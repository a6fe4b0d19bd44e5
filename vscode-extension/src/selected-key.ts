// Which keys a selection stands for. Knows nothing of VS Code.

/** The keys among selected texts, without the quotes around them; nothing selected is no key. */
export function keysOf(selections: readonly string[]): string[] {
  return selections.map(withoutQuotes).filter((key) => key !== '');
}

/** People select the text or the whole literal; a key never holds its own quotes on both ends by chance. */
function withoutQuotes(text: string): string {
  const trimmed = text.trim();
  const literal = /^(["'`])(.*)\1$/s.exec(trimmed);
  return literal?.[2] ?? trimmed;
}
