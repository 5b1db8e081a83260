import { parseArgs } from "node:util";
import { LIVE_SIZES, type LiveSize } from "./live/live-soak.ts";
import type { SIZES } from "./sizes.ts";

/** Command line arguments. */
export interface SoakArguments {
  readonly size: keyof typeof SIZES;
  /** Size of the soak of cameras; `null` for that of faults. */
  readonly live: LiveSize | null;
  /** Path of the file for the figures; `null` for none. */
  readonly jsonFile: string | null;
  readonly wantsHelp: boolean;
}

/** @throws TypeError for an unknown argument, RangeError for a bad number. */
export function soakArguments(words: readonly string[]): SoakArguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: "string" },
      hours: { type: "string" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const size = values.quick ? "quick" : "full";
  return {
    size,
    live: liveSize(positionals, { size, hours: values.hours }),
    jsonFile: values.json ?? null,
    wantsHelp: values.help,
  };
}

function liveSize(
  parts: readonly string[],
  { size, hours }: { readonly size: keyof typeof LIVE_SIZES; readonly hours: string | undefined },
): LiveSize | null {
  const [part, ...others] = parts;
  if (others.length > 0 || (part !== undefined && part !== "live"))
    throw new RangeError(`there is no soak ${parts.join(" ")}; name live, or nothing`);
  if (part === undefined && hours !== undefined) throw new RangeError("--hours is for live");
  if (part === undefined) return null;
  const holdSeconds = hours === undefined ? LIVE_SIZES[size].holdSeconds : Number(hours) * 3600;
  if (!(holdSeconds > 0)) throw new RangeError(`--hours must be more than 0, not ${hours}`);
  return { kills: LIVE_SIZES[size].kills, holdSeconds };
}
