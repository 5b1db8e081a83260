import { digestOf } from "../../support/files/digest-of.ts";
import { isMultipart, parseMultipart } from "../../support/services/collector-multipart.ts";

/** The image that a request carries. */
export interface ReceivedImage {
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly digest: string;
  readonly fileName: string | null;
}

/** The first part with a file name of a form, or the whole of any other body; `null` if malformed. */
export function imageOfBody(body: Buffer, contentType: string | undefined): ReceivedImage | null {
  if (contentType === undefined || !isMultipart(contentType))
    return { digest: digestOf(body), fileName: null };
  try {
    const part = parseMultipart(body, contentType).find(({ fileName }) => fileName !== undefined);
    return part === undefined
      ? null
      : { digest: digestOf(part.bytes), fileName: part.fileName ?? null };
  } catch {
    return null;
  }
}
