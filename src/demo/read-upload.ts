import type { FastifyRequest } from "fastify";
import type {} from "@fastify/multipart";
import { rejection, type Rejection } from "./rejection.ts";

/** A complete upload. */
export interface Upload {
  readonly kind: "upload";
  /** The image file as sent. */
  readonly bytes: Buffer;
  /** File name of the upload; null if there was none. */
  readonly file: string | null;
  /** Multipart field of the image; null for a raw body. */
  readonly field: string | null;
}

/** Reads the image from a multipart body (one file, in any field) or takes the raw body as the image. */
export async function readUpload(request: FastifyRequest): Promise<Upload | Rejection> {
  const upload = request.isMultipart() ? await readForm(request) : readRaw(request);
  if (upload.kind === "upload" && upload.bytes.length === 0)
    return rejection(400, "The image is empty: 0 bytes.");
  return upload;
}

function readRaw({ body }: FastifyRequest): Upload | Rejection {
  if (Buffer.isBuffer(body)) return { kind: "upload", bytes: body, file: null, field: null };
  return rejection(
    400,
    "The request has no body; send an image as multipart/form-data or as the raw body.",
  );
}

async function readForm(request: FastifyRequest): Promise<Upload | Rejection> {
  let upload: Upload | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type !== "file") continue;
      const { filename, fieldname: field } = part as { filename?: string; fieldname: string };
      upload = { kind: "upload", bytes: await part.toBuffer(), file: filename ?? null, field };
    }
  } catch (error) {
    return formRejection(error);
  }
  return (
    upload ??
    rejection(400, "The form has no file; put the image into a file field, any name will do.")
  );
}

function formRejection(error: unknown): Rejection {
  const { code, statusCode, message } = error as {
    code?: string;
    statusCode?: number;
    message: string;
  };
  if (statusCode === 413 && code === "FST_REQ_FILE_TOO_LARGE") throw error;
  if (code === "FST_FILES_LIMIT")
    return rejection(400, "The form has more than one file; send one image per request.");
  return rejection(statusCode ?? 400, `The form could not be read: ${message}.`);
}
