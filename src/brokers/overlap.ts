/** The first two subjects that have messages in common; `null` if none have. No broker notices all of them. */
export function firstOverlap(subjects: readonly string[]): readonly [string, string] | null {
  for (const [index, subject] of subjects.entries()) {
    const other = subjects.slice(index + 1).find((later) => doOverlap(subject, later));
    if (other !== undefined) return [subject, other];
  }
  return null;
}

/** True if a message may match both subjects. */
function doOverlap(one: string, other: string): boolean {
  const [parts, others] = [one.split("."), other.split(".")];
  for (let at = 0; ; at += 1) {
    const [part, word] = [parts[at], others[at]];
    if (part === undefined || word === undefined) return part === word;
    if (part === ">" || word === ">") return true;
    if (part !== word && part !== "*" && word !== "*") return false;
  }
}
