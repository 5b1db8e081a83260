import { z } from "zod";
import { httpAddress } from "./http-address.ts";
import { oneOf } from "./one-of.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { headerFields } from "./pairs.ts";
import { durationMs, flag, path, plainText, share, textList, wholeNumber } from "./units.ts";

/** What a hook may be told of. */
export type HookOccasion = "detection" | "camera-silent" | "service-away" | "failures";

const HOOK_OCCASIONS: readonly HookOccasion[] = [
  "detection",
  "camera-silent",
  "service-away",
  "failures",
];

/** A hook of a site: what it is told of, and how. */
export interface HookOptions {
  /** What it is told of. */
  readonly when: HookOccasion;
  /** Its name in messages. `null`: that of the occasion, with a number if there are several. @default null */
  readonly name: string | null;
  /** Names of the sources that it is about; empty for all. @default [] */
  readonly source: readonly string[];
  /** Labels that a detection may have; empty for any. @default [] */
  readonly label: readonly string[];
  /** Confidence that a detection must at least have, from 0 to 1. `null`: any, also none. @default null */
  readonly minConfidence: number | null;
  /** Time for which a camera must be silent, or a service away, before it is told, in milliseconds. @default 10,000 */
  readonly afterMs: number;
  /** Share of the frames that fail above which failures are told, from 0 to 1. `null`: not given. @default null */
  readonly over: number | null;
  /** Time over which that share is taken, in milliseconds. @default 300,000 */
  readonly withinMs: number;
  /** Number of frames in that time below which nothing is told. @default 20 */
  readonly minFrames: number;
  /** Time between two events about the same thing, in milliseconds. @default 30,000 */
  readonly atMostEveryMs: number;
  /** True to tell also that a trouble is over. @default true */
  readonly recovery: boolean;
  /** Program that is started for each event, with its arguments. `null`: none. @default null */
  readonly run: readonly string[] | null;
  /** Address that each event is posted to. `null`: none. @default null */
  readonly post: string | null;
  /** Key of the signature of what is posted. `null`: it is not signed. @default null */
  readonly secret: string | null;
  /** Further headers of what is posted, by name. @default {} */
  readonly headers: Readonly<Record<string, string>>;
  /** Body of what is posted, with `{{name}}` for what the event says. `null`: the event as JSON. @default null */
  readonly template: string | null;
  /** Time that a command, or one attempt to post, may take, in milliseconds. @default 10,000 */
  readonly timeoutMs: number;
  /** Number of attempts to post after the first. @default 5 */
  readonly retries: number;
}

export const hookSchema: OptionsSchema<HookOptions> = {
  when: required(() => oneOf(HOOK_OCCASIONS)),
  name: optional(hookName, null),
  source: optional(textList, []),
  label: optional(textList, []),
  minConfidence: optional(share, null),
  afterMs: optional(() => durationMs(0), 10_000),
  over: optional(share, null),
  withinMs: optional(() => durationMs(1000), 300_000),
  minFrames: optional(() => wholeNumber(1), 20),
  atMostEveryMs: optional(() => durationMs(0), 30_000),
  recovery: optional(flag, true),
  run: optional(() => z.array(path(), "must be a program with its arguments").min(1), null),
  post: optional(httpAddress, null),
  secret: optional(key, null),
  headers: optional(headerFields, {}),
  template: optional(path, null),
  timeoutMs: optional(() => durationMs(1), 10_000),
  retries: optional(() => wholeNumber(0, 100), 5),
};

function hookName(): z.ZodType<string> {
  return plainText().refine(
    ({ length }) => length <= MAX_NAME_LENGTH,
    `must have at most ${MAX_NAME_LENGTH} characters`,
  );
}

const MAX_NAME_LENGTH = 64;
/** A shorter one can be found by trying. */
const MIN_KEY_LENGTH = 16;

function key(): z.ZodType<string> {
  const message = `must be a text of at least ${MIN_KEY_LENGTH} characters, such as openssl rand -hex 32 prints`;
  return z.string(message).min(MIN_KEY_LENGTH, message);
}
