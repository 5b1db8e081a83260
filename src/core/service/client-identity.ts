import type { KeyObject } from "node:crypto";
import { option } from "../option-spelling.ts";
import { certificatesIn, contentOf, unusableFile } from "./pem-certificates.ts";

/** Files of a client certificate. */
export interface IdentityFiles {
  /** PEM file of the certificate and its chain; `null`: there is none. */
  readonly cert: string | null;
  /** PEM file of its private key, not encrypted. `null`: the key is in the file of the certificate. */
  readonly key: string | null;
}

/** Keys of the options that name these files, such as `cert` and `key`. */
export type IdentityOptions = Readonly<Record<keyof IdentityFiles, string>>;

/** A client certificate and its key, as Node's TLS takes them; empty where there is none. */
export interface ClientIdentity {
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/**
 * Reads a client certificate and its key, and checks that they belong together.
 *
 * @throws FrameferryError `ERR_OPTION`, which names the file and what is wrong with it.
 */
export function readIdentity(
  { cert, key }: IdentityFiles,
  options: IdentityOptions,
): ClientIdentity {
  const flags = { cert: option(options.cert), key: option(options.key) };
  if (cert === null) {
    if (key === null) return {};
    throw unusableFile(
      `${flags.key} has no effect without a certificate`,
      `name its file with ${flags.cert}`,
    );
  }
  const [own] = certificatesIn(cert, flags.cert);
  const [flag, path] = key === null ? [flags.cert, cert] : [flags.key, key];
  const pem = contentOf(path, flag);
  if (own?.checkPrivateKey(privateKeyIn(pem, path, { flag, keyFlag: flags.key })) !== true)
    throw unusableFile(
      `the private key in ${path} does not belong to the certificate in ${cert}`,
      `name two that belong together with ${flags.cert} and ${flags.key}; a certificate stands before those of its chain`,
    );
  return { cert: contentOf(cert, flags.cert), key: pem };
}

function privateKeyIn(
  pem: Buffer,
  path: string,
  { flag, keyFlag }: { readonly flag: string; readonly keyFlag: string },
): KeyObject {
  const text = pem.toString("latin1");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text))
    throw unusableFile(
      `${flag} ${path} holds no private key in PEM form`,
      `name its file with ${keyFlag}`,
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
