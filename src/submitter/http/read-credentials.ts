import type { KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SecureContext } from "node:tls";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { systemErrorMessage } from "../../core/files/system-error.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";

/** The files of which TLS credentials are made. */
export type CredentialFiles = Pick<ConnectionOptions, "caFile" | "cert" | "key">;

/**
 * Reads the files and checks that they fit each other. At once, and not beside other work: they are a few
 * kilobytes, and are read when a connection is opened after they have changed.
 *
 * @throws FrameferryError `ERR_OPTION`, which names the file and what is wrong with it.
 */
export function readCredentials({ caFile, cert, key }: CredentialFiles): SecureContext {
  const { createSecureContext, getCACertificates } = process.getBuiltinModule("node:tls");
  const trust =
    caFile === null
      ? {}
      : // With the last one, a service's own certificate can be trusted without that of its authority.
        {
          ca: [
            ...getCACertificates("default"),
            ...certificatesIn(caFile, option("caFile")).map(String),
          ],
          allowPartialTrustChain: true,
        };
  return createSecureContext({ ...trust, ...identity(cert, key) });
}

function identity(cert: string | null, key: string | null): { cert?: Buffer; key?: Buffer } {
  if (cert === null) {
    if (key === null) return {};
    throw unusable(
      `${option("key")} has no effect without a certificate`,
      `name its file with ${option("cert")}`,
    );
  }
  const [own] = certificatesIn(cert, option("cert"));
  const [flag, path] = key === null ? [option("cert"), cert] : [option("key"), key];
  const pem = contentOf(path, flag);
  if (own?.checkPrivateKey(privateKeyIn(pem, flag, path)) !== true)
    throw unusable(
      `the private key in ${path} does not belong to the certificate in ${cert}`,
      `name two that belong together with ${option("cert")} and ${option("key")}; a certificate stands before those of its chain`,
    );
  return { cert: contentOf(cert, option("cert")), key: pem };
}

/** The certificates in a PEM file (RFC 7468), at least one. */
function certificatesIn(path: string, flag: string): readonly X509Certificate[] {
  const { X509Certificate: Certificate } = process.getBuiltinModule("node:crypto");
  const blocks = contentOf(path, flag).toString("latin1").match(PEM_CERTIFICATE) ?? [];
  if (blocks.length === 0)
    throw unusable(
      `${flag} ${path} holds no certificate in PEM form`,
      "a DER file becomes one by: openssl x509 -inform der -in FILE -out FILE.pem",
    );
  return blocks.map((block) => {
    try {
      return new Certificate(block);
    } catch (cause) {
      throw unusable(`${flag} ${path} holds a damaged certificate`, "get it again", cause);
    }
  });
}

const PEM_CERTIFICATE =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----.*?-----END (?:TRUSTED )?CERTIFICATE-----/gsu;

function privateKeyIn(pem: Buffer, flag: string, path: string): KeyObject {
  const text = pem.toString("latin1");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text))
    throw unusable(
      `${flag} ${path} holds no private key in PEM form`,
      `name its file with ${option("key")}`,
    );
  if (/-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/mu.test(text))
    throw unusable(`the private key in ${path} is encrypted`, DECRYPT);
  try {
    return process.getBuiltinModule("node:crypto").createPrivateKey(pem);
  } catch (cause) {
    throw unusable(`the private key in ${path} is damaged`, "get it again", cause);
  }
}

const DECRYPT =
  "write it without its passphrase, to be read by you alone: openssl pkey -in FILE -out FILE.plain";

function contentOf(path: string, flag: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const words = systemErrorMessage(cause as NodeJS.ErrnoException);
    throw unusable(
      `${flag} ${path} cannot be read: ${words}`,
      "check its path and its permissions",
      cause,
    );
  }
}

function unusable(message: string, remedy: string, cause?: unknown): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy, cause });
}
