import type { KeyObject } from "node:crypto";
import type { SecureContext } from "node:tls";
import { option } from "../../core/option-spelling.ts";
import { certificatesIn, contentOf, unusableFile } from "../../core/service/pem-certificates.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";

/** The files of which TLS credentials are made. */
export type CredentialFiles = Pick<ConnectionOptions, "caFile" | "cert" | "key">;

/** Where credentials are for, other than services. */
export interface CredentialUse {
  /** Names of the options in their schema. */
  readonly options: Readonly<Record<keyof CredentialFiles, string>>;
  /** True to trust also the authorities of the system, such as those in `/etc/ssl/certs`. */
  readonly trustsSystem: boolean;
}

const OF_SERVICES: CredentialUse = {
  options: { caFile: "caFile", cert: "cert", key: "key" },
  trustsSystem: false,
};

/**
 * Reads the files and checks that they fit each other. At once, and not beside other work: they are a few
 * kilobytes, and are read when a connection is opened after they have changed.
 *
 * @throws FrameferryError `ERR_OPTION`, which names the file and what is wrong with it.
 */
export function readCredentials(
  files: CredentialFiles,
  use: CredentialUse = OF_SERVICES,
): SecureContext {
  const { createSecureContext } = process.getBuiltinModule("node:tls");
  return createSecureContext({ ...trust(files, use), ...identity(files, use) });
}

/** Empty where Node's own list is enough, which it has read already. */
function trust(
  { caFile }: CredentialFiles,
  { options, trustsSystem }: CredentialUse,
): { ca?: string[]; allowPartialTrustChain?: boolean } {
  if (caFile === null && !trustsSystem) return {};
  const { getCACertificates } = process.getBuiltinModule("node:tls");
  const ca = [
    ...getCACertificates("default"),
    ...(trustsSystem ? getCACertificates("system") : []),
    ...(caFile === null ? [] : certificatesIn(caFile, option(options.caFile)).map(String)),
  ];
  // With the last one, a service's own certificate can be trusted without that of its authority.
  return { ca: [...new Set(ca)], allowPartialTrustChain: true };
}

function identity(
  { cert, key }: CredentialFiles,
  { options }: CredentialUse,
): { cert?: Buffer; key?: Buffer } {
  const [certOption, keyOption] = [option(options.cert), option(options.key)];
  if (cert === null) {
    if (key === null) return {};
    throw unusableFile(
      `${keyOption} has no effect without a certificate`,
      `name its file with ${certOption}`,
    );
  }
  const [own] = certificatesIn(cert, certOption);
  const [flag, path] = key === null ? [certOption, cert] : [keyOption, key];
  const pem = contentOf(path, flag);
  if (own?.checkPrivateKey(privateKeyIn(pem, { flag, path, keyOption })) !== true)
    throw unusableFile(
      `the private key in ${path} does not belong to the certificate in ${cert}`,
      `name two that belong together with ${certOption} and ${keyOption}; a certificate stands before those of its chain`,
    );
  return { cert: contentOf(cert, certOption), key: pem };
}

function privateKeyIn(
  pem: Buffer,
  { flag, path, keyOption }: { flag: string; path: string; keyOption: string },
): KeyObject {
  const text = pem.toString("latin1");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text))
    throw unusableFile(
      `${flag} ${path} holds no private key in PEM form`,
      `name its file with ${keyOption}`,
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
