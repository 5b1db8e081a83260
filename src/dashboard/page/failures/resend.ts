import type { ResendAnswer } from "../../page-data.ts";
import { formatFrames } from "../text/format.ts";

/** What became of a wish to send frames again. */
export interface ResendOutcome {
  readonly isQueued: boolean;
  /** For people. */
  readonly text: string;
}

/** Asks the program to send the frames of a group again. */
export async function resend(groupId: string, actionToken: string): Promise<ResendOutcome> {
  try {
    const answer = await fetch(`/api/failures/${encodeURIComponent(groupId)}/resend`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-frameferry-action": actionToken },
      body: "{}",
    });
    const text = await answer.text();
    if (!answer.ok) return { isQueued: false, text: reasonIn(text, answer.status) };
    const { queued } = JSON.parse(text) as ResendAnswer;
    return {
      isQueued: true,
      text: `${formatFrames(queued)} ${queued === 1 ? "is" : "are"} sent again`,
    };
  } catch {
    return { isQueued: false, text: "The program does not answer; nothing was sent again." };
  }
}

function reasonIn(text: string, status: number): string {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    if (typeof error === "string") return error;
  } catch {
    // An answer that is no JSON comes from something in between, and its status says what there is to say.
  }
  return `The program answered with ${status}.`;
}
