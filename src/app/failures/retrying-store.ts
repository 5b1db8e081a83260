import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import type { FrameStore, RecalledFrame } from "../../pipeline/frame-store.ts";

/**
 * A memory that holds no failed frame back which is to be sent again, and goes on counting its attempts.
 *
 * @param isRetried true for a failed frame that is to be sent again. Another one that failed is held back.
 */
export function retryingStore(
  memory: FrameStore,
  isRetried: (identity: FrameIdentity) => boolean,
): FrameStore {
  const attempts = new WeakMap<FrameIdentity, number>();
  const judge = ({ frame, history }: RecalledFrame): RecalledFrame => {
    const { identity } = frame;
    if (history?.state !== "failed" || !isRetried(identity)) return { frame, history };
    attempts.set(identity, history.attempts);
    return { frame, history: null };
  };
  return {
    ...memory,
    find: (identity) => {
      const history = memory.find(identity);
      return history?.state === "failed" && isRetried(identity) ? null : history;
    },
    recall: (landed) => {
      const recalling = memory.recall(landed);
      return recalling instanceof Promise ? recalling.then(judge) : judge(recalling);
    },
    commit: (frame, result, needsCopy) => {
      const before = attempts.get(frame.identity);
      const counted =
        before === undefined ? result : { ...result, attempts: before + result.attempts };
      return memory.commit(frame, counted, needsCopy);
    },
  };
}
