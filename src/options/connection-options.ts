import { z } from "zod";
import { proxyAddress } from "../core/service/proxy-address.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { flag, plainText } from "./units.ts";

/** How connections to services are made: whom they trust, as whom they come, and by which proxy. */
export interface ConnectionOptions {
  /**
   * PEM file of certificates that are trusted besides those that Node.js trusts: of authorities, or of
   * services themselves. It is read again when it has changed; `null` names none. @default null
   */
  readonly caFile: string | null;
  /**
   * PEM file of the certificate to show to services that ask for one, with those of its chain behind it.
   * It is read again when it has changed; `null` shows none. @default null
   */
  readonly cert: string | null;
  /** PEM file of the certificate's private key, not encrypted; `null` looks for it in `cert`. @default null */
  readonly key: string | null;
  /** Whether to take any certificate of any service. Whoever is on the way can then read and change all. @default false */
  readonly insecure: boolean;
  /**
   * Address of the proxy that requests go through, but for the hosts that `NO_PROXY` names; a user name
   * and password in it are for the proxy. `false` uses none; `null` does what the environment says
   * (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`), which never goes for this machine itself. @default null
   */
  readonly proxy: string | false | null;
}

export const connectionShape: OptionsSchema<ConnectionOptions> = {
  caFile: plainText().nullable().default(null),
  cert: plainText().nullable().default(null),
  key: plainText().nullable().default(null),
  insecure: flag().default(false),
  proxy: proxyOrNone().nullable().default(null),
};

function proxyOrNone(): z.ZodType<string | false> {
  return z.custom<string | false>(
    (given) => given === false || (typeof given === "string" && proxyAddress(given) !== null),
    "must be the address of an http or https proxy, such as http://proxy:3128",
  );
}
