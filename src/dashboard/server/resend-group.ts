import type { LiveState } from "../now/live-state.ts";

/** Sends the frames of a group of failures again. @returns their number, or a sentence that says why not. */
export async function resendGroup(state: LiveState, id: string): Promise<number | string> {
  const group = state.failures.find(id);
  if (group === null) return "There is no such group of failures any more.";
  if (group.reason === null)
    return "These frames failed for several reasons: send them again when the run has ended.";
  const { views } = state;
  if (views.length === 0) return "No source is open, so that nothing can be sent again.";
  if (group.isResending) return "These frames are being sent again already.";
  group.isResending = true;
  try {
    const counts = await Promise.all(views.map((view) => view.resendFailed(group.reason)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    group.isResending = false;
  }
}
