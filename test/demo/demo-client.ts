import sharp, { type Sharp } from "sharp";
import type { FrameAnswer } from "../../src/demo/frame-answer.ts";

/** An answer of the service: its status and its JSON. */
export interface Reply {
  readonly status: number;
  readonly body: FrameAnswer & { readonly error?: string };
}

export async function sendRaw(
  url: string,
  bytes: Buffer,
  init: { readonly type?: string; readonly signal?: AbortSignal } = {},
): Promise<Reply> {
  const headers = { "content-type": init.type ?? "image/jpeg" };
  const signal = init.signal ?? null;
  const response = await fetch(url, {
    method: "POST",
    headers,
    body: new Uint8Array(bytes),
    signal,
  });
  return { status: response.status, body: (await response.json()) as Reply["body"] };
}

export async function sendForm(url: string, form: FormData): Promise<Reply> {
  const response = await fetch(url, { method: "POST", body: form });
  return { status: response.status, body: (await response.json()) as Reply["body"] };
}

export function fileOf(bytes: Buffer): Blob {
  return new Blob([new Uint8Array(bytes)], { type: "image/jpeg" });
}

/** What `/healthz` answers. */
export async function healthOf(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(new URL("/healthz", url));
  return (await response.json()) as Record<string, unknown>;
}

/** A picture in one color, 64 x 36 unless told. */
export function flat(background: string, width = 64, height = 36): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

export async function flatJpeg(background: string, width = 64, height = 36): Promise<Buffer> {
  return flat(background, width, height).jpeg({ quality: 95 }).toBuffer();
}

/** A picture with detail everywhere, the same on every call. */
export function noise(width = 320, height = 180): Sharp {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    data[at] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}
