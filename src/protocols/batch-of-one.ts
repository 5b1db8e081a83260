import type { BatchProtocol, Protocol } from "../core/service/protocol.ts";

const NOTHING = Buffer.alloc(0);

/** Encoding and judging of a single frame, for services to which it is a batch of one. */
export function batchOfOne(batch: BatchProtocol): Pick<Protocol, "encode" | "judge"> {
  return {
    encode: (frame, image) => {
      const { around, ...envelope } = batch.encode([frame], [image]);
      const [head = NOTHING, tail = NOTHING] = around;
      return { ...envelope, head, tail };
    },
    judge: (answer, note) => {
      const verdict = batch.judge(answer, 1, note);
      if ("kind" in verdict) return verdict;
      throw new Error("one frame has one verdict");
    },
  };
}
