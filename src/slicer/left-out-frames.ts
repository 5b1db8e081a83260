import type { EventListener } from "../core/events/run-event.ts";
import { addLeftOut, type LeftOutCounts } from "../core/selection-rule.ts";
import { gateRules, type GateSettings } from "./frame-gate.ts";
import { GateLog, type GateVerdict } from "./gate-log.ts";

/** Counter of what a gate leaves out; `null` if no rule is set. @param firstIndex see `GateLog`, as `onVerdict`. */
export function openGate(
  settings: GateSettings,
  firstIndex: number | null,
  onVerdict?: (verdict: GateVerdict) => void,
): GateLog | null {
  const rules = gateRules(settings);
  return rules.length === 0 ? null : new GateLog(rules, firstIndex, onVerdict);
}

/** A function that tells what a gate has left out of one video since its last call. */
export function leftOutTeller(
  source: string,
  gate: GateLog | null,
  emit: EventListener,
): () => void {
  let sum: LeftOutCounts = {};
  return () => {
    const counts = gate?.takeNews() ?? null;
    if (gate === null || counts === null) return;
    sum = addLeftOut(sum, counts);
    emit({ type: "framesLeftOut", source, counts, total: addLeftOut(gate.earlier, sum) });
  };
}
