import { parseArgs } from "node:util";
import type { BrokerSize } from "./broker/broker-hold.ts";
import { BROKER_SIZES } from "./broker/broker-soak.ts";
import { LIVE_SIZES, type LiveSize } from "./live/live-soak.ts";
import type { SIZES } from "./sizes.ts";

/** Command line arguments. */
export interface SoakArguments {
  readonly size: keyof typeof SIZES;
  /** Size of the soak of cameras; `null` for another one. */
  readonly live: LiveSize | null;
  /** Size of the soak over a broker; `null` for another one. */
  readonly broker: BrokerSize | null;
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
  const part = partOf(positionals);
  const seconds = secondsOf(values.hours);
  if (part === null && seconds !== null) throw new RangeError("--hours is for live and broker");
  const held = seconds === null ? {} : { holdSeconds: seconds };
  return {
    size,
    live: part === "live" ? { ...LIVE_SIZES[size], ...held } : null,
    broker: part === "broker" ? { ...BROKER_SIZES[size], ...held } : null,
    jsonFile: values.json ?? null,
    wantsHelp: values.help,
  };
}

function partOf(parts: readonly string[]): "live" | "broker" | null {
  const [part, ...others] = parts;
  if (part === undefined) return null;
  if (others.length > 0 || (part !== "live" && part !== "broker"))
    throw new RangeError(`there is no soak ${parts.join(" ")}; name live or broker, or nothing`);
  return part;
}

function secondsOf(hours: string | undefined): number | null {
  if (hours === undefined) return null;
  if (!(Number(hours) > 0)) throw new RangeError(`--hours must be more than 0, not ${hours}`);
  return Number(hours) * 3600;
}
