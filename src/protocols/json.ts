import { posix } from "node:path";
import type { Frame } from "../core/frame/frame.ts";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";
import { imageTypeOf } from "../core/image/image-type.ts";
import type { BodyLayout, Protocol } from "../core/service/protocol.ts";
import { JSON_HEADERS } from "./base64-body.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { MAX_SOURCE_LENGTH, sourceOf } from "./metadata.ts";
import { anyAnswerProbe } from "./probes.ts";
import { onlyParams, type Settings } from "./settings.ts";
import {
  fill,
  parseTemplate,
  type Piece,
  type PlaceholderName,
  type Template,
} from "./template.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** A JSON body from a template, for services without a protocol of their own. */
export function json(settings: Settings): Protocol {
  onlyParams(settings, []);
  const template = parseTemplate(settings.template ?? '{"image":"{{base64}}"}');
  return {
    ...layoutOf(template),
    route: "",
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: anyAnswerProbe,
    encode: (frame, image) => {
      const valueOf = (name: PlaceholderName): string | number | null => VALUES[name](frame, image);
      const [head, tail] = [template.head, template.tail].map((side) =>
        Buffer.from(fill(side, valueOf)),
      ) as [Buffer, Buffer];
      return { headers: JSON_HEADERS, head, tail };
    },
    judge: (answer) => judgeAnswer(answer),
  };
}

const VALUES: Readonly<
  Record<PlaceholderName, (frame: Frame, image: Buffer) => string | number | null>
> = {
  fileName: ({ relativePath }) => posix.basename(relativePath).toWellFormed(),
  index: ({ index }) => index,
  pts: ({ ptsSeconds }) => ptsSeconds,
  source: (frame) => sourceOf(frame),
  key: (frame) => idempotencyKey(frame.identity),
  type: (_, image) => imageTypeOf(image),
};

/** Maximum size of each value, in bytes: a character takes three in UTF-8, or six if JSON escapes it. */
const MAX_BYTES: Readonly<Record<PlaceholderName, number>> = {
  fileName: 6 * 255 + 2,
  index: 24,
  pts: 32,
  source: 6 * MAX_SOURCE_LENGTH + 2,
  key: 34,
  type: 32,
};

function layoutOf({ head, tail }: Template): BodyLayout {
  return { imageAs: "base64", maxHeadBytes: maxBytes(head), maxTailBytes: maxBytes(tail) };
}

function maxBytes(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => {
    const isText = typeof piece === "string";
    return sum + (isText ? Buffer.byteLength(piece) : MAX_BYTES[piece.name]);
  }, 0);
}
