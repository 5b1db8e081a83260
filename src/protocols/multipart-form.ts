import { posix } from "node:path";
import { imageTypeOf } from "../core/image/image-type.ts";
import type { BodyEncoder } from "./body-encoder.ts";
import { formBoundary } from "./form-boundary.ts";
import { MAX_METADATA_BYTES, metadataFields } from "./metadata.ts";

/** Settings of a form with one file. */
export interface FormSettings {
  /** Name of the file's field. */
  readonly field: string;
  /** Further fields, the same for every frame. */
  readonly fields: Readonly<Record<string, string>>;
  /** True to add fields with index, time, source and idempotency key of the frame. */
  readonly hasMetadata: boolean;
}

/** One image in a form field (`multipart/form-data`, RFC 7578), after all other fields. */
export function multipartForm({ field, fields, hasMetadata }: FormSettings): BodyEncoder {
  const boundary = formBoundary();
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const partsOf = (values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${partHead(boundary, name)}\r\n\r\n${value}\r\n`)
      .join("");
  const fixed = partsOf(fields);
  const start = partHead(boundary, field);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const metadataBytes = hasMetadata ? MAX_METADATA_BYTES + 4 * (boundary.length + 100) : 0;
  return {
    imageAs: "bytes",
    maxHeadBytes: Buffer.byteLength(fixed + start) + MAX_NAME_BYTES + 256 + metadataBytes,
    maxTailBytes: tail.length,
    encode: (frame, image) => {
      const name = quoted(posix.basename(frame.relativePath));
      const before = hasMetadata ? fixed + partsOf(metadataFields(frame)) : fixed;
      const file = `${start}; filename="${name}"\r\ncontent-type: ${imageTypeOf(image)}\r\n\r\n`;
      return { headers, head: Buffer.from(before + file), tail };
    },
  };
}

/** Maximum size of a file name: 255 bytes, all escaped. */
const MAX_NAME_BYTES = 3 * 255;

function partHead(boundary: string, field: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(field)}"`;
}

/** Escapes a name as browsers do (HTML, multipart/form-data encoding): only these three characters. */
function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
