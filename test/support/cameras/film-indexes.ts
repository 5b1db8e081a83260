import type { ReceivedRequest } from "../services/collector.ts";
import { frameIndexOfImage } from "../frames/frame-index-of-image.ts";

/** Indexes that the images of requests carry in their pixels, sorted. @throws for an image without one. */
export async function filmIndexes(
  requests: readonly ReceivedRequest[],
): Promise<readonly number[]> {
  const images = requests.map(({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0));
  const indexes = await Promise.all(images.map(frameIndexOfImage));
  return indexes.map(definite).toSorted((one, other) => one - other);
}

function definite(index: number | undefined): number {
  if (index === undefined) throw new Error("an image arrived that carries no index");
  return index;
}

/** Number of places at which sorted indexes leave some out. @throws for an index that came twice. */
export function holesIn(indexes: readonly number[]): number {
  const steps = indexes.slice(1).map((index, at) => index - (indexes[at] ?? 0));
  if (steps.includes(0)) throw new Error(`a frame came twice: ${indexes.join(" ")}`);
  return steps.filter((step) => step > 1).length;
}

/** The same in the order in which the camera sent them. */
export async function filmIndexesInOrder(
  requests: readonly ReceivedRequest[],
): Promise<readonly number[]> {
  const nameOf = ({ parts }: ReceivedRequest): string => parts[0]?.fileName ?? "";
  const ordered = requests.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const images = ordered.map(({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0));
  return (await Promise.all(images.map(frameIndexOfImage))).map(definite);
}
