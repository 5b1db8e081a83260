import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { VideoVersion } from "../../ledger/job-info.ts";

/** The video as it is now. @param known an earlier version, whose digest is taken over if nothing has changed. */
export async function versionOfVideo(
  path: string,
  known: VideoVersion | null,
): Promise<VideoVersion> {
  await using file = await openVideo(path);
  const { size: byteLength, mtimeMs: modifiedAtMs } = await file.stat();
  const isKnown = known?.byteLength === byteLength && known.modifiedAtMs === modifiedAtMs;
  return isKnown ? known : { byteLength, modifiedAtMs, digest: await digestOf(file, byteLength) };
}

/** True if a video that has grown begins with all that it was before. */
export async function hasGrownFrom(path: string, earlier: VideoVersion): Promise<boolean> {
  await using file = await openVideo(path);
  const { size } = await file.stat();
  return size > earlier.byteLength && (await digestOf(file, earlier.byteLength)) === earlier.digest;
}

async function openVideo(path: string): Promise<FileHandle> {
  return await open(path).catch((cause: unknown) => {
    throw new FrameferryError({
      code: "ERR_VIDEO_UNREADABLE",
      kind: "source",
      message: `${basename(path)} cannot be read: ${(cause as Error).message}`,
      remedy: "check its permissions, and those of its folder",
      cause,
    });
  });
}

/**
 * A recorder that closes its file writes length and index into the header of Matroska and FLV, before
 * the first frame: what lies there says nothing of the frames behind it.
 */
const HEADER_BYTES = 4096;
const SAMPLE_BYTES = 65_536;
const SAMPLES = 16;

/**
 * SHA-256 of the first `byteLength` bytes without the header; of long files a mebibyte of samples, evenly
 * spread and with the last bytes among them, so that it takes 3 ms whatever the length.
 */
async function digestOf(file: FileHandle, byteLength: number): Promise<string> {
  const first = byteLength > 2 * HEADER_BYTES ? HEADER_BYTES : 0;
  const isShort = byteLength - first <= SAMPLES * SAMPLE_BYTES;
  const step = (byteLength - first - SAMPLE_BYTES) / (SAMPLES - 1);
  const hash = createHash("sha256");
  for (let sample = 0; sample < (isShort ? 1 : SAMPLES); sample += 1) {
    const start = first + Math.floor(sample * (isShort ? 0 : step));
    const length = isShort ? byteLength - first : SAMPLE_BYTES;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    hash.update(buffer.subarray(0, bytesRead));
  }
  return hash.digest("base64url");
}
