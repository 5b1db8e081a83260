import type { SecureContext } from "node:tls";
import { option } from "../../core/option-spelling.ts";
import { readIdentity } from "../../core/service/client-identity.ts";
import { certificatesIn } from "../../core/service/pem-certificates.ts";
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
  const { cert, key } = files;
  return createSecureContext({ ...trust(files, use), ...readIdentity({ cert, key }, use.options) });
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
