/** Maximum length of a reason in the ledger, in characters. */
export const MAX_REASON_LENGTH = 200;

/** A reason in the form of the ledger: one line without control characters, truncated to 200 characters. */
export function shortReason(reason: string): string {
  const line = reason.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  const characters = Array.from(line.slice(0, 2 * (MAX_REASON_LENGTH + 1)));
  if (characters.length <= MAX_REASON_LENGTH) return characters.join("");
  return `${characters.slice(0, MAX_REASON_LENGTH - 1).join("")}…`;
}
