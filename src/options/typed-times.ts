/**
 * Lengths of time and numbers as people type them. What cannot be read comes back as it was typed, so
 * that the message can say what was probably meant.
 */

/** The greatest unit first, each at most once. */
const UNITS = [
  [86_400_000, "d|days?"],
  [3_600_000, "h|hrs?|hours?"],
  [60_000, "m|mins?|minutes?"],
  [1000, "s|secs?|seconds?"],
  [1, "ms|msecs?|milliseconds?"],
] as const;
const AMOUNT = String.raw`(\d+(?:\.\d+)?)`;
const DURATION = new RegExp(
  String.raw`^${UNITS.map(([, names]) => String.raw`(?:${AMOUNT}\s*(?:${names})\s*)?`).join("")}$`,
  "iu",
);

/** Milliseconds of text such as `500ms`, `5 sec` or `1m30s`. */
export function durationFromText(given: unknown): unknown {
  return typeof given === "string" ? (millisecondsOf(given) ?? given) : given;
}

function millisecondsOf(text: string): number | null {
  const amounts = DURATION.exec(text.trim())?.slice(1) ?? [];
  if (amounts.every((amount) => amount === undefined)) return null;
  return UNITS.reduce((sum, [unitMs], at) => sum + Number(amounts[at] ?? 0) * unitMs, 0);
}

const CLOCK_TIME = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/u;

/** Seconds of text such as `90`, `1m30s` or `00:01:30.5`. */
export function videoTimeFromText(given: unknown): unknown {
  if (typeof given !== "string" || given.trim() === "") return given;
  const text = given.trim();
  const clock = CLOCK_TIME.exec(text);
  if (clock !== null) {
    const [, hours = 0, minutes = 0, seconds = 0] = clock;
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  }
  const milliseconds = millisecondsOf(text);
  return milliseconds === null ? numberFromText(given) : milliseconds / 1000;
}

export function numberFromText(given: unknown): unknown {
  if (typeof given !== "string" || given.trim() === "") return given;
  const number = Number(given);
  return Number.isNaN(number) ? given : number;
}

/** Of text with a comma in a number, the same with a point as the end of a message; else nothing. */
export function pointHint(typed: unknown): string {
  if (typeof typed !== "string" || !/^\s*\d+,\d+\D*$/u.test(typed)) return "";
  return `; did you mean ${typed.trim().replace(",", ".")}?`;
}

/** The same for a length of time; one without a unit may have been meant in seconds. */
export function durationHint(typed: unknown): string {
  const isNumber = typeof typed === "string" && /^\s*\d+(?:\.\d+)?\s*$/u.test(typed);
  return isNumber ? `; did you mean ${typed.trim()}s?` : pointHint(typed);
}

/** The same for a size; one with a unit but without its B may have been meant in bytes. */
export function sizeHint(typed: unknown): string {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?\s*$/iu.exec(String(typed)) ?? [];
  if (typeof typed !== "string" || amount === undefined) return pointHint(typed);
  return `; did you mean ${amount}${unit ?? ""}B?`;
}
