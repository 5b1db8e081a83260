import type { PixelSize } from "../../core/image/image-size.ts";
import { optionName } from "../../core/option-spelling.ts";
import { typedDuration } from "../../core/text/typed-duration.ts";
import { resubmitSchema } from "../../options/resubmit-options.ts";
import { runSchema } from "../../options/run-options.ts";
import { watchSchema } from "../../options/watch-options.ts";

/** Options that a report may show: none that holds an address, a header, a token or a text of the user's for a service. */
const SHOWN: readonly string[] = [
  ...[
    "protocol",
    "fps",
    "every",
    "atSeconds",
    "framesList",
    "keyframes",
    "nearestKeyframe",
    "startSeconds",
    "durationSeconds",
    "widthPixels",
    "heightPixels",
  ],
  ...["squarePixels", "format", "quality", "toneMap", "concurrency", "maxConcurrency", "batch"],
  ...[
    "crop",
    "resize",
    "retries",
    "timeoutMs",
    "maxOutageMs",
    "maxFailures",
    "maxRate",
    "maxBandwidthBytes",
    "maxPerDay",
    "rate",
    "whenFull",
    "maxBacklog",
  ],
  ...[
    "order",
    "match",
    "ignore",
    "onlyNew",
    "untilIdleMs",
    "untilFile",
    "maxFrames",
    "onFailure",
    "stallMs",
    "giveUpMs",
    "frozenMs",
    "rtspTransport",
  ],
];

/** Defaults of these options, which say nothing. */
const SCHEMAS: Readonly<Record<string, { readonly default?: unknown }>> = {
  ...runSchema,
  ...watchSchema,
  ...resubmitSchema,
};

/** Options that differ from their defaults, as they may be shown; all others stay out. */
export function shownOptions(options: object): readonly (readonly [string, string])[] {
  const all = options as Readonly<Record<string, unknown>>;
  return SHOWN.flatMap((key) => {
    const text = all[key] === SCHEMAS[key]?.default ? null : textOf(all[key], key);
    return text === null ? [] : [[optionName(key), text] as const];
  });
}

/** As a person types it; `null` for what says nothing. */
function textOf(value: unknown, key: string): string | null {
  if (typeof value === "number" && key.endsWith("Ms")) return typedDuration(value);
  if (typeof value === "number" && key.endsWith("Seconds")) return typedDuration(value * 1000);
  if (isPixelSize(value)) return `${value.width}x${value.height}`;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (value === true) return "yes";
  if (!Array.isArray(value) || value.length === 0) return null;
  if (value.every((item) => typeof item === "number"))
    return value.map((item) => textOf(item, key)).join(", ");
  return value.every((item) => typeof item === "string") ? value.join(", ") : null;
}

function isPixelSize(value: unknown): value is PixelSize {
  return typeof value === "object" && value !== null && "width" in value && "height" in value;
}
