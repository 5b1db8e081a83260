const endings = new Set<() => void>();

process.once("exit", () => {
  for (const end of endings) end();
});

/**
 * Calls something when this program exits: none of its processes outlives a benchmark. One listener serves all, since
 * Node warns of more than ten.
 *
 * @returns what takes it back.
 */
export function atExit(end: () => void): () => void {
  endings.add(end);
  return () => void endings.delete(end);
}
