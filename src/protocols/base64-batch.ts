import type { BatchProtocol, Protocol } from "../core/service/protocol.ts";
import { batchOfOne } from "./batch-of-one.ts";
import { base64BodyLayout, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import { judgeJsonBatch } from "./judge-json.ts";

/**
 * Parts of a protocol that posts images as base64 in JSON and gets JSON with one share per image.
 *
 * @param bodyOf builds the JSON body; it must contain each image once, in their order.
 * @param sharesIn extracts the share of each image from an answer.
 */
export function base64Batch(
  bodyOf: (images: readonly ImageText[]) => unknown,
  sharesIn: Parameters<typeof judgeJsonBatch>[2],
): Pick<Protocol, "imageAs" | "maxHeadBytes" | "maxTailBytes" | "encode" | "judge" | "batch"> {
  const batch: BatchProtocol = {
    encode: (_, images) => ({ headers: JSON_HEADERS, around: partsAround(images, bodyOf) }),
    judge: (answer, frameCount) => judgeJsonBatch(answer, frameCount, sharesIn),
  };
  return { ...base64BodyLayout(bodyOf), ...batchOfOne(batch), batch };
}
