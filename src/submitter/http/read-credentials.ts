import type { SecureContext } from "node:tls";
import { option } from "../../core/option-spelling.ts";
import { readIdentity } from "../../core/service/client-identity.ts";
import { certificatesIn } from "../../core/service/pem-certificates.ts";
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
  return createSecureContext({ ...trust, ...readIdentity({ cert, key }, IDENTITY) });
}

const IDENTITY = { cert: "cert", key: "key" } as const;
