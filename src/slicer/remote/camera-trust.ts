import { statSync } from "node:fs";
import type { ConnectionOptions, PeerCertificate, SecureContext } from "node:tls";
import { option } from "../../core/option-spelling.ts";
import { certificatesIn } from "../../core/service/pem-certificates.ts";
import type { CameraTrustOptions } from "../../options/live-options.ts";

/** What a TLS connection to a camera is checked with. */
export type TrustSettings = Pick<
  ConnectionOptions,
  "rejectUnauthorized" | "secureContext" | "checkServerIdentity"
>;

/**
 * The certificates that a camera is trusted by: those of Node.js, and those of a file, which is read again when it has
 * changed. A certificate that is itself in the file may name any host, since cameras name none or a wrong one.
 */
export class CameraTrust {
  readonly #file: string | null;
  readonly #isInsecure: boolean;
  #fingerprint = "";
  #settings: TrustSettings = {};

  /** @throws FrameferryError `ERR_OPTION` for a file that cannot be used. */
  constructor({ cameraCaFile, cameraInsecure }: CameraTrustOptions) {
    this.#file = cameraCaFile;
    this.#isInsecure = cameraInsecure;
    if (cameraCaFile === null) return;
    this.#fingerprint = fingerprintOf(cameraCaFile);
    this.#settings = settingsOf(cameraCaFile);
  }

  /** For the next connection. */
  get settings(): TrustSettings {
    if (this.#isInsecure) return { rejectUnauthorized: false };
    if (this.#file !== null && fingerprintOf(this.#file) !== this.#fingerprint)
      this.#renew(this.#file);
    return this.#settings;
  }

  #renew(file: string): void {
    try {
      const fingerprint = fingerprintOf(file);
      this.#settings = settingsOf(file);
      this.#fingerprint = fingerprint;
    } catch {
      // It is being written, or is of no use: the certificates of before count until it can be read.
    }
  }
}

/** What Node.js trusts, and nothing else. */
export const USUAL_TRUST: CameraTrust = new CameraTrust({
  cameraCaFile: null,
  cameraInsecure: false,
});

function settingsOf(file: string): TrustSettings {
  const { createSecureContext, checkServerIdentity, getCACertificates } =
    process.getBuiltinModule("node:tls");
  const own = certificatesIn(file, option("cameraCaFile"));
  const pinned = new Set(own.map(({ fingerprint256 }) => fingerprint256));
  const secureContext: SecureContext = createSecureContext({
    ca: [...getCACertificates("default"), ...own.map(String)],
    // So that a certificate can be trusted without that of its authority.
    allowPartialTrustChain: true,
  });
  return {
    secureContext,
    checkServerIdentity: (host: string, shown: PeerCertificate) =>
      pinned.has(shown.fingerprint256) ? undefined : checkServerIdentity(host, shown),
  };
}

/** Tells one state of a file from another. */
function fingerprintOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}
