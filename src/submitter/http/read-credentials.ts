import type { KeyObject } from "node:crypto";
import type { SecureContext } from "node:tls";
import { option } from "../../core/option-spelling.ts";
import { certificatesIn, contentOf, unusableFile } from "../../core/service/pem-certificates.ts";
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
    throw unusableFile(
      `${option("key")} has no effect without a certificate`,
      `name its file with ${option("cert")}`,
    );
  }
  const [own] = certificatesIn(cert, option("cert"));
  const [flag, path] = key === null ? [option("cert"), cert] : [option("key"), key];
  const pem = contentOf(path, flag);
  if (own?.checkPrivateKey(privateKeyIn(pem, flag, path)) !== true)
    throw unusableFile(
      `the private key in ${path} does not belong to the certificate in ${cert}`,
      `name two that belong together with ${option("cert")} and ${option("key")}; a certificate stands before those of its chain`,
    );
  return { cert: contentOf(cert, option("cert")), key: pem };
}

function privateKeyIn(pem: Buffer, flag: string, path: string): KeyObject {
  const text = pem.toString("latin1");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text))
    throw unusableFile(
      `${flag} ${path} holds no private key in PEM form`,
      `name its file with ${option("key")}`,
    );
  if (/-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/mu.test(text))
    throw unusableFile(`the private key in ${path} is encrypted`, DECRYPT);
  try {
    return process.getBuiltinModule("node:crypto").createPrivateKey(pem);
  } catch (cause) {
    throw unusableFile(`the private key in ${path} is damaged`, "get it again", cause);
  }
}

const DECRYPT =
  "write it without its passphrase, to be read by you alone: openssl pkey -in FILE -out FILE.plain";
