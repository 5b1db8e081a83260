import type { HookOccasion } from "../../options/hook-options.ts";

/** Kind of the value that a placeholder stands for. */
export type PlaceholderKind = "text" | "number" | "flag";

const COMMON = {
  id: "text",
  when: "text",
  recovered: "flag",
  message: "text",
  at: "text",
  source: "text",
  service: "text",
  suppressed: "number",
} as const;

const TROUBLE = { ...COMMON, reason: "text", since: "text", durationSeconds: "number" } as const;

/** Fields of events that a template may name, by what happened. */
const PLACEHOLDERS: Readonly<Record<HookOccasion, Readonly<Record<string, PlaceholderKind>>>> = {
  detection: {
    ...COMMON,
    ...({ label: "text", confidence: "number", count: "number", frame: "text" } as const),
    ...({ index: "number", ptsSeconds: "number", capturedAt: "text" } as const),
  },
  "camera-silent": TROUBLE,
  "service-away": TROUBLE,
  failures: { ...TROUBLE, frames: "number", failed: "number", share: "number" },
};

/** Fields that a template about this may name, each with its kind. */
export function placeholdersOf(when: HookOccasion): Readonly<Record<string, PlaceholderKind>> {
  return PLACEHOLDERS[when];
}
