/** A rule that leaves out frames of a source which show nothing that has to be sent. */
export type SelectionRule = "scene" | "similar" | "motion";

/** In the order in which they are applied. */
export const SELECTION_RULES: readonly SelectionRule[] = ["scene", "similar", "motion"];

/** Number of frames that each rule has left out; a rule that left out none is missing. */
export type LeftOutCounts = Readonly<Partial<Record<SelectionRule, number>>>;

/** Sum of two counts. */
export function addLeftOut(one: LeftOutCounts, other: LeftOutCounts): LeftOutCounts {
  const sum: Partial<Record<SelectionRule, number>> = { ...one };
  for (const rule of SELECTION_RULES) {
    const count = (one[rule] ?? 0) + (other[rule] ?? 0);
    if (count > 0) sum[rule] = count;
  }
  return sum;
}

/** Number of frames that all rules together have left out. */
export function totalLeftOut(counts: LeftOutCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** True for the name of a rule. */
export function isSelectionRule(name: string): name is SelectionRule {
  return (SELECTION_RULES as readonly string[]).includes(name);
}
