/** Longest reason that the ledger keeps, in characters. */
export const LONGEST_REASON = 200;

/** A reason as the ledger keeps it: one line without control characters, cut at 200 characters. */
export function shortReason(reason: string): string {
  const line = reason.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  const characters = Array.from(line.slice(0, 2 * (LONGEST_REASON + 1)));
  if (characters.length <= LONGEST_REASON) return characters.join("");
  return `${characters.slice(0, LONGEST_REASON - 1).join("")}…`;
}
