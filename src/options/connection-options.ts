import { optional } from "./option.ts";
import { z } from "zod";
import { proxyAddress } from "../core/service/proxy-address.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { flag, plainText } from "./units.ts";

/** Connections to services: certificates and proxy. */
export interface ConnectionOptions {
  /**
   * PEM file of certificates to trust in addition to those of Node.js: of authorities or of services themselves.
   * It is read again when it changes. `null`: none. @default null
   */
  readonly caFile: string | null;
  /**
   * PEM file of the client certificate and its chain, for services that ask for one. It is read again when it
   * changes. `null`: none. @default null
   */
  readonly cert: string | null;
  /**
   * PEM file of the private key of the certificate, not encrypted. `null`: the key is in the file of `cert`.
   * @default null
   */
  readonly key: string | null;
  /**
   * True to accept any certificate of any service. Anyone on the way can then read and change everything.
   * @default false
   */
  readonly insecure: boolean;
  /**
   * Address of the proxy, which may contain its user name and password; hosts in `NO_PROXY` are reached without
   * it. `false`: none. `null`: as the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`), but never for
   * this machine itself. @default null
   */
  readonly proxy: string | false | null;
}

export const connectionSchema: OptionsSchema<ConnectionOptions> = {
  caFile: optional(plainText, null),
  cert: optional(plainText, null),
  key: optional(plainText, null),
  insecure: optional(flag, false),
  proxy: optional(proxyOrNone, null),
};

function proxyOrNone(): z.ZodType<string | false> {
  return z.custom<string | false>(
    (given) => given === false || (typeof given === "string" && proxyAddress(given) !== null),
    "must be the address of an http or https proxy, such as http://proxy:3128",
  );
}
