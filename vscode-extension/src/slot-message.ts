// What `slotlint slot` wrote, for a message of one line. Knows nothing of VS Code.

const ROW = /^(?<key>.*?) +slot (?<slot>\d+) +(?:no tag|tag .*?) {2,}(?<why>.*)$/;

/** The slot first, because long messages are cut; of several keys the verdict comes before them. */
export function slotMessage(output: string): string {
  const lines = output.trimEnd().split('\n');
  const rows = lines.flatMap((line) => {
    const row = ROW.exec(line)?.groups;
    return row === undefined ? [] : [row];
  });
  const verdict = lines.length > rows.length ? lines.at(-1) : undefined;
  const told = rows.map(({ key, slot, why }) =>
    rows.length === 1 ? `slot ${slot}: ${key} (${why})` : `slot ${slot}: ${key}`,
  );
  return [...(verdict === undefined ? [] : [verdict]), ...told].join(' · ');
}
