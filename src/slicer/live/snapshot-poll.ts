import { createHash } from "node:crypto";
import { imageTypeOf } from "../../core/image/image-type.ts";
import { readBody } from "../remote/read-body.ts";
import type { RemoteClient } from "../remote/remote-client.ts";
import { faultOfStatus, RemoteFault } from "../remote/remote-fault.ts";

/** A picture that a camera has sent. */
export interface Snapshot {
  readonly bytes: Buffer;
  readonly extension: SnapshotExtension;
}

export type SnapshotExtension = "jpg" | "png" | "webp";

/** What is wrong with the bytes of a picture, as the end of a sentence; `null` for a whole one. */
export type FindFlaw = (bytes: Buffer) => string | null;

/** Asks a camera for its picture again and again, and tells a new one from the one that came before. */
export class SnapshotPoll {
  readonly #client: RemoteClient;
  readonly #findFlaw: FindFlaw;
  #validators: Readonly<Record<string, string>> = {};
  #digest = "";

  constructor(client: RemoteClient, findFlaw: FindFlaw) {
    this.#client = client;
    this.#findFlaw = findFlaw;
  }

  /**
   * Asks once.
   *
   * @param onAnswer called when the head of an answer is there.
   * @returns `null` for the same picture as before: the server says so (304), or its bytes are the same.
   * @throws RemoteFault for anything but a whole picture.
   */
  async next(onAnswer: () => void, signal: AbortSignal): Promise<Snapshot | null> {
    const { status, headers, body } = await this.#client.get({ headers: this.#validators }, signal);
    if (status !== 200) {
      body.destroy();
      if (status === 304 && this.#digest !== "") return null;
      throw faultOfStatus(status, this.#client.hasLogin);
    }
    onAnswer();
    const bytes = await readBody(body, MAX_PICTURE_BYTES);
    const extension = this.#extensionOf(bytes, headers["content-type"]);
    const digest = createHash("sha256").update(bytes).digest("base64");
    const { etag, "last-modified": lastModified } = headers;
    this.#validators = {
      ...(etag !== undefined && { "if-none-match": etag }),
      ...(lastModified !== undefined && { "if-modified-since": lastModified }),
    };
    if (digest === this.#digest) return null;
    this.#digest = digest;
    return { bytes, extension };
  }

  /** The picture that came last was of no use: if it comes again, it is no picture that was seen before. */
  forget(): void {
    this.#validators = {};
    this.#digest = "";
  }

  #extensionOf(bytes: Buffer, contentType = "data of no named type"): SnapshotExtension {
    const extension = EXTENSIONS[imageTypeOf(bytes)];
    if (extension === undefined)
      throw new RemoteFault(
        "away",
        `it sent ${contentType.slice(0, 60)} that is no JPEG, PNG or WebP picture`,
      );
    const flaw = this.#findFlaw(bytes);
    if (flaw !== null)
      throw new RemoteFault("away", `it sent a picture that is not whole: ${flaw}`);
    return extension;
  }
}

const MAX_PICTURE_BYTES = 64 * 1024 * 1024;

const EXTENSIONS: Readonly<Record<string, SnapshotExtension>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
};
