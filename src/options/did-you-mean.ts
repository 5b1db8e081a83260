import { distance } from "fastest-levenshtein";

/** The one of some words that a mistyped one probably stands for; `null` where none is near. */
export function nearestWord(typed: string, known: Iterable<string>): string | null {
  const plain = plainWord(typed);
  if (plain === "") return null;
  let nearest: string | null = null;
  let fewest = MAX_EDITS + 1;
  for (const word of known) {
    const edits = editsBetween(plain, plainWord(word));
    if (edits >= fewest) continue;
    nearest = word;
    fewest = edits;
  }
  return nearest;
}

/** The same as the end of a message: `; did you mean multipart?`, or nothing. */
export function didYouMean(typed: unknown, known: Iterable<string>): string {
  const word = typeof typed === "string" ? nearestWord(typed, known) : null;
  return word === null ? "" : `; did you mean ${word}?`;
}

/** Characters that may be wrong, of which more than half must still be right. */
const MAX_EDITS = 3;
const MAX_EDITED_SHARE = 0.5;
/** A shorter word says too little. */
const MIN_TRANSPOSED = 3;
/** From here on the beginning of a word stands for the whole. */
const MIN_BEGINNING = 4;

function editsBetween(typed: string, word: string): number {
  if (typed === word) return 0;
  const isBeginning = typed.length >= MIN_BEGINNING && word.startsWith(typed);
  if (isBeginning) return 1;
  if (isTransposed(typed, word)) return 1;
  const edits = distance(typed, word);
  const length = Math.max(typed.length, word.length);
  return edits <= length * MAX_EDITED_SHARE ? edits : Number.POSITIVE_INFINITY;
}

/** True if two neighboring characters have changed places, which Levenshtein counts as two edits. */
function isTransposed(typed: string, word: string): boolean {
  if (typed.length !== word.length || typed.length < MIN_TRANSPOSED) return false;
  const at = Array.from(typed, (_, index) => index).find((index) => typed[index] !== word[index]);
  if (at === undefined) return false;
  const swapped = `${typed.slice(0, at)}${typed[at + 1] ?? ""}${typed[at] ?? ""}${typed.slice(at + 2)}`;
  return swapped === word;
}

/** A word as it counts: `--Max-Failures`, `maxFailures` and `MAX_FAILURES` are the same. */
function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/gu, "");
}
