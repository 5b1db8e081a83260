import { type JsonObject, listOf, numberOf, objectOf } from "./json-value.ts";
import type { Flaw, Share } from "./judge-json.ts";
import { excerptOf } from "./one-line.ts";

/**
 * Extracts each frame's share from the output tensors of an inference answer.
 *
 * @param id id of the request; an answer with another id is rejected.
 */
export function tensorShares(
  value: unknown,
  frameCount: number,
  id: string | undefined,
): Flaw | readonly Share[] {
  const answer = objectOf(value);
  if (!Array.isArray(answer["outputs"])) return { flaw: "the answer has no outputs" };
  const { id: answered } = answer;
  if (id !== undefined && typeof answered === "string" && answered !== "" && answered !== id)
    return { flaw: `the answer belongs to another request: ${excerptOf(answered)}, not ${id}` };
  const outputs = listOf(answer["outputs"]).map(objectOf);
  return Array.from({ length: frameCount }, (_, index) => ({
    response: { ...answer, outputs: outputs.map((output) => rowOf(output, index, frameCount)) },
    predictions: null,
  }));
}

/**
 * Slice of a tensor that belongs to one frame, by its first dimension; the whole tensor if it has no such
 * dimension.
 */
function rowOf(output: JsonObject, index: number, frameCount: number): JsonObject {
  const shape = listOf(output["shape"]).map(numberOf);
  const data = listOf(output["data"]);
  if (shape[0] !== frameCount || data.length === 0 || data.length % frameCount !== 0) return output;
  const length = data.length / frameCount;
  return {
    ...output,
    shape: [1, ...shape.slice(1)],
    data: data.slice(index * length, (index + 1) * length),
  };
}
