import { statSync } from "node:fs";
import type { SecureContext } from "node:tls";
import { type CredentialFiles, type CredentialUse, readCredentials } from "./read-credentials.ts";

/**
 * The certificates that connections trust and show, as their files say now: a certificate that is renewed
 * during a run of months counts from the next connection on.
 */
export class TlsCredentials {
  readonly #files: CredentialFiles;
  readonly #warn: (message: string) => void;
  readonly #use: CredentialUse | undefined;
  #context: SecureContext;
  /** Of the files that the context was made of. */
  #fingerprint: string;
  /** Of files that could not be used: they may be half-way to something better. */
  #badFingerprint = "";
  #isTold = false;

  /**
   * @param warn called when files that were renewed cannot be used.
   * @param use whom they are for. @default services
   * @throws FrameferryError `ERR_OPTION` for files that cannot be used.
   */
  constructor(files: CredentialFiles, warn: (message: string) => void, use?: CredentialUse) {
    this.#files = files;
    this.#warn = warn;
    this.#use = use;
    this.#fingerprint = fingerprintOf(files);
    this.#context = readCredentials(files, use);
  }

  /** True if there is a certificate to show. */
  get hasIdentity(): boolean {
    return this.#files.cert !== null;
  }

  /** The same one as before where the files have not changed, or are of no use as they are now. */
  get context(): SecureContext {
    const fingerprint = fingerprintOf(this.#files);
    if (fingerprint !== this.#fingerprint) this.#renew(fingerprint);
    return this.#context;
  }

  #renew(fingerprint: string): void {
    try {
      this.#context = readCredentials(this.#files, this.#use);
      this.#fingerprint = fingerprint;
      this.#isTold = false;
    } catch (error) {
      // Of a pair of files, one is always renewed first.
      if (fingerprint === this.#badFingerprint) this.#report((error as Error).message);
      this.#badFingerprint = fingerprint;
    }
  }

  #report(reason: string): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#warn(`the certificates of before are used on, for ${reason}`);
  }
}

/** Tells files of one content from those of another. A pipe, which can be read only once, never changes. */
function fingerprintOf(files: CredentialFiles): string {
  const paths = [files.caFile, files.cert, files.key].filter((path) => path !== null);
  return paths.map(versionOf).join(" ");
}

function versionOf(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() === false) return "";
    return stats === undefined
      ? "gone"
      : `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
  } catch {
    return "hidden";
  }
}
