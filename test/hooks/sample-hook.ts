import { hookSchema, type HookOptions } from "../../src/options/hook-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import type { HookEvent } from "../../src/hooks/event/hook-event.ts";
import type { Hook } from "../../src/hooks/shown-hook.ts";

/** A hook with the defaults; name the options that the test is about. */
export function sampleHook(options: Partial<HookOptions> & Pick<HookOptions, "when">): Hook {
  const name = options.when;
  return { ...checkOptions(hookSchema, { run: ["true"], name, ...options }), name };
}

/** A person at the gate; name the fields that the test is about. */
export function sampleEvent(fields: Partial<HookEvent> = {}): HookEvent {
  return {
    ...{ id: "0d7b", when: "detection", recovered: false, message: "person (0.910) at gate" },
    ...{ at: "2026-12-02T15:00:00.000Z", source: "gate", service: "http://h/p", suppressed: 0 },
    ...{ label: "person", confidence: 0.91, count: 1, box: null, frame: "1.jpg", index: null },
    ...{ ptsSeconds: null, capturedAt: null, ...fields },
  } as HookEvent;
}
