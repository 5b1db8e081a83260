import { z } from "zod";
import type { FrameMessage, ResultMessage } from "./messages.ts";
import type { WorkerSign } from "./worker-signs.ts";

/*
 * What messages look like on the way, for every broker: of a frame, the image is the body, and the rest a header of
 * JSON; a result is a body of JSON. Fields that this version does not know are left alone, so that edges and workers
 * may be of different versions.
 */

/** Header of a frame, with everything but its image. */
export const FRAME_HEADER = "Frameferry-Frame";

/** The header of a frame; control characters and line breaks of paths are escaped by JSON. */
export function frameHeader(message: FrameMessage): string {
  return JSON.stringify({ ...message, image: undefined });
}

/** The frame of a header and a body; `null` if it does not come from frameferry. */
export function frameOf(header: string, image: Buffer): FrameMessage | null {
  const facts = FRAME.safeParse(jsonOf(header));
  return facts.success ? { ...facts.data, image } : null;
}

export function resultBody(result: ResultMessage): Buffer {
  return Buffer.from(JSON.stringify(result));
}

/** The result of a body; `null` if it does not come from frameferry. */
export function resultOf(body: Buffer): ResultMessage | null {
  const result = RESULT.safeParse(jsonOf(body.toString("utf8")));
  return result.success ? result.data : null;
}

export function signBody(sign: WorkerSign): Buffer {
  return Buffer.from(JSON.stringify(sign));
}

/** The sign of a worker in a body; `null` if it does not come from frameferry. */
export function signOf(body: Buffer): WorkerSign | null {
  const sign = SIGN.safeParse(jsonOf(body.toString("utf8")));
  return sign.success ? sign.data : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const round = z.int().min(0);

const FRAME: z.ZodType<Omit<FrameMessage, "image">> = z.object({
  key: z.string().min(1),
  round,
  site: z.string(),
  edge: z.string().min(1),
  source: z.string(),
  path: z.string(),
  contentType: z.string(),
  index: z.number().nullable(),
  ptsSeconds: z.number().nullable(),
  landedAt: z.string(),
  capturedAt: z.string().nullable(),
});

const FACTS = z.object({
  site: z.string(),
  source: z.string(),
  path: z.string().min(1),
  index: z.number().nullable(),
  ptsSeconds: z.number().nullable(),
  capturedAt: z.string().nullable(),
});

const SIGN: z.ZodType<WorkerSign> = z.object({
  worker: z.string().min(1),
  version: z.string(),
  services: z.array(z.string()),
  uptimeMs: z.number(),
  held: z.number(),
  delivered: z.number(),
  failed: z.number(),
  framesPerSecond: z.number(),
  isEnding: z.boolean(),
});

const RESULT = z.object({
  key: z.string().min(1),
  round,
  edge: z.string().min(1),
  worker: z.string(),
  outcome: z.enum(["delivered", "failed"]),
  service: z.string().nullable(),
  status: z.number().nullable(),
  attempts: z.number(),
  latencyMs: z.number().nullable(),
  response: z.string(),
  predictions: z.looseObject({}).nullable(),
  reason: z.string().nullable(),
  finishedAt: z.string(),
  frame: FACTS.nullable().default(null),
});
