import type { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { FrameferryError } from "../errors.ts";
import { systemErrorMessage } from "../files/system-error.ts";

/**
 * The certificates in a PEM file (RFC 7468), at least one.
 *
 * @param flag the option that names the file, as the reader spells it.
 * @throws FrameferryError `ERR_OPTION`, which names the file and what is wrong with it.
 */
export function certificatesIn(path: string, flag: string): readonly X509Certificate[] {
  const { X509Certificate: Certificate } = process.getBuiltinModule("node:crypto");
  const blocks = contentOf(path, flag).toString("latin1").match(PEM_CERTIFICATE) ?? [];
  if (blocks.length === 0)
    throw unusableFile(
      `${flag} ${path} holds no certificate in PEM form`,
      "a DER file becomes one by: openssl x509 -inform der -in FILE -out FILE.pem",
    );
  return blocks.map((block) => {
    try {
      return new Certificate(block);
    } catch (cause) {
      throw unusableFile(`${flag} ${path} holds a damaged certificate`, "get it again", cause);
    }
  });
}

const PEM_CERTIFICATE =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----.*?-----END (?:TRUSTED )?CERTIFICATE-----/gsu;

/** @throws FrameferryError `ERR_OPTION` for a file that cannot be read. */
export function contentOf(path: string, flag: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const words = systemErrorMessage(cause as NodeJS.ErrnoException);
    throw unusableFile(
      `${flag} ${path} cannot be read: ${words}`,
      "check its path and its permissions",
      cause,
    );
  }
}

/** Error of a file of certificates or keys that cannot be used. */
export function unusableFile(message: string, remedy: string, cause?: unknown): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy, cause });
}
