/** A word as a POSIX shell takes it for itself, quoted where it has to be. */
export function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
