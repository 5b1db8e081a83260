import { frameRules } from "../../app/sources/frame-rules.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { Plan } from "./plan.ts";

/** Plan of the rules that decide which frames are sent and how large they are, in the order in which they apply. */
export async function frameRulesPlan(options: RunOptions): Promise<Plan> {
  const rules = await frameRules(options);
  const numbered = rules.map(({ words }, at) => `${at + 1}. ${words}`);
  const lines = rules.length === 0 ? ["every frame, as it is"] : numbered;
  return {
    facts: { rules },
    lines: lines.map((line, at) => [at === 0 ? "rules" : "", line] as const),
  };
}
