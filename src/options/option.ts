import type { z } from "zod";

/** How what is given for one option is checked, and what the option is where nothing is given. */
export interface Option<Value> {
  /** Makes the check; called only where a value is given, for to make those of all options takes 30 ms. */
  readonly check: () => z.ZodType<Value>;
  /** The option where nothing is given. Absent: it must be given. */
  readonly default?: Value;
}

/** An option that may be left out. One whose default is `null` may also be given as `null`. */
export function optional<Value>(check: () => z.ZodType<Value>, usual: Value): Option<Value>;
export function optional<Value, Usual extends null | undefined>(
  check: () => z.ZodType<Value>,
  usual: Usual,
): Option<Value | Usual>;
export function optional<Value>(
  check: () => z.ZodType<Value>,
  usual: Value | null | undefined,
): Option<Value | null | undefined> {
  return { check: usual === null ? () => check().nullable() : check, default: usual };
}

/** An option that must be given. */
export function required<Value>(check: () => z.ZodType<Value>): Option<Value> {
  return { check };
}
